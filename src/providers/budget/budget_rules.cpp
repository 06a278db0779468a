#include "providers/budget/budget_rules.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/time_text.hpp"

namespace swarm::budget {

namespace {

constexpr std::chrono::milliseconds kSoon{1'000};  // when what calls have reserved may be free again

std::optional<Money> money_of(const std::optional<double>& amount) {
  if (!amount) return std::nullopt;
  return dollars(*amount);
}

std::string name_for_people(const LedgerName& name) {
  switch (name.kind()) {
    case LedgerKind::day:
      return "this server's budget of the day";
    case LedgerKind::training:
      return "the budget of the night's training";
    case LedgerKind::head:
      return fmt::format("the budget of the head {}", name.subject());
    case LedgerKind::project:
      return fmt::format("the budget of the project {}", name.subject());
    case LedgerKind::key:
      return fmt::format("the budget of the key {}", name.subject());
  }
  return "the budget";
}

std::string way_out(const LedgerName& name) {
  switch (name.kind()) {
    case LedgerKind::day:
      return "raise budget.dollars_per_day";
    case LedgerKind::training:
      return "raise budget.dollars_per_training_night";
    case LedgerKind::head:
      return "raise its dollars_per_day in budget.heads";
    case LedgerKind::project:
    case LedgerKind::key:
      return fmt::format("'swarmctl budget limit --{} {} --dollars N' changes it", json::name_of(name.kind()),
                         name.subject());
  }
  return "";
}

}  // namespace

Terms terms_of(const BudgetConfig& config) {
  Terms terms{.day = dollars(config.dollars_per_day),
              .training = dollars(config.dollars_per_training_night),
              .project = money_of(config.dollars_per_day_per_project),
              .key = money_of(config.dollars_per_day_per_key),
              .block_share = config.block_share,
              .block_max = dollars(config.block_dollars_max),
              .block_idle = config.block_idle,
              .wait = config.wait};
  for (const HeadBudget& head : config.heads) {
    std::optional<Money>& limit = terms.heads[static_cast<std::size_t>(head.head)];
    const Money named = dollars(head.dollars_per_day);
    limit = limit ? std::min(*limit, named) : named;
  }
  return terms;
}

std::optional<Money> limit_of(const Terms& terms, const LedgerName& name) {
  switch (name.kind()) {
    case LedgerKind::day:
      return terms.day;
    case LedgerKind::training:
      return terms.training;
    case LedgerKind::head: {
      const auto head = json::enum_named<Head>(name.subject());
      return head ? terms.heads[static_cast<std::size_t>(*head)] : std::nullopt;
    }
    case LedgerKind::project:
      return terms.project;
    case LedgerKind::key:
      return terms.key;
  }
  return std::nullopt;
}

Money block_of(const Terms& terms, std::optional<Money> limit) {
  constexpr Money kLeast{1};
  if (!limit) return std::max(terms.block_max, kLeast);
  const Money share = dollars(in_dollars(*limit) * terms.block_share);
  return std::clamp(share, kLeast, std::max(terms.block_max, kLeast));
}

Period period_at(Time now, const DayZone& zone, std::optional<Time> earlier_end, std::optional<Time> later_begin) {
  Period period{.begins_at = zone.zone().day_start(now),
                .ends_at = zone.zone().next_day_start(now),
                .time_zone = zone.text(),
                .epoch = 1};
  if (earlier_end) period.begins_at = std::max(period.begins_at, *earlier_end);
  if (later_begin) period.ends_at = std::min(period.ends_at, *later_begin);
  return period;
}

Error refusal_of(const Refusal& refusal) {
  std::string message = fmt::format(
      "{} cannot hold this call, which may cost up to {}: {} of {} are spent and {} reserved by calls that run; it "
      "begins anew at {} ({}); 'swarmctl budget show' shows it, {}",
      name_for_people(refusal.ledger), to_text(refusal.worst_case), to_text(refusal.spent),
      refusal.limit ? to_text(*refusal.limit) : "an unlimited amount", to_text(refusal.reserved),
      to_text(refusal.ends_at), refusal.time_zone, way_out(refusal.ledger));
  const auto until_next = std::max<std::chrono::milliseconds>(refusal.ends_at - refusal.now, kSoon);
  return {.code = ErrorCode::budget_exceeded,
          .message = std::move(message),
          .reason = std::string(json::name_of(refusal.ledger.kind())),
          .retry_after = refusal.may_be_freed ? kSoon : until_next};
}

}  // namespace swarm::budget
