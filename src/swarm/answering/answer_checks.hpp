#pragma once

#include <string>
#include <vector>

#include "platform/runtime/blocking_pool.hpp"
#include "swarm/answering/answer_stage.hpp"
#include "swarm/answering/answer_text.hpp"
#include "swarm/heads/computing_head.hpp"
#include "swarm/sandbox/runner.hpp"

namespace swarm::answering {

enum class CheckVerdict {
  none,  // nothing here can say anything about it
  passed,
  refuted
};

struct CheckFindings {
  CheckVerdict verdict = CheckVerdict::none;
  std::string how{};  // for people; empty when nothing was looked at
};

// Checks what a model answered with what computes: programs against the prompt's tests in the sandbox, values against
// the computing heads, calculations by doing them again. Thread-safe; the work is done on the blocking pool.
class AnswerChecks {
 public:
  struct Deps {
    std::vector<const heads::ComputingHead*> heads;
    const heads::ComputingHead* calculator = nullptr;  // the math head; nothing: calculations are not looked at
    sandbox::Runner* runner = nullptr;                 // nothing: programs are not run
    heads::ComputeLimits limits;
    runtime::BlockingPool& pool;
  };
  explicit AnswerChecks(Deps deps) : deps_(std::move(deps)) {}

  // Errors: `cancelled` when the question's work is stopped.
  Async<Result<CheckFindings>> check(Question question, answers::Head head, ReadAnswer answer) const;

 private:
  CheckFindings check_here(const Question& question, answers::Head head, const ReadAnswer& answer) const;
  CheckFindings against_heads(const Question& question, const ReadAnswer& answer) const;
  CheckFindings against_tests(const Question& question, const ReadAnswer& answer) const;
  CheckFindings calculations(const Question& question, const ReadAnswer& answer) const;

  Deps deps_;
};

}  // namespace swarm::answering
