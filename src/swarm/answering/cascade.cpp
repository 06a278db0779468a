#include "swarm/answering/cascade.hpp"

#include "swarm/routing/router.hpp"

namespace swarm::answering {

namespace {

double milliseconds_between(SteadyTime from, SteadyTime to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

}  // namespace

Async<std::expected<Answered, AnswerFailure>> Cascade::answer(Question question) {
  AnswerTrace trace;
  trace.route = routing::route(question.prompt, question.head_wanted);
  for (AnswerStage* stage : stages_) {
    const SteadyTime started = clock_.steady_now();
    if (started >= question.deadline) {
      co_return std::unexpected(AnswerFailure{
          {.code = ErrorCode::timeout, .message = "the deadline passed while the task was worked on"}, trace});
    }
    Result<StageEnd> end = co_await stage->run(question, trace.route);
    StageTrace account{.stage = std::string(stage->name()),
                       .outcome = StageOutcome::failed,
                       .notes = {},
                       .duration_ms = milliseconds_between(started, clock_.steady_now())};
    if (!end) {
      account.notes.push_back(end.error().message);
      trace.stages.push_back(std::move(account));
      co_return std::unexpected(AnswerFailure{std::move(end).error(), std::move(trace)});
    }
    account.outcome = end->outcome;
    account.notes = std::move(end->notes);
    trace.stages.push_back(std::move(account));
    if (end->outcome == StageOutcome::passed) continue;
    co_return Answered{std::move(end->answer), end->reason, std::move(trace)};
  }
  co_return Answered{std::nullopt, answers::AbstainReason::no_model_configured, std::move(trace)};
}

}  // namespace swarm::answering
