#include "providers/budget/budget_rules.hpp"

#include <gmock/gmock.h>

#include "base/time_text.hpp"

namespace swarm::budget {
namespace {

using namespace std::chrono_literals;

Time at(std::string_view text) {
  return parse_time(text).value();
}
Period day_of(std::string_view time, std::string_view zone, std::optional<Time> earlier_end = {},
              std::optional<Time> later_begin = {}) {
  return period_at(at(time), DayZone::parse(zone).value(), earlier_end, later_begin);
}

TEST(BudgetPeriod, IsACalendarDayOfTheZone) {
  const Period period = day_of("2026-11-21T23:30:00Z", "Europe/Berlin");
  EXPECT_EQ(to_text(period.begins_at), "2026-11-21T23:00:00.000Z");
  EXPECT_EQ(to_text(period.ends_at), "2026-11-22T23:00:00.000Z");
  EXPECT_EQ(period.time_zone, "Europe/Berlin");
}

TEST(BudgetPeriod, HasTwentyThreeOrTwentyFiveHoursWhenClocksChange) {
  const Period spring = day_of("2026-03-29T12:00:00Z", "Europe/Berlin");
  EXPECT_EQ(spring.ends_at - spring.begins_at, 23h);
  const Period autumn = day_of("2026-10-25T12:00:00Z", "Europe/Berlin");
  EXPECT_EQ(autumn.ends_at - autumn.begins_at, 25h);
}

TEST(BudgetPeriod, BeginsBehindASkippedMidnight) {
  const Period cairo = day_of("2026-04-24T10:00:00Z", "Africa/Cairo");  // 00:00 is 01:00 at once
  EXPECT_EQ(to_text(cairo.begins_at), "2026-04-23T22:00:00.000Z");
  EXPECT_EQ(cairo.ends_at - cairo.begins_at, 23h);
  const Period before = day_of("2026-04-23T21:59:59.999Z", "Africa/Cairo");
  EXPECT_EQ(before.ends_at, cairo.begins_at);
  const Period beirut = day_of("2026-03-29T10:00:00Z", "Asia/Beirut");
  EXPECT_EQ(beirut.ends_at - beirut.begins_at, 23h);
}

TEST(BudgetPeriod, NeverOverlapsTheOneBeforeOrAfter) {
  const Period moved = day_of("2026-11-22T10:00:00Z", "America/New_York", at("2026-11-22T09:00:00Z"));
  EXPECT_EQ(moved.begins_at, at("2026-11-22T09:00:00Z"));
  EXPECT_EQ(moved.ends_at, at("2026-11-23T05:00:00Z"));
  const Period cut = day_of("2026-11-22T10:00:00Z", "UTC", {}, at("2026-11-22T12:00:00Z"));
  EXPECT_EQ(cut.ends_at, at("2026-11-22T12:00:00Z"));
}

TEST(BudgetBlock, IsAShareOfTheLimitWithinItsMaximum) {
  const Terms terms = terms_of({});
  EXPECT_EQ(block_of(terms, dollars(10)), dollars(0.2));
  EXPECT_EQ(block_of(terms, dollars(1'000)), dollars(0.25));
  EXPECT_EQ(block_of(terms, std::nullopt), dollars(0.25));
  EXPECT_EQ(block_of(terms, Money{}), Money{1});
}

TEST(BudgetTerms, HoldTheSmallestLimitOfAHead) {
  BudgetConfig config;
  config.heads = {{Head::math, 3}, {Head::math, 2}, {Head::code, 1}};
  config.dollars_per_day_per_key = 0.5;
  const Terms terms = terms_of(config);
  EXPECT_EQ(limit_of(terms, LedgerName::of(LedgerKind::head, "math")), dollars(2));
  EXPECT_EQ(limit_of(terms, LedgerName::of(LedgerKind::head, "logic")), std::nullopt);
  EXPECT_EQ(limit_of(terms, LedgerName::of(LedgerKind::key, "k")), dollars(0.5));
  EXPECT_EQ(limit_of(terms, LedgerName::of(LedgerKind::project, "p")), std::nullopt);
  EXPECT_EQ(limit_of(terms, LedgerName::day()), dollars(10));
  EXPECT_EQ(limit_of(terms, LedgerName::training()), dollars(0.2));
}

TEST(LedgerName, OfTheNightsTrainingIsOneWord) {
  EXPECT_EQ(LedgerName::training().text(), "training");
  EXPECT_EQ(LedgerName::parse("training").value(), LedgerName::training());
  EXPECT_FALSE(LedgerName::parse("training:x"));
}

TEST(BudgetRefusal, NamesLimitSpentTimeAndWayOut) {
  const Error error = refusal_of({.ledger = LedgerName::of(LedgerKind::key, "01abc"),
                                  .limit = dollars(2),
                                  .spent = dollars(1.5),
                                  .reserved = dollars(0.25),
                                  .worst_case = dollars(0.3),
                                  .ends_at = at("2026-11-23T00:00:00Z"),
                                  .time_zone = "UTC",
                                  .now = at("2026-11-22T23:59:00Z")});
  EXPECT_EQ(error.code, ErrorCode::budget_exceeded);
  EXPECT_EQ(error.reason, "key");
  EXPECT_EQ(error.retry_after, 60s);
  EXPECT_EQ(error.message,
            "the budget of the key 01abc cannot hold this call, which may cost up to $0.30: $1.50 of $2.00 are spent "
            "and $0.25 reserved by calls that run; it begins anew at 2026-11-23T00:00:00.000Z (UTC); 'swarmctl budget "
            "show' shows it, 'swarmctl budget limit --key 01abc --dollars N' changes it");
}

TEST(LedgerName, IsParsedStrictly) {
  for (const auto* good : {"day", "head:math", "project:01j", "key:01j"})
    EXPECT_EQ(LedgerName::parse(good).value().text(), good);
  for (const auto* bad : {"", "day:", "day:x", "head:", "head:cooking", "key:", "key", "keys:1", "project"})
    EXPECT_EQ(LedgerName::parse(bad).error().code, ErrorCode::invalid_input) << bad;
  EXPECT_FALSE(LedgerName::parse("key:" + std::string(kIdLength + 1, 'a')));
}

}  // namespace
}  // namespace swarm::budget
