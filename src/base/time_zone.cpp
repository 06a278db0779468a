#include "base/time_zone.hpp"

#include <fmt/format.h>
#include <stdexcept>

#include <date/tz.h>

namespace swarm {

namespace {

const date::time_zone& zone_of(const void* zone) {
  return *static_cast<const date::time_zone*>(zone);
}

}  // namespace

Result<TimeZone> TimeZone::find(std::string_view name) {
  try {
    return TimeZone(std::string(name), date::locate_zone(std::string(name)));
  } catch (const std::runtime_error&) {  // the library's only way to say that there is no such zone
    return fail(
        ErrorCode::invalid_input,
        fmt::format("'{}' is no time zone: a name such as UTC or Europe/Berlin expected (ls /usr/share/zoneinfo)",
                    name));
  }
}

std::chrono::local_time<std::chrono::milliseconds> TimeZone::local(Time time) const {
  return std::chrono::local_time<std::chrono::milliseconds>{zone_of(zone_).to_local(time).time_since_epoch()};
}

Time TimeZone::start_of(std::chrono::local_days day) const {
  const date::local_days midnight{date::days{day.time_since_epoch().count()}};
  const auto start = zone_of(zone_).to_sys(midnight, date::choose::earliest);
  return std::chrono::time_point_cast<std::chrono::milliseconds>(start);
}

Time TimeZone::day_start(Time time) const {
  return start_of(std::chrono::floor<std::chrono::days>(local(time)));
}

Time TimeZone::next_day_start(Time time) const {
  return start_of(std::chrono::floor<std::chrono::days>(local(time)) + std::chrono::days{1});
}

}  // namespace swarm
