#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time_text.hpp"
#include "cli/commands.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/paging.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace swarm::cli {

namespace {

constexpr std::int64_t kRecordPageMax = 1'000;
constexpr std::int64_t kRecordsUsual = 50;

struct UsageOptions {
  std::optional<std::string> by;
  std::optional<std::chrono::milliseconds> since;
  std::optional<std::string> from;
  std::optional<std::string> to;
  std::optional<std::string> provider;
  std::optional<std::string> model;
  std::optional<std::string> key;
  std::optional<std::string> head;
  std::optional<std::string> result;
  bool all_projects = false;
  bool records = false;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
};

using Query = std::vector<std::pair<std::string, std::string>>;

Query query_of(Session& session, const UsageOptions& options) {
  Query query;
  const auto add = [&](const char* name, const std::optional<std::string>& value) {
    if (value) query.emplace_back(name, *value);
  };
  if (options.since)
    query.emplace_back("from", to_text(session.clock.now() - *options.since));
  else
    add("from", options.from);
  add("to", options.to);
  add("provider", options.provider);
  add("model", options.model);
  add("key", options.key);
  add("head", options.head);
  add("result", options.result);
  if (options.all_projects) query.emplace_back("all_projects", "true");
  return query;
}

std::string count_at(const json::Value& value, std::string_view name) {
  return human_count(whole_number(value, name).value_or(0));
}

std::string cost_at(const json::Value& value) {
  const double cost = number(value, "cost_dollars").value_or(0);
  return cost == 0 || cost >= 0.01 ? fmt::format("${:.2f}", cost) : fmt::format("${:.6f}", cost);
}

std::string duration_at(const json::Value& value, std::string_view name) {
  const auto duration = number(value, name);
  return duration ? human_duration(std::chrono::duration<double, std::milli>(*duration)) : "";
}

// A day is a date, an hour has its time: both of UTC, as the server adds them up.
std::string bucket_text(const json::Value& sum, bool by_hour) {
  const std::string at = raw_text(sum, "at");
  if (at.size() < 16) return shown(sum, "at");
  return by_hour ? at.substr(0, 10) + " " + at.substr(11, 5) : at.substr(0, 10);
}

void print_total(Session& session, const json::Value& usage) {
  const json::Value& total = member(usage, "total");
  Console& console = session.console;
  console.print_line(fmt::format("{}  {} calls, {} answered, {} tokens in, {} out",
                                 console.styled(cost_at(total), Style::bold), count_at(total, "calls"),
                                 count_at(total, "answered"), count_at(total, "input_tokens"),
                                 count_at(total, "output_tokens")));
  console.print_line(
      fmt::format("  {} to {} (UTC)", raw_text(usage, "from").substr(0, 16), raw_text(usage, "to").substr(0, 16)));
  if (whole_number(total, "estimated").value_or(0) > 0) {
    console.print_line(fmt::format("  {} calls without figures of the provider: they cost the worst case here",
                                   count_at(total, "estimated")));
  }
}

void print_sums(Session& session, const json::Value& usage, std::string_view by) {
  std::vector<Column> columns;
  const std::vector<std::string_view> dimensions = split(by, ',');
  for (const std::string_view dimension : dimensions)
    columns.push_back({std::string(trim(dimension)), Align::left, true});
  for (const char* title : {"cost", "calls", "answered", "tokens in", "tokens out", "mean time"})
    columns.push_back({title, Align::right});
  Table table(std::move(columns));
  const bool by_hour = std::string_view(by).contains("hour");
  for (const json::Value& sum : list_at(usage, "sums")) {
    std::vector<Cell> cells;
    for (const std::string_view dimension : dimensions) {
      const std::string name(trim(dimension));
      cells.emplace_back(name == "day" || name == "hour" ? bucket_text(sum, by_hour) : shown(sum, name));
    }
    for (const std::string& figure :
         {cost_at(sum), count_at(sum, "calls"), count_at(sum, "answered"), count_at(sum, "input_tokens"),
          count_at(sum, "output_tokens"), duration_at(sum, "mean_duration_ms")})
      cells.emplace_back(figure);
    table.add(std::move(cells));
  }
  if (table.empty()) return;
  session.console.print_line("");
  table.print(session.console);
  if (is_true(usage, "truncated")) session.console.remark_line("there are more; raise --limit or narrow the time");
}

Outcome<int> show_sums(Session& session, const UsageOptions& options) {
  Query query = query_of(session, options);
  const std::string by = options.by.value_or("model");
  query.emplace_back("by", by);
  if (options.limit) query.emplace_back("limit", std::to_string(*options.limit));
  const Document usage = TRY(call(session.api, {.path = "/api/v1/usage", .query = std::move(query)}));
  if (session.json) return print_document(session, usage);
  print_total(session, usage.value);
  print_sums(session, usage.value, by);
  return 0;
}

Outcome<int> show_records(Session& session, const UsageOptions& options) {
  const json::Value page = TRY(fetch_list(session, {.path = "/api/v1/usage/records",
                                                    .member = "records",
                                                    .page_max = kRecordPageMax,
                                                    .limit = options.limit.value_or(kRecordsUsual),
                                                    .cursor = options.cursor.value_or(""),
                                                    .query = query_of(session, options)}));
  if (session.json) return print_json(session, page);
  Table table({{"ended"},
               {"model", Align::left, true},
               {"operation"},
               {"result"},
               {"in", Align::right},
               {"out", Align::right},
               {"cost", Align::right},
               {"time", Align::right},
               {"request", Align::left, true}});
  for (const json::Value& record : list_at(page, "records")) {
    const bool is_good = raw_text(record, "result") == "answered";
    const auto at = time_at(record, "at");
    table.add({at ? human_time(*at, session.clock.now()) : "", shown(record, "model"), shown(record, "operation"),
               Cell(shown(record, "result"), is_good ? Style::plain : Style::warning), count_at(record, "input_tokens"),
               count_at(record, "output_tokens"), cost_at(record), duration_at(record, "duration_ms"),
               shown(record, "request_id")});
  }
  if (table.empty()) return say(session, "no calls to providers in that time");
  table.print(session.console);
  print_more(session, page);
  return 0;
}

std::vector<Argument> filter_arguments(UsageOptions& options) {
  return {
      {.name = "--since",
       .target = &options.since,
       .help = "Only the last so long (default: seven days).",
       .value = "DURATION"},
      {.name = "--from", .target = &options.from, .help = "From this time on (RFC 3339).", .value = "TIME"},
      {.name = "--to", .target = &options.to, .help = "Before this time (RFC 3339; default: now).", .value = "TIME"},
      {.name = "--provider", .target = &options.provider, .help = "Only this provider.", .value = "NAME"},
      {.name = "--model", .target = &options.model, .help = "Only this model, as PROVIDER/MODEL.", .value = "NAME"},
      {.name = "--key", .target = &options.key, .help = "Only this key.", .value = "ID"},
      {.name = "--head", .target = &options.head, .help = "Only tasks of this head.", .value = "HEAD"},
      {.name = "--result",
       .target = &options.result,
       .help = "Only calls that ended so.",
       .value = "RESULT",
       .choices = {"answered", "refused", "failed", "aborted"}},
      {.name = "--all-projects", .target = &options.all_projects, .help = "Of all projects; for admins."},
  };
}

}  // namespace

Command usage_command() {
  auto options = std::make_shared<UsageOptions>();
  Command command{.name = "usage",
                  .help = "Show what calls to providers took and cost.",
                  .details =
                      "Days and hours are those of UTC, and sums begin and end with whole hours. What calls may "
                      "cost, and what is left of it, is 'swarmctl budget'."};
  command.arguments = {{.name = "--by",
                        .target = &options->by,
                        .help = "What sums are told apart by, separated by commas: day, hour, project, key, provider, "
                                "model, operation, head, lane, result (default model).",
                        .value = "WHAT"}};
  for (Argument& argument : filter_arguments(*options))
    command.arguments.push_back(std::move(argument));
  command.arguments.push_back(
      {.name = "--records", .target = &options->records, .help = "Single calls, the youngest first, instead of sums."});
  command.arguments.push_back({.name = "--limit",
                               .target = &options->limit,
                               .help = "At most this many (default 1000 sums, 50 records).",
                               .value = "COUNT"});
  command.arguments.push_back({.name = "--cursor",
                               .target = &options->cursor,
                               .help = "With --records: go on where an earlier list ended.",
                               .value = "CURSOR"});
  command.run = [options](Session& session) {
    return options->records ? show_records(session, *options) : show_sums(session, *options);
  };
  return command;
}

}  // namespace swarm::cli
