#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/money.hpp"
#include "platform/storage/scope.hpp"
#include "providers/usage/usage_record.hpp"

// What is asked about usage, and what comes back. Plain data.
namespace swarm::usage {

inline constexpr std::int64_t kRecordsPageMax = 1'000;
inline constexpr std::int64_t kSumsMax = 5'000;
inline constexpr std::chrono::milliseconds kHour = std::chrono::hours{1};
inline constexpr std::chrono::milliseconds kDay = std::chrono::hours{24};

// What sums may be told apart by. Days are those of UTC.
enum class Dimension { day, hour, project, key, provider, model, operation, head, lane, result };
constexpr std::array<json::EnumName<Dimension>, 10> enum_names(Dimension) {
  return {{{Dimension::day, "day"},
           {Dimension::hour, "hour"},
           {Dimension::project, "project"},
           {Dimension::key, "key"},
           {Dimension::provider, "provider"},
           {Dimension::model, "model"},
           {Dimension::operation, "operation"},
           {Dimension::head, "head"},
           {Dimension::lane, "lane"},
           {Dimension::result, "result"}}};
}

// Which calls. Empty texts and nothing: all of them.
struct UsageFilter {
  std::optional<ProjectId> project{};  // nothing: of all projects
  Time from{};
  Time to{};  // before it
  std::string key{};
  std::string provider{};
  std::string model{};
  std::string head{};
  std::optional<CallResult> result{};
};

// What some calls came to.
struct UsageTotals {
  std::int64_t calls = 0;
  std::int64_t answered = 0;
  std::int64_t estimated = 0;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  Money cost{};
  std::chrono::microseconds duration{0};
  std::int64_t first_frames = 0;
  std::chrono::microseconds first_frame{0};

  UsageTotals& operator+=(const UsageTotals& other) {
    calls += other.calls;
    answered += other.answered;
    estimated += other.estimated;
    input_tokens += other.input_tokens;
    output_tokens += other.output_tokens;
    cost += other.cost;
    duration += other.duration;
    first_frames += other.first_frames;
    first_frame += other.first_frame;
    return *this;
  }
};

// One line of sums. What they are not told apart by is empty.
struct UsageSum {
  std::optional<Time> at{};  // when the hour or the day begins
  std::string project{};
  std::string key{};
  std::string provider{};
  std::string model{};
  std::string operation{};
  std::string head{};
  std::string lane{};
  std::string result{};
  UsageTotals totals{};
};

// Behind the last record that was seen.
struct RecordPosition {
  std::int64_t at_ms = std::numeric_limits<std::int64_t>::max();
  std::int64_t sequence = std::numeric_limits<std::int64_t>::max();
};

struct StoredRecord {
  std::int64_t sequence = 0;
  UsageRecord record;
};

}  // namespace swarm::usage
