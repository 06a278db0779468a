#include "swarm/answering/cascade.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "swarm/routing/router.hpp"

namespace swarm::answering {

namespace {

using answers::AbstainReason;

double milliseconds_between(SteadyTime from, SteadyTime to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

double seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

// What later stages could not do leaves an earlier answer standing; that there are none does not.
std::optional<std::string> hindrance(const Findings& findings) {
  if (findings.is_out_of_time) return "the time was too short for the rest";
  if (findings.has(Setback::over_budget)) return "the budget does not allow more";
  if (findings.trouble) return "nobody else can be reached: " + findings.trouble->message;
  return std::nullopt;
}

}  // namespace

answers::Spent spent_of(const AnswerTrace& trace) {
  answers::Spent spent;
  for (const StageTrace& stage : trace.stages) {
    for (const CallTrace& call : stage.calls)
      spent += {call.input_tokens, call.output_tokens, dollars(call.cost_dollars)};
  }
  return spent;
}

void Findings::add(StageEnd end) {
  if (!end.candidates.empty()) candidates = std::move(end.candidates);
  if (end.words && !words) words = std::move(end.words);
  setbacks.insert(setbacks.end(), end.setbacks.begin(), end.setbacks.end());
  if (end.trouble && !trouble) trouble = std::move(end.trouble);
}

bool Findings::has(Setback setback) const {
  return std::ranges::find(setbacks, setback) != setbacks.end();
}

// What more money would mend goes first, then what was found out about answers, then what kept models from giving one.
AbstainReason reason_for(const Findings& findings) {
  constexpr std::array<std::pair<Setback, AbstainReason>, 7> kReasons{
      {{Setback::over_budget, AbstainReason::budget_exceeded},
       {Setback::disagreed, AbstainReason::disagreement},
       {Setback::unsure, AbstainReason::low_confidence},
       {Setback::refuted, AbstainReason::refuted},
       {Setback::unreadable, AbstainReason::outside_competence},
       {Setback::refused, AbstainReason::request_refused},
       {Setback::too_long, AbstainReason::too_large}}};
  for (const auto& [setback, reason] : kReasons) {
    if (findings.has(setback)) return reason;
  }
  return AbstainReason::no_model_configured;
}

std::vector<AnswerStage*> Cascade::stages_for(const Question& question, const routing::RouteDecision& route) const {
  std::vector<AnswerStage*> stages;
  for (AnswerStage* stage : stages_) {
    if (stage->takes(question, route)) stages.push_back(stage);
  }
  return stages;
}

// A stage that cannot end in what is left of the time gives way to a later one that can.
bool Cascade::should_leave_out(const std::vector<AnswerStage*>& stages, std::size_t place, const Question& question,
                               AnswerTrace& trace) const {
  const auto left = question.deadline - clock_.steady_now();
  const auto needs = stages[place]->expected(trace.route);
  if (!needs || *needs <= left) return false;
  const bool another_can = std::ranges::any_of(stages.begin() + static_cast<std::ptrdiff_t>(place) + 1, stages.end(),
                                               [&](const AnswerStage* stage) {
                                                 const auto expected = stage->expected(trace.route);
                                                 return expected && *expected <= left;
                                               });
  if (!another_can) return false;
  trace.stages.push_back({.stage = std::string(stages[place]->name()),
                          .notes = {fmt::format("left out: it takes about {:.1f} s, and {:.1f} s are left",
                                                seconds(*needs), seconds(left))}});
  return true;
}

// A stage leaves half of the time to one behind it that asks other models: else a model that says nothing at all would
// use up the deadline before these are asked. What is known to take longer and to end may take twice its usual time. A
// text that is told while it comes is not cut off: nobody could begin it anew.
SteadyTime Cascade::deadline_of(const std::vector<AnswerStage*>& stages, std::size_t place, const Question& question,
                                const routing::RouteDecision& route) const {
  const bool is_told = question.on_text && question.verify == answers::Verify::off;
  const bool another_may = std::ranges::any_of(stages.begin() + static_cast<std::ptrdiff_t>(place) + 1, stages.end(),
                                               [&](const AnswerStage* stage) { return stage->asks_others(route); });
  if (is_told || !another_may) return question.deadline;
  const SteadyTime now = clock_.steady_now();
  const auto usual = stages[place]->expected(route).value_or(std::chrono::nanoseconds{0});
  return std::min(question.deadline, now + std::max<SteadyTime::duration>((question.deadline - now) / 2, 2 * usual));
}

Async<Result<StageEnd>> Cascade::run(AnswerStage* stage, Question question, AnswerTrace* trace,
                                     std::vector<Candidate> so_far) const {
  const SteadyTime started = clock_.steady_now();
  if (question.on_stage) question.on_stage(stage->name());
  Result<StageEnd> end = co_await stage->run(std::move(question), trace->route, std::move(so_far));
  const SteadyTime ended = clock_.steady_now();
  StageTrace account{.stage = std::string(stage->name()),
                     .outcome = end ? end->outcome : StageOutcome::failed,
                     .duration_ms = milliseconds_between(started, ended)};
  metrics_.stage_ran(trace->route.head, stage->name(), account.outcome, ended - started);
  if (end) {
    account.notes = std::move(end->notes);
    account.calls = end->calls;
    account.clusters = std::move(end->clusters);
  } else {
    account.notes.push_back(end.error().message);
  }
  trace->stages.push_back(std::move(account));
  co_return end;
}

Async<std::expected<Answered, AnswerFailure>> Cascade::answer(Question question) {
  AnswerTrace trace;
  const SteadyTime routing_started = clock_.steady_now();
  trace.route = routing::route(question.prompt, question.head_wanted);
  metrics_.router_duration.observe(seconds(clock_.steady_now() - routing_started));
  Findings findings;
  const std::vector<AnswerStage*> stages = stages_for(question, trace.route);
  for (std::size_t place = 0; place < stages.size(); ++place) {
    if (clock_.steady_now() >= question.deadline) {
      findings.is_out_of_time = true;
      break;
    }
    if (should_leave_out(stages, place, question, trace)) continue;
    Question asked = question;
    asked.deadline = deadline_of(stages, place, question, trace.route);
    Result<StageEnd> end = co_await run(stages[place], std::move(asked), &trace, findings.candidates);
    if (!end) co_return std::unexpected(AnswerFailure{std::move(end).error(), std::move(trace)});
    if (end->outcome != StageOutcome::passed) co_return Answered{std::move(end->answer), end->reason, std::move(trace)};
    findings.add(std::move(*end));
  }
  co_return conclude(question, std::move(findings), std::move(trace));
}

Cascade::Outcome Cascade::conclude(const Question& question, Findings findings, AnswerTrace trace) const {
  const bool is_late = clock_.steady_now() >= question.deadline;
  findings.is_out_of_time = findings.is_out_of_time || is_late;
  const bool has_answer = !findings.candidates.empty() && findings.candidates.front().may_stand;
  if (const auto hindered = hindrance(findings); hindered && has_answer) {
    trace.notes.push_back(
        fmt::format("{}: the answer of the {} stage stands, unverified", *hindered, findings.candidates.front().stage));
    return Answered{std::move(findings.candidates.front().answer), std::nullopt, std::move(trace)};
  }
  if (is_late) {
    return std::unexpected(AnswerFailure{
        {.code = ErrorCode::timeout, .message = "the deadline passed while the task was worked on"}, std::move(trace)});
  }
  if (findings.trouble) {
    Error error = std::move(*findings.trouble);
    if (error.code == ErrorCode::timeout) error.code = ErrorCode::unavailable;  // the provider's time, not the task's
    return std::unexpected(AnswerFailure{std::move(error), std::move(trace)});
  }
  const AbstainReason reason = reason_for(findings);
  // The router may be wrong that a value is wanted; who named the head wants one.
  if (findings.words && !question.head_wanted && reason == AbstainReason::outside_competence) {
    trace.notes.push_back(fmt::format("no model named an answer: what {}/{} said stands, unverified",
                                      findings.words->provider, findings.words->model));
    return Answered{std::move(findings.words), std::nullopt, std::move(trace)};
  }
  return Answered{std::nullopt, reason, std::move(trace)};
}

}  // namespace swarm::answering
