#pragma once

#include <vector>

#include "base/clock.hpp"
#include "swarm/answering/answer_stage.hpp"
#include "swarm/answering/answering_metrics.hpp"

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

// What all stages together have found while none has ended the cascade.
struct Findings {
  std::vector<Candidate> candidates;  // the best first
  std::optional<StageAnswer> words;   // the first that were said instead of an answer
  std::vector<Setback> setbacks;
  std::optional<Error> trouble;  // the first one that may be over soon
  bool is_out_of_time = false;   // the deadline passed before all had been asked

  void add(StageEnd end);
  bool has(Setback setback) const;
};

// Why nobody answered: pure. The deadline has not passed.
answers::AbstainReason reason_for(const Findings& findings);

// Routes, then runs the stages in their order, each with what is left of the time. Thread-safe; owns nothing but the
// order.
class Cascade final : public Answerer {
 public:
  Cascade(std::vector<AnswerStage*> stages, const Clock& clock, const AnsweringMetrics& metrics)
      : stages_(std::move(stages)), clock_(clock), metrics_(metrics) {}
  Async<std::expected<Answered, AnswerFailure>> answer(Question question) override;

 private:
  using Outcome = std::expected<Answered, AnswerFailure>;
  std::vector<AnswerStage*> stages_for(const Question& question, const routing::RouteDecision& route) const;
  bool should_leave_out(const std::vector<AnswerStage*>& stages, std::size_t place, const Question& question,
                        AnswerTrace& trace) const;
  SteadyTime deadline_of(const std::vector<AnswerStage*>& stages, std::size_t place, const Question& question,
                         const routing::RouteDecision& route) const;
  Async<Result<StageEnd>> run(AnswerStage* stage, Question question, AnswerTrace* trace,
                              std::vector<Candidate> so_far) const;
  Outcome conclude(const Question& question, Findings findings, AnswerTrace trace) const;

  std::vector<AnswerStage*> stages_;
  const Clock& clock_;
  const AnsweringMetrics& metrics_;
};

}  // namespace swarm::answering
