#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/id.hpp"
#include "cli/commands.hpp"
#include "cli/json_view.hpp"
#include "cli/session.hpp"
#include "cli/task_view.hpp"
#include "cli/task_wait.hpp"

namespace swarm::cli {

namespace {

struct AskOptions {
  std::vector<std::string> words;
  std::optional<std::string> head;
  std::optional<std::string> strategy;
  std::optional<std::string> priority;
  std::optional<std::chrono::milliseconds> deadline;
  std::optional<std::chrono::milliseconds> wait;
  bool no_wait = false;
};

// Most answers are computed within milliseconds: one request is enough for them. Whoever takes longer is followed, so
// that Ctrl-C knows which task to cancel.
constexpr std::chrono::milliseconds kFirstWait{500};

Outcome<std::string> prompt_of(Session& session, const std::vector<std::string>& words) {
  std::string prompt = fmt::format("{}", fmt::join(words, " "));
  if (prompt == "-") prompt = TRY(session.standard_input());
  while (prompt.ends_with('\n') || prompt.ends_with('\r'))
    prompt.pop_back();
  return prompt;
}

json::Object body_of(const AskOptions& options, const std::string& prompt) {
  json::Object body{{"prompt", prompt}};
  if (options.head) body.emplace("head", *options.head);
  if (options.strategy) body.emplace("strategy", *options.strategy);
  if (options.priority) body.emplace("priority", *options.priority);
  if (options.deadline) body.emplace("deadline_ms", options.deadline->count());
  return body;
}

Outcome<Document> submit(Session& session, json::Object body, bool waits) {
  if (waits) body.emplace("wait_ms", kFirstWait.count());
  IdSource ids(session.clock, session.random);
  ApiRequest request{.method = "POST",
                     .path = "/api/v1/tasks",
                     .body = json::to_text(body),
                     .idempotency_key = "swarmctl-" + ids.next(),
                     .outlives_ctrl_c = true,
                     .extra_time = waits ? kFirstWait : std::chrono::milliseconds{0}};
  Outcome<Document> submitted = call(session.api, request);
  if (!submitted && submitted.error().is_unsure) {
    submitted = call(session.api, request);  // the same key: at most one task
    if (!submitted && submitted.error().is_unsure)
      submitted.error().next = "the task may have been accepted: swarmctl tasks list";
  }
  return submitted;
}

// Ctrl-C while waiting: the task is cancelled, unless it ended first.
Outcome<Document> cancel(Session& session, const std::string& id) {
  session.console.remark_line(fmt::format("cancelling task {}", id));
  Outcome<Document> cancelled =
      call(session.api, {.method = "POST", .path = task_path(id) + "/cancel", .outlives_ctrl_c = true});
  if (!cancelled && cancelled.error().error.code == ErrorCode::conflict)
    return call(session.api, {.path = task_path(id), .outlives_ctrl_c = true});
  return cancelled;
}

Outcome<Document> end_of(Session& session, Document task, const AskOptions& options) {
  if (is_final(task.value)) return task;
  const std::string id = raw_text(task.value, "id");
  std::optional<SteadyTime> until;
  if (options.wait) until = session.clock.steady_now() + *options.wait;
  Outcome<Document> ended =
      session.is_interrupted() ? trouble(ErrorCode::cancelled, "") : wait_for_end(session, id, until);
  if (!ended && ended.error().error.code == ErrorCode::cancelled) return cancel(session, id);
  if (!ended && ended.error().next.empty())
    ended.error().next = fmt::format("the task goes on: swarmctl tasks wait {}", id);
  return ended;
}

Outcome<int> ask(Session& session, const AskOptions& options) {
  const std::string prompt = TRY(prompt_of(session, options.words));
  Document task = TRY(submit(session, body_of(options, prompt), !options.no_wait));
  if (!options.no_wait) task = TRY(end_of(session, std::move(task), options));
  if (session.json)
    print_document(session, task);
  else if (options.no_wait)
    session.console.print_line(shown(task.value, "id"));
  else
    print_answer(session, task.value);
  return options.no_wait ? 0 : exit_code_of(task.value);
}

std::vector<Argument> submission_arguments(AskOptions& options) {
  return {
      {.name = "PROMPT",
       .target = &options.words,
       .help = "The question; '-' reads it from standard input.",
       .is_required = true},
      {.name = "--head",
       .target = &options.head,
       .help = "Which head answers (default auto).",
       .value = "HEAD",
       .choices = head_names()},
      {.name = "--strategy",
       .target = &options.strategy,
       .help = "Which stages may answer (default auto: all, cheapest first).",
       .value = "STRATEGY",
       .choices = strategy_names()},
      {.name = "--priority",
       .target = &options.priority,
       .help = "Who goes first (default normal).",
       .value = "PRIORITY",
       .choices = priority_names()},
      {.name = "--deadline",
       .target = &options.deadline,
       .help = "The server gives the task up after this long, such as 30s.",
       .value = "DURATION"},
  };
}

}  // namespace

Command ask_command() {
  auto options = std::make_shared<AskOptions>();
  Command command{.name = "ask",
                  .help = "Ask a question; show the answer, how sure it is and why it is right.",
                  .details =
                      "Exit code 0: there is an answer. 20: the swarm says that it does not know (abstained), and "
                      "why. 21: the task failed. 22: a check refuted the answer. Ctrl-C cancels the task (11). "
                      "Put -- before a prompt that begins with '-'."};
  command.arguments = submission_arguments(*options);
  command.arguments.push_back({.name = "--wait",
                               .target = &options->wait,
                               .help = "Wait no longer than this; the task goes on (exit code 13).",
                               .value = "DURATION"});
  command.arguments.push_back(
      {.name = "--no-wait", .target = &options->no_wait, .help = "Print the task's id and leave."});
  command.run = [options](Session& session) { return ask(session, *options); };
  return command;
}

Command task_submit_command() {
  auto options = std::make_shared<AskOptions>();
  options->no_wait = true;
  Command command{.name = "submit", .help = "Submit one task and print its id, without waiting for the answer."};
  command.arguments = submission_arguments(*options);
  command.run = [options](Session& session) { return ask(session, *options); };
  return command;
}

}  // namespace swarm::cli
