#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/paging.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace swarm::cli {

namespace {

std::string duration_at(const json::Value& value, std::string_view name) {
  const auto milliseconds = number(value, name);
  return milliseconds ? human_duration(std::chrono::duration<double, std::milli>(*milliseconds)) : "";
}

struct SlowOptions {
  std::optional<std::int64_t> limit;
};

Outcome<int> slow(Session& session, const SlowOptions& options) {
  ApiRequest request{.path = "/api/v1/database/slow"};
  if (options.limit) request.query.emplace_back("limit", std::to_string(*options.limit));
  const Document report = TRY(call(session.api, request));
  if (session.json) return print_document(session, report);
  Table table({{"statement", Align::left, true},
               {"total", Align::right},
               {"calls", Align::right},
               {"mean", Align::right},
               {"slowest", Align::right}});
  for (const json::Value& statement : list_at(report.value, "statements")) {
    table.add({shown(statement, "name"), duration_at(statement, "total_ms"),
               human_count(whole_number(statement, "calls").value_or(0)), duration_at(statement, "mean_ms"),
               duration_at(statement, "max_ms")});
  }
  if (table.empty()) return say(session, "no statement has run yet");
  table.print(session.console);
  return 0;
}

Outcome<int> activity(Session& session) {
  const Document report = TRY(call(session.api, {.path = "/api/v1/database/activity"}));
  if (session.json) return print_document(session, report);
  Table table({{"state"}, {"for", Align::right}, {"statement", Align::left, true}, {"client", Align::left, true}});
  for (const json::Value& entry : list_at(report.value, "activities")) {
    const bool is_active = raw_text(entry, "state") == "active";
    table.add({Cell(shown(entry, "state"), is_active ? Style::good : Style::plain), duration_at(entry, "running_ms"),
               shown(entry, "what"), shown(entry, "client")});
  }
  if (table.empty()) return say(session, "nothing runs or waits");
  table.print(session.console);
  return 0;
}

}  // namespace

Command database_command() {
  auto options = std::make_shared<SlowOptions>();
  Command slowest{.name = "slow", .help = "Show the statements that took the most time since the server started."};
  slowest.arguments = {limit_option(options->limit, 20)};
  slowest.run = [options](Session& session) { return slow(session, *options); };
  Command now{.name = "activity", .help = "Show what runs or waits in the database now."};
  now.run = &activity;
  return {
      .name = "database", .help = "What the database is busy with.", .commands = {std::move(slowest), std::move(now)}};
}

}  // namespace swarm::cli
