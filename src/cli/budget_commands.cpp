#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

#include "base/money.hpp"
#include "cli/commands.hpp"
#include "cli/human_text.hpp"
#include "cli/json_view.hpp"
#include "cli/paging.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace swarm::cli {

namespace {

constexpr std::int64_t kLedgerPageMax = 500;
constexpr std::int64_t kUsualThreshold = 80;  // per cent

std::string ledger_path(std::string_view kind, std::string_view ledger) {
  return fmt::format("/api/v1/budget/{}/{}", kind, path_segment(ledger));
}

std::string money_text(double amount) {
  const Money magnitude = dollars(std::abs(amount));
  return to_text(amount < 0 ? Money{} - magnitude : magnitude);
}
std::string money_at(const json::Value& value, std::string_view name, std::string_view otherwise = "") {
  const auto amount = number(value, name);
  return amount ? money_text(*amount) : std::string(otherwise);
}

Outcome<double> parsed_dollars(const std::string& text) {
  double amount = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
  if (error == std::errc{} && end == text.data() + text.size() && std::isfinite(amount)) return amount;
  return trouble(ErrorCode::invalid_input, fmt::format("'{}' is no amount of dollars: a number such as 2.50", text));
}

// The part of the limit that is spent or reserved; 1 and more: nothing is left.
std::optional<double> used_share(const json::Value& ledger) {
  const auto limit = number(ledger, "limit_dollars");
  if (!limit) return std::nullopt;
  if (*limit <= 0) return 1.0;
  return (number(ledger, "spent_dollars").value_or(0) + number(ledger, "reserved_dollars").value_or(0)) / *limit;
}

Style style_of_share(double share) {
  if (share >= 1) return Style::bad;
  return share * 100 > kUsualThreshold ? Style::warning : Style::good;
}

Cell bar_of(const json::Value& ledger) {
  constexpr int kWidth = 20;
  const auto share = used_share(ledger);
  if (!share) return "";
  const int filled = std::clamp(static_cast<int>(std::floor(*share * kWidth)), 0, kWidth);
  return {fmt::format("[{}{}] {:3.0f} %", std::string(static_cast<std::size_t>(filled), '#'),
                      std::string(static_cast<std::size_t>(kWidth - filled), '-'), std::floor(*share * 100)),
          style_of_share(*share)};
}

// --- Looking --------------------------------------------------------------------------------------------------------

void print_period(Session& session, const json::Array& ledgers) {
  if (ledgers.empty()) return;
  const json::Value& any = ledgers.front();
  const auto ends = time_at(any, "period_ends_at");
  std::string line = fmt::format("the day ({}) begins anew {}", shown(any, "time_zone"),
                                 ends ? human_age(*ends, session.clock.now()) : "?");
  if (const auto epoch = whole_number(any, "epoch"); epoch && *epoch > 1)
    line += fmt::format("; it was reset {}", *epoch == 2 ? "once" : fmt::format("{} times", *epoch - 1));
  session.console.print_line(line);
}

Outcome<int> show(Session& session) {
  const json::Value budget = TRY(fetch_list(
      session, {.path = "/api/v1/budget", .member = "ledgers", .page_max = kLedgerPageMax, .limit = kListMax}));
  if (session.json) return print_json(session, budget);
  Table table({{"ledger", Align::left, true},
               {"spent", Align::right},
               {"reserved", Align::right},
               {"left", Align::right},
               {"limit", Align::right},
               {"used"},
               {"refused", Align::right}});
  for (const json::Value& ledger : list_at(budget, "ledgers")) {
    table.add({shown(ledger, "ledger"), money_at(ledger, "spent_dollars"), money_at(ledger, "reserved_dollars"),
               money_at(ledger, "remaining_dollars"), money_at(ledger, "limit_dollars", "none"), bar_of(ledger),
               human_count(whole_number(ledger, "refusals").value_or(0))});
  }
  table.print(session.console);
  print_period(session, list_at(budget, "ledgers"));
  return 0;
}

Outcome<int> check(Session& session, std::int64_t threshold) {
  const Document day = TRY(call(session.api, {.path = ledger_path("ledgers", "day")}));
  const double share = used_share(day.value).value_or(0);
  const bool is_reached = number(day.value, "remaining_dollars").value_or(1) <= 0;
  const bool is_above = share * 100 > static_cast<double>(threshold);
  const std::string state = is_reached ? "the limit is reached" : is_above ? "above the threshold" : "ok";
  if (session.json) {
    print_json(session, json::Object{{"state", state}, {"threshold_percent", threshold}, {"ledger", day.value}});
  } else {
    session.console.print_line(fmt::format("{}: {} of {} spent and {} reserved today, {:.1f} % (threshold {} %)",
                                           session.console.styled(state, is_reached ? Style::bad
                                                                         : is_above ? Style::warning
                                                                                    : Style::good),
                                           money_at(day.value, "spent_dollars"),
                                           money_at(day.value, "limit_dollars", "no limit"),
                                           money_at(day.value, "reserved_dollars"), share * 100, threshold));
  }
  return is_reached || is_above ? facts_of(ErrorCode::budget_exceeded).exit_code : 0;
}

Command check_command() {
  auto threshold = std::make_shared<std::optional<std::int64_t>>();
  Command command{.name = "check",
                  .help =
                      "Say whether the day's spending is in order (exit code 4: above the threshold, or the limit "
                      "is reached)."};
  command.arguments = {{.name = "--above",
                        .target = threshold.get(),
                        .help = "The threshold in per cent of the limit (default 80).",
                        .value = "PERCENT"}};
  command.run = [threshold](Session& session) { return check(session, threshold->value_or(kUsualThreshold)); };
  return command;
}

struct EntriesOptions {
  std::optional<std::string> ledger;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
};

Outcome<int> entries(Session& session, const EntriesOptions& options) {
  constexpr std::int64_t kUsual = 50;
  PagedList wanted{.path = "/api/v1/budget/entries",
                   .member = "entries",
                   .page_max = kLedgerPageMax,
                   .limit = options.limit.value_or(kUsual),
                   .cursor = options.cursor.value_or("")};
  if (options.ledger) wanted.query.emplace_back("ledger", *options.ledger);
  const json::Value list = TRY(fetch_list(session, std::move(wanted)));
  if (session.json) return print_json(session, list);
  Table table({{"when"},
               {"ledger", Align::left, true},
               {"kind"},
               {"dollars", Align::right},
               {"server", Align::left, true},
               {"by", Align::left, true},
               {"reason", Align::left, true}});
  for (const json::Value& entry : list_at(list, "entries")) {
    const auto at = time_at(entry, "at");
    table.add({at ? human_time(*at, session.clock.now()) : "", shown(entry, "ledger"), shown(entry, "kind"),
               money_at(entry, "dollars"), shown(entry, "replica"), shown(entry, "made_by"), shown(entry, "reason")});
  }
  if (table.empty()) return say(session, "no entries");
  table.print(session.console);
  print_more(session, list);
  return 0;
}

Command entries_command() {
  auto options = std::make_shared<EntriesOptions>();
  Command command{.name = "entries", .help = "List what was granted, given back, corrected, the youngest first."};
  command.arguments = {
      {.name = "--ledger",
       .target = &options->ledger,
       .help = "Only of this one: day, head:HEAD, project:ID, key:ID.",
       .value = "LEDGER"},
      limit_option(options->limit, 50),
      cursor_option(options->cursor),
  };
  command.run = [options](Session& session) { return entries(session, *options); };
  return command;
}

// --- Changing -------------------------------------------------------------------------------------------------------

struct LimitOptions {
  std::optional<std::string> key;
  std::optional<std::string> project;
  std::optional<std::string> dollars;
  bool none = false;
};

Outcome<int> limit(Session& session, const LimitOptions& options) {
  if (options.key.has_value() == options.project.has_value())
    return trouble(ErrorCode::invalid_input, "whose limit: --key ID or --project ID");
  if (options.dollars.has_value() == options.none)
    return trouble(ErrorCode::invalid_input, "which limit: --dollars N, or --none to take it away");
  const std::string ledger = options.key ? "key:" + *options.key : "project:" + *options.project;
  const std::string path = ledger_path("limits", ledger);
  if (options.none) {
    TRY(send_expecting_success(session.api, {.method = "DELETE", .path = path}));
    if (session.json) return print_json(session, json::Object{{"removed", ledger}});
    return say(session, "removed: what is configured for all holds again");
  }
  const double amount = TRY(parsed_dollars(*options.dollars));
  const Document set = TRY(call(
      session.api, {.method = "PUT", .path = path, .body = json::to_text(json::Object{{"dollars_per_day", amount}})}));
  if (session.json) return print_document(session, set);
  session.console.print_line(fmt::format("{}: {} a day, at once; {} are spent already", shown(set.value, "ledger"),
                                         money_at(set.value, "limit_dollars"), money_at(set.value, "spent_dollars")));
  return 0;
}

Command limit_command() {
  auto options = std::make_shared<LimitOptions>();
  Command command{.name = "limit",
                  .help = "Give one key or project a limit of its own, or take that away, at once.",
                  .details =
                      "What was spent already stays counted. The limits of the day and of heads stand in the "
                      "configuration (budget.dollars_per_day, budget.heads)."};
  command.arguments = {
      {.name = "--key", .target = &options->key, .help = "The id of the key.", .value = "ID"},
      {.name = "--project", .target = &options->project, .help = "The id of the project.", .value = "ID"},
      {.name = "--dollars", .target = &options->dollars, .help = "What may be spent in a day.", .value = "AMOUNT"},
      {.name = "--none", .target = &options->none, .help = "No limit of its own any more."},
  };
  command.run = [options](Session& session) { return limit(session, *options); };
  return command;
}

struct CorrectOptions {
  std::string ledger;
  std::string dollars;
  std::string reason;
};

Outcome<int> correct(Session& session, const CorrectOptions& options) {
  const double amount = TRY(parsed_dollars(options.dollars));
  const json::Object body{{"ledger", options.ledger}, {"dollars", amount}, {"reason", options.reason}};
  const Document corrected =
      TRY(call(session.api, {.method = "POST", .path = "/api/v1/budget/corrections", .body = json::to_text(body)}));
  if (session.json) return print_document(session, corrected);
  session.console.print_line(fmt::format("{}: {} are spent now", shown(corrected.value, "ledger"),
                                         money_at(corrected.value, "spent_dollars")));
  return 0;
}

Command correct_command() {
  auto options = std::make_shared<CorrectOptions>();
  Command command{.name = "correct",
                  .help = "Correct what counts as spent today, by an entry that says who and why.",
                  .details =
                      "After a crash the rest of a block counts as spent; 'swarmctl budget entries' shows blocks "
                      "that were granted to a server and not given back."};
  command.arguments = {
      {.name = "--ledger",
       .target = &options->ledger,
       .help = "Which: day, head:HEAD, project:ID, key:ID.",
       .value = "LEDGER",
       .is_required = true},
      {.name = "--dollars",
       .target = &options->dollars,
       .help = "Added to what is spent; negative: taken away.",
       .value = "AMOUNT",
       .is_required = true},
      {.name = "--reason", .target = &options->reason, .help = "Why.", .value = "TEXT", .is_required = true},
  };
  command.run = [options](Session& session) { return correct(session, *options); };
  return command;
}

Outcome<int> reset(Session& session) {
  const Document budget = TRY(call(session.api, {.method = "POST", .path = "/api/v1/admin/budget/reset"}));
  if (session.json) return print_document(session, budget);
  return say(session, "reset: nothing is spent in any ledger; calls that run still count for what was before");
}

}  // namespace

Command budget_command() {
  Command show_all{.name = "show", .help = "Show what is spent, reserved and left, by ledger."};
  show_all.run = &show;
  Command begin_anew{.name = "reset", .help = "Begin the running day anew with nothing spent, in all ledgers."};
  begin_anew.run = &reset;
  return {.name = "budget",
          .help = "What models may cost and have cost today; without a verb it is shown.",
          .commands = {std::move(show_all), check_command(), entries_command(), limit_command(), correct_command(),
                       std::move(begin_anew)},
          .run = &show};
}

}  // namespace swarm::cli
