#include "base/time_text.hpp"

#include <charconv>
#include <fmt/format.h>
#include <optional>

namespace swarm {

namespace {

// Reads RFC 3339 piece by piece; every piece is a fixed number of digits.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  std::optional<int> digits(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }
  bool one_of(std::string_view allowed, char* which = nullptr) {
    if (rest_.empty() || allowed.find(rest_.front()) == std::string_view::npos) return false;
    if (which != nullptr) *which = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }
  // The digits after the point, as milliseconds.
  std::optional<int> fraction() {
    int value = 0;
    std::size_t count = 0;
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1), ++count) {
      if (count < 3) value = value * 10 + (rest_.front() - '0');
    }
    if (count == 0) return std::nullopt;
    for (; count < 3; ++count)
      value *= 10;
    return value;
  }
  bool finished() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::optional<std::chrono::minutes> read_offset(TimeReader& reader) {
  char sign = 0;
  if (!reader.one_of("Zz+-", &sign)) return std::nullopt;
  if (sign == 'Z' || sign == 'z') return std::chrono::minutes{0};
  const auto hours = reader.digits(2);
  if (!hours || !reader.one_of(":")) return std::nullopt;
  const auto minutes = reader.digits(2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::chrono::minutes offset{*hours * 60 + *minutes};
  return sign == '-' ? -offset : offset;
}

std::optional<Time> read_time(TimeReader reader) {
  using namespace std::chrono;
  const auto y = reader.digits(4);
  if (!y || !reader.one_of("-")) return std::nullopt;
  const auto m = reader.digits(2);
  if (!m || !reader.one_of("-")) return std::nullopt;
  const auto d = reader.digits(2);
  if (!d || !reader.one_of("Tt ")) return std::nullopt;
  const auto hour = reader.digits(2);
  if (!hour || !reader.one_of(":")) return std::nullopt;
  const auto minute = reader.digits(2);
  if (!minute || !reader.one_of(":")) return std::nullopt;
  const auto second = reader.digits(2);
  if (!second) return std::nullopt;
  std::optional<int> millisecond = 0;
  if (reader.one_of(".")) millisecond = reader.fraction();
  const auto offset = read_offset(reader);
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!millisecond || !offset || !reader.finished() || !date.ok() || *hour > 23 || *minute > 59 || *second > 60)
    return std::nullopt;
  return sys_days{date} + hours{*hour} + minutes{*minute} + seconds{*second} + milliseconds{*millisecond} - *offset;
}

}  // namespace

std::string to_text(Time time) {
  using namespace std::chrono;
  const auto day_start = floor<days>(time);
  const year_month_day date{day_start};
  const hh_mm_ss clock{time - day_start};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

Result<Time> parse_time(std::string_view text) {
  const auto time = read_time(TimeReader(text));
  if (!time) {
    return fail(ErrorCode::invalid_input,
                fmt::format("'{}' is no time: RFC 3339 such as 2026-11-21T17:23:05Z expected", text.substr(0, 40)));
  }
  return *time;
}

}  // namespace swarm
