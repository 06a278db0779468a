#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/paging.hpp"
#include "cli/safe_text.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace swarm::cli {

namespace {

constexpr std::string_view kMisses = "/api/v1/misses";
constexpr std::int64_t kMissPageMax = 200;

std::string miss_path(std::string_view id) {
  return fmt::format("{}/{}", kMisses, path_segment(id));
}

struct MissChoice {
  std::optional<std::string> head, source, cursor;
  std::optional<std::int64_t> limit;
};

std::vector<Argument> choice_arguments(MissChoice& choice, std::int64_t limit_by_default) {
  return {
      {.name = "--head",
       .target = &choice.head,
       .help = "Only of this head.",
       .value = "HEAD",
       .choices = {"math", "logic", "code", "reasoning"}},
      {.name = "--source",
       .target = &choice.source,
       .help = "Only those whose right answer comes from there.",
       .value = "SOURCE",
       .choices = {"cloud", "vote", "correction"}},
      limit_option(choice.limit, limit_by_default),
      cursor_option(choice.cursor),
  };
}

Outcome<json::Value> fetch_misses(Session& session, const MissChoice& choice, std::int64_t limit) {
  PagedList wanted{.path = std::string(kMisses),
                   .member = "misses",
                   .page_max = kMissPageMax,
                   .limit = choice.limit.value_or(limit),
                   .cursor = choice.cursor.value_or("")};
  if (choice.head) wanted.query.emplace_back("head", *choice.head);
  if (choice.source) wanted.query.emplace_back("source", *choice.source);
  return fetch_list(session, std::move(wanted));
}

Outcome<int> list_misses(Session& session, const MissChoice& choice) {
  const json::Value page = TRY(fetch_misses(session, choice, 50));
  if (session.json) return print_json(session, page);
  Table table({{"id"},
               {"head"},
               {"prompt", Align::left, true},
               {"it said", Align::left, true},
               {"right", Align::left, true},
               {"by"},
               {"steps"},
               {"times", Align::right},
               {"last seen"}});
  for (const json::Value& miss : list_at(page, "misses")) {
    const auto seen = time_at(miss, "last_seen_at");
    table.add({shown(miss, "id"), shown(miss, "head"), shown(miss, "prompt"), shown(miss, "model_answer"),
               shown(miss, "right_answer"), shown(miss, "source"), raw_text(miss, "thinking").empty() ? "no" : "yes",
               shown(miss, "times"), seen ? human_age(*seen, session.clock.now()) : ""});
  }
  if (table.empty()) return say(session, "no misses");
  table.print(session.console);
  print_more(session, page);
  return 0;
}

Command list_command() {
  auto choice = std::make_shared<MissChoice>();
  Command command{.name = "list", .help = "List what local models got wrong, newest first."};
  command.arguments = choice_arguments(*choice, 50);
  command.run = [choice](Session& session) { return list_misses(session, *choice); };
  return command;
}

Outcome<int> show_miss(Session& session, const std::string& id) {
  const Document miss = TRY(call(session.api, {.path = miss_path(id)}));
  if (session.json) return print_document(session, miss);
  const auto line = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) session.console.print_line(fmt::format("{:<12} {}", name, text));
  };
  line("prompt", shown_block(miss.value, "prompt"));
  line("right", shown_block(miss.value, "right_answer"));
  line("says", fmt::format("{} (the task was {})", shown(miss.value, "source"), shown(miss.value, "verdict")));
  line("model", shown(miss.value, "model"));
  line("it said", shown_block(miss.value, "model_answer"));
  line("shortcoming", shown(miss.value, "shortcoming"));
  line("confidence", shown(miss.value, "confidence"));
  line("head", shown(miss.value, "head"));
  line("family", shown(miss.value, "family"));
  line("steps", shown(miss.value, "thinking"));
  line("task", shown(miss.value, "task"));
  line("times", shown(miss.value, "times"));
  line("first seen", shown(miss.value, "created_at"));
  line("last seen", shown(miss.value, "last_seen_at"));
  return 0;
}

Command show_command() {
  auto id = std::make_shared<std::string>();
  Command command{.name = "show", .help = "Show one miss, with the lesson that it makes."};
  command.arguments = {{.name = "ID", .target = id.get(), .help = "The miss's id.", .is_required = true}};
  command.run = [id](Session& session) { return show_miss(session, *id); };
  return command;
}

Outcome<int> remove_misses(Session& session, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    TRY(call(session.api, {.method = "DELETE", .path = miss_path(id)}));
    if (!session.json) session.console.print_line("removed " + safe_line(id));
  }
  if (session.json) return print_json(session, json::Object{{"removed", ids.size()}});
  return 0;
}

Command remove_command() {
  auto ids = std::make_shared<std::vector<std::string>>();
  Command command{.name = "remove", .help = "Forget misses: nothing learns from them any more."};
  command.arguments = {{.name = "ID", .target = ids.get(), .help = "Ids of misses.", .is_required = true}};
  command.run = [ids](Session& session) { return remove_misses(session, *ids); };
  return command;
}

// A line of a file of lessons, as swarm-trainer reads them.
json::Object lesson_of(const json::Value& miss) {
  json::Object lesson{{"family", raw_text(miss, "family")},
                      {"head", raw_text(miss, "head")},
                      {"prompt", raw_text(miss, "prompt")},
                      {"answer", raw_text(miss, "lesson_answer")},
                      {"content", raw_text(miss, "content")}};
  if (const json::Value& thinking = member(miss, "thinking"); thinking.is_string()) lesson["thinking"] = thinking;
  return lesson;
}

Outcome<int> export_misses(Session& session, const MissChoice& choice) {
  const json::Value list = TRY(fetch_misses(session, choice, kListMax));
  for (const json::Value& miss : list_at(list, "misses"))
    session.console.print_line(json::to_text(lesson_of(miss)));
  print_more(session, list);
  return 0;
}

Command export_command() {
  auto choice = std::make_shared<MissChoice>();
  Command command{.name = "export",
                  .help = "Write misses as lessons, one JSON object a line, as swarm-trainer reads them.",
                  .details = "Prompts are what people typed: treat the file as you treat their data."};
  command.arguments = choice_arguments(*choice, kListMax);
  command.run = [choice](Session& session) { return export_misses(session, *choice); };
  return command;
}

}  // namespace

Command misses_command() {
  return {.name = "misses",
          .help = "What local models got wrong, and what would have been right.",
          .commands = {list_command(), show_command(), remove_command(), export_command()}};
}

}  // namespace swarm::cli
