#include "learning/misses/miss_rules.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "base/text.hpp"
#include "swarm/answering/chat_requests.hpp"
#include "swarm/answers/normal_form.hpp"

namespace swarm::misses {

namespace {

using answering::AnswerTrace;
using answering::CallTrace;
using answering::StageOutcome;
using answering::StageTrace;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view without_blanks_around(std::string_view text) {
  while (!text.empty() && is_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

// What somebody who sees only the prompt cannot know: what was said before, tools, the form of the answer.
bool is_self_contained(const tasks::TaskInput& input) {
  if (!input.conversation.empty()) return false;
  if (input.messages.size() > 1 || (!input.messages.empty() && input.messages.front().role != "user")) return false;
  answering::Question question;
  question.options = input.options;
  question.verify = input.verify;
  return !answering::is_taken_as_it_stands(question);
}

bool has_room(std::string_view prompt, std::string_view answer) {
  return prompt.size() <= kPromptBytesMax && answer.size() <= kAnswerBytesMax;
}

const StageTrace* stage_named(const AnswerTrace& trace, std::string_view name) {
  const auto found = std::ranges::find(trace.stages, name, &StageTrace::stage);
  return found == trace.stages.end() ? nullptr : &*found;
}

// The local model's call, when it said something: one that could not be reached has nothing to learn.
const CallTrace* local_call(const AnswerTrace& trace) {
  const StageTrace* local = stage_named(trace, "local");
  if (local == nullptr || local->calls.empty()) return nullptr;
  const CallTrace& call = local->calls.front();
  constexpr std::array<std::string_view, 4> kSaidSomething{"answered", "verified", "refuted", "unreadable"};
  return std::ranges::find(kSaidSomething, call.outcome) == kSaidSomething.end() ? nullptr : &call;
}

// Nothing: its answer was right, and was doubted only because nobody knew how sure it was.
std::optional<Shortcoming> shortcoming_of(const CallTrace& call, std::string_view right_answer) {
  if (call.outcome == "unreadable") return Shortcoming::declined;
  if (call.outcome == "refuted") return Shortcoming::refuted;
  if (!answers::same_meaning(call.answer, right_answer)) return Shortcoming::wrong;
  return call.confidence ? std::optional(Shortcoming::unsure) : std::nullopt;
}

// Which stage gave the answer; nothing where none was sure of it, as when an earlier guess stands for want of time.
std::optional<Source> source_of(const answering::Answered& answered) {
  if (!answered.answer || answered.trace.stages.empty()) return std::nullopt;
  const StageTrace& last = answered.trace.stages.back();
  if (last.outcome != StageOutcome::answered) return std::nullopt;
  if (last.stage == "cloud") return Source::cloud;
  const bool is_agreed = answered.answer->verdict != answers::Verdict::unverified;
  return last.stage == "vote" && is_agreed ? std::optional(Source::vote) : std::nullopt;
}

std::unexpected<Error> fault(std::string message) {
  return std::unexpected(json::error_of({{"$.answer", std::move(message)}}));
}

Result<Done> may_correct(const tasks::Task& task) {
  if (task.state != tasks::TaskState::completed || !task.result) {
    return fail(ErrorCode::conflict, "not_completed",
                fmt::format("only a completed task is corrected; this one is {}", json::name_of(task.state)));
  }
  const bool is_computed = task.result->answer && !task.result->model;
  if (is_computed) {
    return fail(
        ErrorCode::conflict, "verified_answer",
        fmt::format("this answer was computed and proved, and no model is taught otherwise; if you hold it to be "
                    "wrong, report that: POST /api/v1/tasks/{0}/feedback, or 'swarmctl tasks feedback {0} "
                    "--wrong --note …'",
                    task.id.text()));
  }
  if (is_self_contained(task.input)) return Done{};
  return fail(ErrorCode::conflict, "not_self_contained",
              "its prompt alone does not say what was asked (a conversation, tools, a response format, or verify off): "
              "no lesson can be made of it; give feedback instead");
}

Result<Done> check_answer(const tasks::Task& task, std::string_view right_answer) {
  if (right_answer.empty()) return fault("something to answer expected, got only blanks");
  if (!has_room(task.input.prompt, right_answer)) {
    return fail(ErrorCode::too_large, fmt::format("a lesson has at most {} bytes of prompt and {} of answer",
                                                  kPromptBytesMax, kAnswerBytesMax));
  }
  const tasks::TaskResult& result = *task.result;
  if (result.answer && answers::same_meaning(result.value.value_or(*result.answer), right_answer))
    return fault("another answer than the task's own expected");
  return Done{};
}

// What the last attempt says about the local model; nothing when its trace is no longer kept.
std::optional<CallTrace> local_call_in(const std::vector<tasks::StoredTrace>& traces) {
  if (traces.empty()) return std::nullopt;
  const Result<AnswerTrace> trace = json::parse_as<AnswerTrace>(traces.back().trace);
  const CallTrace* call = trace ? local_call(*trace) : nullptr;
  return call == nullptr ? std::nullopt : std::optional(*call);
}

void add_model(Miss& miss, const CallTrace& call) {
  miss.model = call.model;
  miss.model_answer = call.answer;
  miss.confidence = call.confidence;
}

}  // namespace

std::string normal_prompt(answers::Head head, std::string_view prompt) {
  const bool is_code = head == answers::Head::code;
  std::string normal;
  for (const char c : without_blanks_around(prompt)) {
    if (is_code) {
      if (c != '\r') normal += c;
    } else if (!is_blank(c)) {
      normal += c;
    } else if (normal.back() != ' ') {
      normal += ' ';
    }
  }
  return is_code ? normal : to_lower(normal);
}

std::optional<Miss> miss_of(IdSource& ids, const tasks::Assignment& assignment, const answering::Answered& answered) {
  const std::optional<Source> source = source_of(answered);
  const CallTrace* call = local_call(answered.trace);
  if (!source || call == nullptr || !is_self_contained(assignment.input)) return std::nullopt;
  const answering::StageAnswer& answer = *answered.answer;
  std::string right_answer = answer.value.empty() ? answer.answer : answer.value;
  const auto shortcoming = shortcoming_of(*call, right_answer);
  if (!shortcoming || right_answer.empty() || !has_room(assignment.input.prompt, right_answer)) return std::nullopt;
  Miss miss{.id = MissId::generate(ids), .project = assignment.project, .task = assignment.id};
  miss.head = answer.head;
  miss.prompt = assignment.input.prompt;
  miss.shortcoming = *shortcoming;
  add_model(miss, *call);
  miss.source = *source;
  miss.verdict = answer.verdict;
  miss.right_answer = std::move(right_answer);
  return miss;
}

Result<Miss> corrected_miss(IdSource& ids, const tasks::Task& task, const std::vector<tasks::StoredTrace>& traces,
                            std::string right_answer) {
  TRY(may_correct(task));
  right_answer = without_blanks_around(right_answer);
  TRY(check_answer(task, right_answer));
  Miss miss{.id = MissId::generate(ids), .project = task.project, .task = task.id};
  const tasks::TaskResult& result = *task.result;
  miss.head = result.head.value_or(answers::Head::reasoning);
  miss.prompt = task.input.prompt;
  miss.source = Source::correction;
  miss.verdict = result.verdict;
  miss.right_answer = std::move(right_answer);
  if (const std::optional<CallTrace> call = local_call_in(traces)) {
    add_model(miss, *call);
    // A person says so: it is a lesson also where the model was right and nobody believed it.
    miss.shortcoming = shortcoming_of(*call, miss.right_answer).value_or(Shortcoming::unsure);
  } else if (result.model) {
    miss.model = fmt::format("{}/{}", result.provider.value_or(""), *result.model);
    miss.model_answer = result.value.value_or(result.answer.value_or(""));
    miss.confidence = result.confidence;
    miss.shortcoming = Shortcoming::wrong;
  }
  return miss;
}

}  // namespace swarm::misses
