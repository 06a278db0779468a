#pragma once

#include <memory>
#include <vector>

#include "base/clock.hpp"
#include "swarm/answering/answer_stage.hpp"

namespace swarm::answering {

// What an attempt brought: an answer, or an abstention with its reason.
struct Answered {
  std::optional<StageAnswer> answer;
  std::optional<answers::AbstainReason> reason;  // when there is no answer
  AnswerTrace trace;
};

// An attempt that went wrong still has its trace.
struct AnswerFailure {
  Error error;
  AnswerTrace trace;
};

// Answers a question: what the worker pool calls. Tests put a scripted one in its place.
class Answerer {
 public:
  virtual ~Answerer() = default;
  virtual Async<std::expected<Answered, AnswerFailure>> answer(Question question) = 0;
};

// Routes, then runs the stages in their order. Thread-safe; owns nothing but the order.
class Cascade final : public Answerer {
 public:
  Cascade(std::vector<AnswerStage*> stages, const Clock& clock) : stages_(std::move(stages)), clock_(clock) {}
  Async<std::expected<Answered, AnswerFailure>> answer(Question question) override;

 private:
  std::vector<AnswerStage*> stages_;
  const Clock& clock_;
};

}  // namespace swarm::answering
