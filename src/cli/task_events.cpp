#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/event_follower.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/safe_text.hpp"
#include "cli/session.hpp"
#include "cli/task_view.hpp"
#include "cli/task_wait.hpp"

namespace swarm::cli {

namespace {

struct EventOptions {
  std::optional<std::string> task;
  std::optional<std::string> after;
  std::optional<std::int64_t> count;
};

// Of something else than a task: of a workflow, say.
void print_other_event(Session& session, const json::Value& body) {
  const auto at = time_at(body, "at");
  const std::string type = shown(body, "type"), kind = type.substr(0, type.find('.'));
  const json::Value& subject = member(body, kind);
  session.console.print_line(fmt::format("{}  {}  {}  {}", at ? human_time(*at, session.clock.now()) : "",
                                         shown(subject, "id"), type, shown(subject, "name")));
}

void print_event(Session& session, const SseEvent& event) {
  const Result<json::Value> body = json::parse(event.data, 64);
  if (!body) return session.console.remark_line("an event that is no JSON: " + safe_line(event.data).substr(0, 200));
  if (session.json) {
    print_document(session, {*body, event.data});
    return;
  }
  if (member(*body, "task").is_null()) return print_other_event(session, *body);
  const json::Value& task = member(*body, "task");
  const auto at = time_at(*body, "at");
  std::string type = shown(*body, "type");
  if (type.starts_with("task.")) type.erase(0, 5);
  const std::string value = shown(task, "value");
  std::string line = fmt::format("{}  {}  {:<13} {}", at ? human_time(*at, session.clock.now()) : "", shown(task, "id"),
                                 type, outcome_of(task));
  line += fmt::format("  {}{}", shown(task, "prompt"), value.empty() ? "" : "  → " + value);
  if (const auto width = session.console.out_width()) line = cut_to_width(line, *width);
  session.console.print_line(session.console.styled(line, style_of(task)));
}

Outcome<int> follow(Session& session, const EventOptions& options) {
  const std::string path = options.task ? task_path(*options.task) + "/events" : "/api/v1/events";
  const std::string begin = options.after.value_or(options.task ? "oldest" : "now");
  EventFollower follower(session.api, session.clock, {.path = path, .after = begin});
  follower.on_reconnect([&session](const Trouble& lost) {
    session.console.remark_line(
        fmt::format("connection lost ({}); going on where it broke", safe_line(lost.error.message)));
  });
  std::int64_t seen = 0;
  const Outcome<Done> followed = follower.follow(
      [&](const SseEvent& event) {
        print_event(session, event);
        return !options.count || ++seen < *options.count;
      },
      options.task.has_value());
  const std::string last = safe_line(follower.last_id());
  const bool is_stopped = !followed && followed.error().error.code == ErrorCode::cancelled;
  if (!followed && !is_stopped) return std::unexpected(followed.error());
  if (is_stopped && !last.empty()) session.console.remark_line(fmt::format("to go on from here: --after {}", last));
  return 0;  // an endless stream ends by Ctrl-C
}

}  // namespace

Command task_events_command() {
  auto options = std::make_shared<EventOptions>();
  Command command{.name = "events",
                  .help = "Follow what happens to tasks, as it happens.",
                  .details = "A lost connection is taken up again where it broke. With --json one document per line."};
  command.arguments = {
      {.name = "--task",
       .target = &options->task,
       .help = "Only this task, from its beginning until it has ended.",
       .value = "ID"},
      {.name = "--after",
       .target = &options->after,
       .help = "Begin after this event's id, or at oldest or now (default now; oldest with --task).",
       .value = "CURSOR"},
      {.name = "--count", .target = &options->count, .help = "Stop after so many events.", .value = "COUNT"},
  };
  command.run = [options](Session& session) -> Outcome<int> {
    if (options->count && *options->count < 1) return trouble(ErrorCode::invalid_input, "--count: 1 or more expected");
    return follow(session, *options);
  };
  return command;
}

}  // namespace swarm::cli
