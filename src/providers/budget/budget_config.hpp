#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/time_zone.hpp"

namespace swarm::budget {

// The heads that may have a ledger of their own, by the names that tasks give them.
enum class Head { math, logic, code, reasoning };
constexpr std::array<json::EnumName<Head>, 4> enum_names(Head) {
  return {{{Head::math, "math"}, {Head::logic, "logic"}, {Head::code, "code"}, {Head::reasoning, "reasoning"}}};
}
inline constexpr std::size_t kHeads = enum_names(Head{}).size();

// A time zone that exists, so that a wrong name is refused when the configuration is read.
class DayZone {
 public:
  static Result<DayZone> parse(std::string_view name) {
    Result<TimeZone> found = TimeZone::find(name);
    if (!found) return std::unexpected(std::move(found).error());
    return DayZone(std::move(*found));
  }
  static DayZone utc() { return parse("UTC").value(); }
  const std::string& text() const { return zone_.name(); }
  const TimeZone& zone() const { return zone_; }

 private:
  explicit DayZone(TimeZone zone) : zone_(std::move(zone)) {}
  TimeZone zone_;
};

inline constexpr double kDollarsMax = 1'000'000;

struct HeadBudget {
  Head head = Head::math;
  double dollars_per_day = 0;
  static constexpr auto schema =
      json::object("HeadBudget", json::field("head", &HeadBudget::head, "Tasks of this head.", json::required),
                   json::field("dollars_per_day", &HeadBudget::dollars_per_day,
                               "At most this much a day; named twice, the smaller counts.", json::required,
                               json::fraction{0, kDollarsMax}));
};

struct BudgetConfig {
  double dollars_per_day = 10;
  std::optional<DayZone> time_zone = DayZone::utc();  // nothing: UTC
  std::optional<double> dollars_per_day_per_project{};
  std::optional<double> dollars_per_day_per_key{};
  std::vector<HeadBudget> heads{};
  double dollars_per_training_night = 0.20;
  double block_share = 0.02;
  double block_dollars_max = 0.25;
  std::chrono::milliseconds block_idle{60'000};
  std::chrono::milliseconds wait{5'000};
  std::size_t ledgers_max = 10'000;
  static constexpr auto schema = json::object(
      "BudgetConfig",
      json::field("dollars_per_day", &BudgetConfig::dollars_per_day,
                  "What all calls of all servers on one database may cost in a day; 0: nothing may be spent.",
                  json::fraction{0, kDollarsMax}, json::live),
      json::field("time_zone", &BudgetConfig::time_zone,
                  "Whose midnight begins a day (Europe/Berlin); a change counts from the next day on.", json::live),
      json::field("dollars_per_day_per_project", &BudgetConfig::dollars_per_day_per_project,
                  "The same for each project that has no limit of its own; unset: no limit.",
                  json::fraction{0, kDollarsMax}, json::live),
      json::field("dollars_per_day_per_key", &BudgetConfig::dollars_per_day_per_key,
                  "The same for each key that has no limit of its own; unset: no limit.",
                  json::fraction{0, kDollarsMax}, json::live),
      json::field("heads", &BudgetConfig::heads, "Limits for the tasks of single heads.", json::items{0, 16},
                  json::live),
      json::field("dollars_per_training_night", &BudgetConfig::dollars_per_training_night,
                  "What training runs may cost in a day, which holds one night's runs; 0: none may cost anything.",
                  json::fraction{0, kDollarsMax}, json::live),
      json::field("block_share", &BudgetConfig::block_share,
                  "A server is granted blocks of this share of a limit, so that calls need not ask the database.",
                  json::fraction{0.0001, 0.25}, json::live),
      json::field("block_dollars_max", &BudgetConfig::block_dollars_max,
                  "The largest such block: what a crash can count as spent.", json::fraction{0.000001, 1'000},
                  json::live),
      json::field("block_idle_ms", &BudgetConfig::block_idle, "What is not used for this long is given back.",
                  json::between{1'000, 3'600'000}, json::live),
      json::field("wait_ms", &BudgetConfig::wait,
                  "How long a call near a limit may wait for what others have reserved; 0: refused at once.",
                  json::between{0, 60'000}, json::live),
      json::field("ledgers_max", &BudgetConfig::ledgers_max,
                  "Keys and projects whose blocks are kept in memory; the one used longest ago goes.",
                  json::between{16, 1'000'000}));
};

}  // namespace swarm::budget
