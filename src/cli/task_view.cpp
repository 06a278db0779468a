#include "cli/task_view.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/money.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/safe_text.hpp"

namespace swarm::cli {

namespace {

std::string why_no_answer(const std::string& reason) {
  if (reason == "no_model_configured")
    return "nothing could compute it exactly, and the server has no language model to ask";
  if (reason == "outside_competence") return "nothing here can answer such a question";
  if (reason == "budget_exceeded") return "a model could be asked, but the budget does not allow it: swarmctl budget";
  if (reason == "low_confidence")
    return "a model answered, but not surely enough: its guess stands in the trace (swarmctl tasks trace)";
  if (reason == "disagreement") return "the model's answers were too different";
  if (reason == "refuted") return "every answer failed its check";
  if (reason == "request_refused") return "the providers refused the request: see the task's trace";
  if (reason == "heads_disagree") return "two ways to compute it gave different values";
  if (reason == "too_large") return "it is beyond the limits: of the exact result, or of what the model reads at once";
  return reason;
}

std::string time_words(const json::Value& task) {
  const auto total = number(member(task, "timings"), "total_ms");
  return total ? " in " + human_duration(std::chrono::duration<double, std::milli>(*total)) : "";
}

// Of a model's answer; what was computed is certain.
std::string confidence_words(const json::Value& task) {
  const auto confidence = number(task, "confidence");
  if (!confidence || shown(task, "model").empty()) return {};
  return fmt::format(", confidence {:.2f}", *confidence);
}

std::string head_words(const json::Value& task) {
  const std::string head = shown(task, "head");
  const std::string model = shown(task, "model");
  const std::string by = model.empty() ? "" : fmt::format(", by {}/{}", shown(task, "provider"), model);
  return (head.empty() ? "" : fmt::format(" by the {} head", head)) + by;
}

// What models took; empty when none was asked.
std::string spent_words(const json::Value& task) {
  const json::Value& usage = member(task, "usage");
  const double tokens = number(usage, "input_tokens").value_or(0) + number(usage, "output_tokens").value_or(0);
  if (tokens == 0) return {};
  const double cost = number(task, "cost_dollars").value_or(0);
  return fmt::format("{:.0f} tokens{}", tokens, cost > 0 ? ", " + to_text(dollars(cost)) : "");
}

void print_evidence(Session& session, const json::Value& evidence) {
  Console& console = session.console;
  if (!evidence.is_object()) return;
  console.print_line("  why: " + shown(evidence, "method"));
  const json::Array& steps = list_at(evidence, "steps");
  std::size_t rule_width = 0;
  for (const json::Value& step : steps)
    rule_width = std::max(rule_width, display_width(shown(step, "rule")));
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string rule = shown(steps[i], "rule");
    const std::string blanks(rule_width - display_width(rule), ' ');
    console.print_line(
        fmt::format("    {}. {}{}  {}", i + 1, console.styled(rule, Style::faint), blanks, shown(steps[i], "text")));
  }
  const std::string check = shown(evidence, "check");
  if (!check.empty()) console.print_line(fmt::format("    {} {}", console.styled("check:", Style::good), check));
}

void print_completed(Session& session, const json::Value& task) {
  Console& console = session.console;
  const std::string verdict = shown(task, "verdict");
  if (verdict == "abstained") {
    console.print_line(console.styled("no answer", Style::warning) + ": " + why_no_answer(shown(task, "reason")));
    console.print_line(fmt::format("  abstained ({}){}{}", shown(task, "reason"), head_words(task), time_words(task)));
    return;
  }
  std::string answer = shown_block(task, "answer");
  if (answer.empty()) answer = shown_block(task, "value");
  console.print_line(console.styled(answer, Style::bold));
  console.print_line(fmt::format("  {}{}{}{}", console.styled(verdict, style_of(task)), head_words(task),
                                 confidence_words(task), time_words(task)));
  print_evidence(session, member(task, "evidence"));
}

void print_unless_empty(Session& session, std::string_view name, const std::string& text) {
  if (!text.empty()) session.console.print_line(fmt::format("  {:<12} {}", name, text));
}

std::string time_words(const Session& session, const json::Value& task, std::string_view name) {
  const auto time = time_at(task, name);
  if (!time) return {};
  return fmt::format("{} ({})", human_time_in_full(*time), human_age(*time, session.clock.now()));
}

}  // namespace

const std::vector<std::string>& head_names() {
  static const std::vector<std::string> kNames{"auto", "math", "logic", "code", "reasoning"};
  return kNames;
}

const std::vector<std::string>& strategy_names() {
  static const std::vector<std::string> kNames{"auto", "compute", "local", "vote", "cloud"};
  return kNames;
}

const std::vector<std::string>& priority_names() {
  static const std::vector<std::string> kNames{"low", "normal", "high", "critical"};
  return kNames;
}

const std::vector<std::string>& task_state_names() {
  static const std::vector<std::string> kNames{"pending", "running",   "retrying",   "completed",
                                               "failed",  "cancelled", "dead_letter"};
  return kNames;
}

bool is_final(const json::Value& task) {
  const std::string state = raw_text(task, "state");
  return state == "completed" || state == "failed" || state == "cancelled" || state == "dead_letter";
}

int exit_code_of(const json::Value& task) {
  const std::string state = raw_text(task, "state");
  if (state == "completed") {
    const std::string verdict = raw_text(task, "verdict");
    if (verdict == "abstained") return kExitAbstained;
    return verdict == "refuted" ? kExitRefuted : 0;
  }
  if (state == "cancelled") return facts_of(ErrorCode::cancelled).exit_code;
  return is_final(task) ? kExitFailed : facts_of(ErrorCode::timeout).exit_code;
}

Style style_of(const json::Value& task) {
  const std::string state = raw_text(task, "state");
  const std::string verdict = raw_text(task, "verdict");
  if (state == "failed" || state == "dead_letter" || verdict == "refuted") return Style::bad;
  if (state == "retrying" || state == "cancelled" || verdict == "abstained" || verdict == "unverified")
    return Style::warning;
  return state == "completed" ? Style::good : Style::plain;
}

std::string outcome_of(const json::Value& task) {
  const std::string verdict = shown(task, "verdict");
  const std::string reason = shown(task, "reason");
  std::string outcome = shown(task, "state");
  if (!verdict.empty()) outcome = verdict;
  if (!reason.empty()) outcome += " (" + reason + ")";
  return outcome;
}

void print_answer(Session& session, const json::Value& task) {
  Console& console = session.console;
  const std::string state = raw_text(task, "state");
  if (state == "completed") {
    print_completed(session, task);
  } else {
    const std::string failure = shown(task, "failure");
    console.print_line(console.styled(outcome_of(task), style_of(task)) + (failure.empty() ? "" : ": " + failure));
  }
  console.print_line(console.styled("  task " + shown(task, "id"), Style::faint));
}

void print_task(Session& session, const json::Value& task) {
  Console& console = session.console;
  console.print_line(fmt::format("task {}  {}", console.styled(shown(task, "id"), Style::bold),
                                 console.styled(outcome_of(task), style_of(task))));
  print_unless_empty(session, "prompt", shown(task, "prompt"));
  print_unless_empty(session, "priority", shown(task, "priority"));
  print_unless_empty(session, "attempts",
                     fmt::format("{} of {}", shown(task, "attempts"), shown(task, "attempts_max")));
  print_unless_empty(session, "submitted", time_words(session, task, "created_at"));
  print_unless_empty(session, "started", time_words(session, task, "started_at"));
  print_unless_empty(session, "ended", time_words(session, task, "finished_at"));
  print_unless_empty(session, "next attempt", time_words(session, task, "next_attempt_at"));
  if (!is_final(task)) print_unless_empty(session, "deadline", time_words(session, task, "deadline_at"));
  print_unless_empty(session, "models took", spent_words(task));
  print_unless_empty(session, "failure", shown(task, "failure"));
  if (!member(task, "metadata").is_null()) print_unless_empty(session, "metadata", shown(task, "metadata"));
  print_unless_empty(session, "request id", shown(task, "request_id"));
  print_unless_empty(session, "trace id", shown(task, "trace_id"));
  if (raw_text(task, "state") != "completed") return;
  console.print_line("");
  print_completed(session, task);
}

// One call of a model: "near/small answered in 1.2 s, 150 tokens, $0.0002".
void print_call(Console& console, const json::Value& call) {
  const auto duration = std::chrono::duration<double, std::milli>(number(call, "duration_ms").value_or(0));
  const double tokens = number(call, "input_tokens").value_or(0) + number(call, "output_tokens").value_or(0);
  const double cost = number(call, "cost_dollars").value_or(0);
  const auto confidence = number(call, "confidence");
  const double masked = number(call, "masked").value_or(0);
  console.print_line(fmt::format("    {} {} in {}, {:.0f} tokens{}{}{}", shown(call, "model"), shown(call, "outcome"),
                                 human_duration(duration), tokens, cost > 0 ? ", " + to_text(dollars(cost)) : "",
                                 confidence ? fmt::format(", confidence {:.3f}", *confidence) : "",
                                 masked > 0 ? fmt::format(", {:.0f} values hidden from it", masked) : ""));
  for (const json::Value& note : list_at(call, "notes"))
    console.print_line("      " + shown_value(note));
}

void print_models(Console& console, const json::Value& stage) {
  for (const json::Value& call : list_at(stage, "calls"))
    print_call(console, call);
  for (const json::Value& cluster : list_at(stage, "clusters"))
    console.print_line(fmt::format("    votes {}: {}", shown(cluster, "votes"), shown(cluster, "value")));
}

void print_route(Session& session, const json::Value& trace) {
  Console& console = session.console;
  const json::Value& route = member(trace, "route");
  std::string chances;
  for (const json::Value& chance : list_at(route, "chances")) {
    chances += fmt::format("{}{} {:.0f} %", chances.empty() ? "" : ", ", shown(chance, "head"),
                           number(chance, "probability").value_or(0) * 100);
  }
  console.print_line(fmt::format("  head {} chosen by router {}{}", console.styled(shown(route, "head"), Style::bold),
                                 shown(route, "router"), chances.empty() ? "" : " (" + chances + ")"));
  for (const json::Value& reason : list_at(route, "reasons"))
    console.print_line("    because " + shown_value(reason));
  for (const json::Value& stage : list_at(trace, "stages")) {
    const auto duration = std::chrono::duration<double, std::milli>(number(stage, "duration_ms").value_or(0));
    console.print_line(
        fmt::format("  stage {} {} in {}", shown(stage, "stage"), shown(stage, "outcome"), human_duration(duration)));
    for (const json::Value& note : list_at(stage, "notes"))
      console.print_line("    " + shown_value(note));
    print_models(console, stage);
  }
  for (const json::Value& note : list_at(trace, "notes"))
    console.print_line("  " + shown_value(note));
}

}  // namespace swarm::cli
