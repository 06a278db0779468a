#include "engine/model_files/float_formats.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "engine/model_files/element_types.hpp"

namespace swarm::model_files {
namespace {

TEST(FloatFormats, EveryHalfComesBackAsItWas) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = of_f16(half), brain = of_bf16(half);
    if (std::isnan(value))
      EXPECT_TRUE(std::isnan(of_f16(to_f16(value))));
    else
      EXPECT_EQ(to_f16(value), half);
    if (std::isnan(brain))
      EXPECT_TRUE(std::isnan(of_bf16(to_bf16(brain))));
    else
      EXPECT_EQ(to_bf16(brain), half);
  }
}

TEST(FloatFormats, KnowTheirLandmarks) {
  EXPECT_EQ(of_f16(0x3C00), 1.0F);
  EXPECT_EQ(of_f16(0xC000), -2.0F);
  EXPECT_EQ(of_f16(0x7BFF), 65504.0F);
  EXPECT_EQ(of_f16(0x0001), 0x1p-24F);
  EXPECT_EQ(of_f16(0x0400), 0x1p-14F);
  EXPECT_TRUE(std::isinf(of_f16(0x7C00)));
  EXPECT_EQ(of_bf16(0x3F80), 1.0F);
}

TEST(FloatFormats, RoundToTheNearestAndTiesToEven) {
  EXPECT_EQ(to_f16(1.0F + 0x1p-11F), 0x3C00);             // half way: down to even
  EXPECT_EQ(to_f16(1.0F + 3 * 0x1p-11F), 0x3C02);         // half way: up to even
  EXPECT_EQ(to_f16(1.0F + 0x1p-11F + 0x1p-20F), 0x3C01);  // above half way
  EXPECT_EQ(to_f16(65519.0F), 0x7BFF);
  EXPECT_EQ(to_f16(65520.0F), 0x7C00);
  EXPECT_EQ(to_f16(0x1p-25F), 0x0000);  // half of the smallest
  EXPECT_EQ(to_f16(-0x1.8p-24F), 0x8002);
  EXPECT_EQ(to_f16(0x1.ff8p-15F), 0x03FF);  // the largest subnormal
  EXPECT_EQ(to_f16(0x1.ffcp-15F), 0x0400);  // half way to the smallest normal number
  EXPECT_EQ(to_bf16(std::bit_cast<float>(0x3F808000U)), 0x3F80);
  EXPECT_EQ(to_bf16(std::bit_cast<float>(0x3F818000U)), 0x3F82);
  EXPECT_TRUE(std::isnan(of_bf16(to_bf16(std::numeric_limits<float>::quiet_NaN()))));
}

TEST(FloatFormats, Q8IsAStepAndSignedBytes) {
  std::vector<float> values(64, 0.0F);
  for (std::size_t i = 0; i < 32; ++i)
    values[i] = static_cast<float>(i) - 15.5F;
  const std::vector<std::byte> bytes = of_floats(kQ8_0, values).value();
  ASSERT_EQ(bytes.size(), 2U * 34);
  const std::vector<float> again = to_floats(kQ8_0, bytes).value();
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_NEAR(again[i], values[i], 15.5F / 127 * 0.51F);
  EXPECT_EQ(again[40], 0.0F);
  EXPECT_FALSE(of_floats(kQ8_0, std::span(values).first(33)));
  EXPECT_FALSE(of_floats(2, values));
  EXPECT_FALSE(to_floats(2, bytes));
}

TEST(ElementTypes, CountBytesWithoutOverflow) {
  const std::uint64_t half = std::uint64_t{1} << 32;
  const auto bytes = [](std::uint32_t type, std::vector<std::uint64_t> shape) { return byte_count(type, shape); };
  EXPECT_EQ(bytes(kF32, {3, 5}), 60U);
  EXPECT_EQ(bytes(kQ8_0, {64, 2}), 136U);
  EXPECT_EQ(bytes(kQ8_0, {33}), std::nullopt);
  EXPECT_EQ(bytes(4, {32}), std::nullopt);
  EXPECT_EQ(bytes(kF32, {}), std::nullopt);
  EXPECT_EQ(bytes(kF32, {0}), std::nullopt);
  EXPECT_EQ(bytes(kF32, {half, half}), std::nullopt);
  EXPECT_EQ(bytes(24, {half, half / 2 - 1}), half * (half / 2 - 1));
  EXPECT_EQ(bytes(kF32, {half, half / 4}), std::nullopt);
}

}  // namespace
}  // namespace swarm::model_files
