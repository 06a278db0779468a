#include "base/sizes.hpp"

#include <gtest/gtest.h>

namespace swarm {
namespace {

TEST(Sizes, ReadsAndWritesBytes) {
  EXPECT_EQ(parse_bytes("4 GiB").value().count, 4 * GiB);
  EXPECT_EQ(parse_bytes("512KiB").value().count, 512 * KiB);
  EXPECT_EQ(parse_bytes("17").value().count, 17U);
  EXPECT_EQ(to_text(Bytes{4 * GiB}), "4 GiB");
  EXPECT_EQ(to_text(Bytes{1000}), "1000 B");
  EXPECT_EQ(to_text(Bytes{0}), "0 B");
  for (const auto* text : {"", "GiB", "4 GB", "-1", "1.5 GiB", "9999999999 TiB", "4 GiB x"})
    EXPECT_FALSE(parse_bytes(text).has_value()) << text;
}

TEST(Sizes, ReadsAndWritesDurations) {
  EXPECT_EQ(parse_duration("250ms").value(), std::chrono::milliseconds{250});
  EXPECT_EQ(parse_duration("2 h").value(), std::chrono::hours{2});
  EXPECT_EQ(to_text(std::chrono::milliseconds{90'000}), "90s");
  EXPECT_EQ(to_text(std::chrono::milliseconds{std::chrono::hours{48}}), "2d");
  for (const auto* text : {"", "5", "5 weeks", "-5s"})
    EXPECT_FALSE(parse_duration(text).has_value()) << text;
}

}  // namespace
}  // namespace swarm
