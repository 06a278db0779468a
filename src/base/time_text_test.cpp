#include "base/time_text.hpp"

#include <gtest/gtest.h>

namespace swarm {
namespace {

TEST(TimeText, WritesAndReadsBack) {
  for (const std::int64_t ms : {0LL, 1'795'281'785'120LL, 951'782'400'000LL, -1LL}) {
    EXPECT_EQ(parse_time(to_text(from_milliseconds(ms))).value(), from_milliseconds(ms));
  }
  EXPECT_EQ(to_text(from_milliseconds(0)), "1970-01-01T00:00:00.000Z");
}

TEST(TimeText, ReadsOffsetsAndFractions) {
  EXPECT_EQ(parse_time("1970-01-01T02:00:00+02:00").value(), from_milliseconds(0));
  EXPECT_EQ(parse_time("1970-01-01t00:00:00.5z").value(), from_milliseconds(500));
  EXPECT_EQ(parse_time("1970-01-01T00:00:00.1239-00:00").value(), from_milliseconds(123));
}

TEST(TimeText, RefusesTheRest) {
  for (const auto* text : {"", "yesterday", "1970-02-30T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:00:00",
                           "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00Zz"}) {
    EXPECT_FALSE(parse_time(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace swarm
