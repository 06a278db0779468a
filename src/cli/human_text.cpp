#include "cli/human_text.hpp"

#include <array>
#include <cmath>
#include <ctime>
#include <fmt/format.h>

namespace swarm::cli {

namespace {

constexpr double kMillisecondsPerSecond = 1'000;
constexpr double kMillisecondsPerMinute = 60'000;
constexpr std::int64_t kSecondsPerMinute = 60;
constexpr std::int64_t kSecondsPerHour = 3'600;
constexpr std::int64_t kSecondsPerDay = 86'400;

std::string two_units(std::int64_t amount, std::int64_t factor, std::string_view large, std::string_view small) {
  const std::int64_t rest = amount % factor;
  if (rest == 0) return fmt::format("{} {}", amount / factor, large);
  return fmt::format("{} {} {} {}", amount / factor, large, rest, small);
}

std::string long_duration(std::int64_t seconds) {
  if (seconds < kSecondsPerHour) return two_units(seconds, kSecondsPerMinute, "min", "s");
  if (seconds < kSecondsPerDay) return two_units(seconds / kSecondsPerMinute, kSecondsPerMinute, "h", "min");
  return two_units(seconds / kSecondsPerHour, 24, "d", "h");
}

// Three figures are what a person compares.
std::string three_figures(double amount, std::string_view unit) {
  if (amount >= 99.95) return fmt::format("{:.0f} {}", amount, unit);
  if (amount >= 9.995) return fmt::format("{:.1f} {}", amount, unit);
  return fmt::format("{:.2f} {}", amount, unit);
}

std::tm local_parts(Time time) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm parts{};
  localtime_r(&seconds, &parts);
  return parts;
}

std::string formatted(const std::tm& parts, const char* format) {
  std::array<char, 64> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), format, &parts);
  return {text.data(), length};
}

}  // namespace

std::string human_duration(std::chrono::duration<double, std::milli> duration) {
  const double milliseconds = duration.count();
  if (!std::isfinite(milliseconds)) return "?";
  if (milliseconds < 0) return "-" + human_duration(-duration);
  if (milliseconds == 0) return "0 ms";
  if (milliseconds < 999.5) return three_figures(milliseconds, "ms");
  if (milliseconds < kMillisecondsPerMinute - 500) return three_figures(milliseconds / kMillisecondsPerSecond, "s");
  if (milliseconds > 1e15) return "very long";
  return long_duration(std::llround(milliseconds / kMillisecondsPerSecond));
}

std::string human_bytes(std::int64_t count) {
  constexpr std::array<std::string_view, 5> kUnits{"KiB", "MiB", "GiB", "TiB", "PiB"};
  if (count < 0) return "?";
  if (count < 1024) return fmt::format("{} B", count);
  auto amount = static_cast<double>(count) / 1024;
  std::size_t unit = 0;
  while (amount >= 1023.5 && unit + 1 < kUnits.size()) {
    amount /= 1024;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", amount, amount < 9.95 ? 1 : 0, kUnits[unit]);
}

std::string human_count(std::int64_t count) {
  std::string text = std::to_string(count);
  const std::size_t first = text.front() == '-' ? 1 : 0;
  for (std::size_t place = text.size(); place > first + 3;) {
    place -= 3;
    text.insert(place, ",");
  }
  return text;
}

std::string human_time(Time time, Time now) {
  const std::tm then = local_parts(time);
  const std::tm today = local_parts(now);
  if (then.tm_year != today.tm_year) return formatted(then, "%Y-%m-%d %H:%M");
  if (then.tm_yday != today.tm_yday) return formatted(then, "%d %b %H:%M");
  return formatted(then, "%H:%M:%S");
}

std::string human_time_in_full(Time time) {
  const std::tm parts = local_parts(time);
  const std::int64_t rest = (time - std::chrono::floor<std::chrono::seconds>(time)).count();
  return fmt::format("{}.{:03} {}", formatted(parts, "%Y-%m-%d %H:%M:%S"), rest, formatted(parts, "%z"));
}

std::string human_age(Time time, Time now) {
  const std::int64_t seconds = std::chrono::round<std::chrono::seconds>(now - time).count();
  if (seconds == 0) return "now";
  const std::int64_t amount = std::abs(seconds);
  const std::string text = amount < kSecondsPerMinute ? fmt::format("{} s", amount) : long_duration(amount);
  return seconds > 0 ? text + " ago" : "in " + text;
}

}  // namespace swarm::cli
