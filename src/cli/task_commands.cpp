#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/paging.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"
#include "cli/task_view.hpp"
#include "cli/task_wait.hpp"

namespace swarm::cli {

namespace {

struct ListOptions {
  std::optional<std::string> state;
  std::optional<std::string> head;
  std::optional<std::string> priority;
  std::optional<std::string> cursor;
  std::optional<std::int64_t> limit;
};

constexpr std::int64_t kListDefault = 20;
constexpr std::int64_t kTaskPageMax = 500;

std::string answer_words(const json::Value& task) {
  const std::string value = shown(task, "value");
  if (!value.empty()) return value;
  const std::string answer = shown(task, "answer");
  return answer.empty() ? shown(task, "failure") : answer;
}

void print_list(Session& session, const json::Value& page) {
  Table table(
      {{"id"}, {"outcome"}, {"head"}, {"answer", Align::left, true}, {"prompt", Align::left, true}, {"submitted"}});
  for (const json::Value& task : list_at(page, "tasks")) {
    const auto created = time_at(task, "created_at");
    table.add({shown(task, "id"), Cell(outcome_of(task), style_of(task)), shown(task, "head"), answer_words(task),
               shown(task, "prompt"), created ? human_time(*created, session.clock.now()) : ""});
  }
  if (table.empty()) return session.console.print_line("no tasks");
  table.print(session.console);
  print_more(session, page);
}

Outcome<int> list(Session& session, const ListOptions& options) {
  PagedList wanted{.path = "/api/v1/tasks",
                   .member = "tasks",
                   .page_max = kTaskPageMax,
                   .limit = options.limit.value_or(kListDefault)};
  if (options.state) wanted.query.emplace_back("state", *options.state);
  if (options.head) wanted.query.emplace_back("head", *options.head);
  if (options.priority) wanted.query.emplace_back("priority", *options.priority);
  if (options.cursor) wanted.cursor = *options.cursor;
  const json::Value page = TRY(fetch_list(session, std::move(wanted)));
  if (session.json)
    print_json(session, page);
  else
    print_list(session, page);
  return 0;
}

Command list_command() {
  auto options = std::make_shared<ListOptions>();
  Command command{.name = "list", .help = "List tasks, newest first."};
  const std::vector<std::string> heads(head_names().begin() + 1, head_names().end());
  command.arguments = {
      {.name = "--state",
       .target = &options->state,
       .help = "Only tasks in this state.",
       .value = "STATE",
       .choices = task_state_names()},
      {.name = "--head",
       .target = &options->head,
       .help = "Only tasks of this head.",
       .value = "HEAD",
       .choices = heads},
      {.name = "--priority",
       .target = &options->priority,
       .help = "Only tasks of this priority.",
       .value = "PRIORITY",
       .choices = priority_names()},
      cursor_option(options->cursor),
      limit_option(options->limit, 20),
  };
  command.run = [options](Session& session) { return list(session, *options); };
  return command;
}

Outcome<int> show(Session& session, const std::string& id) {
  const Document task = TRY(fetch_task(session, id));
  if (session.json)
    print_document(session, task);
  else
    print_task(session, task.value);
  return 0;
}

void print_trace(Session& session, const json::Value& trace) {
  print_answer(session, member(trace, "task"));
  const json::Array& attempts = list_at(trace, "attempts");
  if (attempts.empty()) session.console.print_line("no attempt has ended yet");
  for (const json::Value& attempt : attempts) {
    const auto at = time_at(attempt, "at");
    session.console.print_line(
        fmt::format("\nattempt {}{}", shown(attempt, "attempt"), at ? ", ended " + human_time_in_full(*at) : ""));
    print_route(session, member(attempt, "trace"));
  }
}

Outcome<int> trace(Session& session, const std::string& id) {
  const Document document = TRY(call(session.api, {.path = task_path(id) + "/trace"}));
  if (session.json)
    print_document(session, document);
  else
    print_trace(session, document.value);
  return 0;
}

Command with_id(std::string name, std::string help, Outcome<int> (*run)(Session&, const std::string&)) {
  auto id = std::make_shared<std::string>();
  Command command{.name = std::move(name), .help = std::move(help)};
  command.arguments = {{.name = "ID", .target = id.get(), .help = "The task's id.", .is_required = true}};
  command.run = [id, run](Session& session) { return run(session, *id); };
  return command;
}

}  // namespace

Command tasks_command() {
  Command tasks{.name = "tasks", .help = "Submit, watch and steer tasks."};
  tasks.commands = {task_submit_command(),
                    task_batch_command(),
                    list_command(),
                    with_id("show", "Show one task with its answer and evidence.", &show),
                    with_id("trace", "Show how an answer was found: head, stages, every attempt.", &trace),
                    task_events_command()};
  for (Command& action : task_action_commands())
    tasks.commands.push_back(std::move(action));
  return tasks;
}

}  // namespace swarm::cli
