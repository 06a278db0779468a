#include "swarm/answering/cascade.hpp"

#include "swarm/routing/router.hpp"

namespace swarm::answering {

namespace {

double milliseconds_between(SteadyTime from, SteadyTime to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

}  // namespace

AnsweringMetrics::AnsweringMetrics(telemetry::Metrics& metrics, std::vector<std::string_view> stages)
    : router_duration(metrics.histogram("swarm_router_duration_seconds", "Choosing a head.", {},
                                        {0.000005, 0.00001, 0.00002, 0.00005, 0.0001, 0.001, 0.01})) {
  for (const auto& head : enum_names(answers::Head{})) {
    for (const std::string_view stage : stages) {
      stages_.emplace(std::pair(head.value, stage),
                      metrics.histogram("swarm_task_duration_seconds", "One stage of answering a task.",
                                        {{"head", head.name}, {"stage", stage}}));
    }
  }
}

void AnsweringMetrics::stage_ran(answers::Head head, std::string_view stage, std::chrono::nanoseconds duration) const {
  if (const auto found = stages_.find({head, stage}); found != stages_.end())
    found->second.observe(std::chrono::duration<double>(duration).count());
}

Async<std::expected<Answered, AnswerFailure>> Cascade::answer(Question question) {
  AnswerTrace trace;
  const SteadyTime routing_started = clock_.steady_now();
  trace.route = routing::route(question.prompt, question.head_wanted);
  metrics_.router_duration.observe(std::chrono::duration<double>(clock_.steady_now() - routing_started).count());
  for (AnswerStage* stage : stages_) {
    const SteadyTime started = clock_.steady_now();
    if (started >= question.deadline) {
      co_return std::unexpected(AnswerFailure{
          {.code = ErrorCode::timeout, .message = "the deadline passed while the task was worked on"}, trace});
    }
    Result<StageEnd> end = co_await stage->run(question, trace.route);
    metrics_.stage_ran(trace.route.head, stage->name(), clock_.steady_now() - started);
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
