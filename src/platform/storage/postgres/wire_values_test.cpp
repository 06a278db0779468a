#include "platform/storage/postgres/wire_values.hpp"

#include <cmath>

#include <gmock/gmock.h>

namespace swarm::storage {
namespace {

constexpr std::uint32_t kInt4 = 23, kFloat8 = 701, kNumeric = 1700;

std::string words(std::initializer_list<unsigned> values) {
  std::string bytes;
  for (const unsigned value : values) {
    bytes += static_cast<char>(value >> 8);
    bytes += static_cast<char>(value & 0xff);
  }
  return bytes;
}

TEST(WireValues, SendsEveryKindOfValue) {
  const Parameters parameters{SqlValue{},
                              SqlValue{std::int64_t{-5}},
                              SqlValue{0.1},
                              SqlValue{std::string("text")},
                              SqlValue{Blob{std::byte{0}, std::byte{1}}},
                              SqlValue{Blob{}}};
  const WireParameters wire(parameters);
  ASSERT_EQ(wire.count(), 6);
  EXPECT_EQ(wire.values()[0], nullptr);
  EXPECT_STREQ(wire.values()[1], "-5");
  EXPECT_STREQ(wire.values()[2], "0.1");
  EXPECT_STREQ(wire.values()[3], "text");
  EXPECT_EQ(wire.lengths()[4], 2);
  EXPECT_EQ(wire.formats()[4], 1);
  EXPECT_NE(wire.values()[5], nullptr);  // empty is not NULL
}

TEST(WireValues, ReadsNumeric) {
  const auto value = [](std::initializer_list<unsigned> numeric) {
    return decode_column(kNumeric, words(numeric)).value();
  };
  EXPECT_EQ(value({0, 0, 0, 0}), SqlValue{std::int64_t{0}});
  EXPECT_EQ(value({1, 1, 0, 0, 12}), SqlValue{std::int64_t{120'000}});
  EXPECT_EQ(value({2, 1, 0x4000, 0, 1, 2345}), SqlValue{std::int64_t{-12'345}});
  EXPECT_EQ(value({2, 0, 0, 1, 1, 5000}), SqlValue{1.5});
  EXPECT_EQ(value({5, 4, 0x4000, 0, 922, 3372, 368, 5477, 5808}), SqlValue{std::numeric_limits<std::int64_t>::min()});
  EXPECT_TRUE(std::isnan(std::get<double>(value({0, 0, 0xc000, 0}))));
}

TEST(WireValues, RefusesWhatItCannotRead) {
  EXPECT_FALSE(decode_column(kNumeric, words({5, 4, 0, 0, 922, 3372, 368, 5477, 5808})));  // 2^63
  EXPECT_FALSE(decode_column(kNumeric, words({3, 0, 0, 0, 1})));
  EXPECT_FALSE(decode_column(kNumeric, "abc"));
  EXPECT_FALSE(decode_column(kInt4, "abc"));
  EXPECT_FALSE(decode_column(kFloat8, "abc"));
  EXPECT_THAT(decode_column(1184, "12345678").error(), testing::HasSubstr("add a CAST"));
}

}  // namespace
}  // namespace swarm::storage
