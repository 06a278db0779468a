#include "base/time_zone.hpp"

#include <gtest/gtest.h>

#include "base/time_text.hpp"

namespace swarm {
namespace {

Time at(const char* text) {
  return parse_time(text).value();
}

TEST(TimeZone, KnowsWhenTheDayBegins) {
  const TimeZone berlin = TimeZone::find("Europe/Berlin").value();
  EXPECT_EQ(berlin.day_start(at("2026-07-01T21:59:00Z")), at("2026-06-30T22:00:00Z"));
  EXPECT_EQ(berlin.next_day_start(at("2026-07-01T21:59:00Z")), at("2026-07-01T22:00:00Z"));
  // The day on which the clock goes forward has 23 hours.
  EXPECT_EQ(berlin.next_day_start(at("2026-03-29T12:00:00Z")) - berlin.day_start(at("2026-03-29T12:00:00Z")),
            std::chrono::hours{23});
}

TEST(TimeZone, TakesTheFirstMomentWhereMidnightIsSkipped) {
  const TimeZone zone = TimeZone::find("America/Asuncion").value();  // 2023-10-01 began at 01:00
  EXPECT_EQ(zone.day_start(at("2023-10-01T12:00:00Z")), at("2023-10-01T04:00:00Z"));
}

TEST(TimeZone, RefusesAnUnknownName) {
  EXPECT_EQ(TimeZone::find("Mars/Olympus").error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace swarm
