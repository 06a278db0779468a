#include "trainer/graph/vector_kernels.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarm::graph::kernels {
namespace {

TEST(VectorKernels, SwigluIsRightForEveryWidthAndSize) {
  for (const std::size_t count : {1U, 15U, 16U, 17U, 50U}) {
    std::vector<float> gate(count), up(count), product(count);
    for (std::size_t i = 0; i < count; ++i) {
      gate[i] = static_cast<float>(i) * 2 - 30;
      up[i] = 0.5F + static_cast<float>(i);
    }
    swiglu(gate.data(), up.data(), product.data(), count);
    for (std::size_t i = 0; i < count; ++i) {
      const auto x = static_cast<double>(gate[i]);
      const double right = x / (1 + std::exp(-x)) * static_cast<double>(up[i]);
      EXPECT_NEAR(static_cast<double>(product[i]), right, 1e-6 * std::abs(right) + 1e-30) << x;
    }
  }
}

TEST(VectorKernels, NumbersFarOutStayFiniteAndNansStayNans) {
  const std::array<float, 5> gate{-1e30F, -200, 200, 1e30F, std::numeric_limits<float>::quiet_NaN()};
  const std::array<float, 5> up{1, 1, 1, 1, 1};
  std::array<float, 5> product{};
  swiglu(gate.data(), up.data(), product.data(), gate.size());
  EXPECT_NEAR(product[0], 0, 1e-6);
  EXPECT_NEAR(product[1], 0, 1e-6);
  EXPECT_EQ(product[2], 200);
  EXPECT_EQ(product[3], 1e30F);
  EXPECT_TRUE(std::isnan(product[4]));
}

TEST(VectorKernels, CrossEntropyIsRightForLogitsFarApart) {
  const std::vector<std::int32_t> targets{2, 0};
  const std::vector<float> weights{0.25F, 2};
  std::vector<float> logits{100, -100, 99, 98, 97, 3, 3, 3, 3, 3};
  const double loss = cross_entropy(logits.data(), 5, targets, weights);
  const double sum = 1 + std::exp(-1) + std::exp(-2) + std::exp(-3);
  EXPECT_NEAR(loss, 0.25 * (std::log(sum) + 1) + 2 * std::log(5), 1e-6);
  EXPECT_NEAR(logits[0], 0.25 / sum, 1e-6);
  EXPECT_EQ(logits[1], 0);
  EXPECT_NEAR(logits[2], 0.25 * (std::exp(-1) / sum - 1), 1e-6);
  EXPECT_NEAR(logits[5], 2 * (0.2 - 1), 1e-6);
  EXPECT_NEAR(logits[9], 2 * 0.2, 1e-6);
}

TEST(VectorKernels, TurningBackUndoesTurning) {
  const std::vector<float> table{1, 1, 0, 0, 0.6F, 0.8F, 0.8F, 0.6F};  // two positions of two pairs: cosines, sines
  const std::vector<std::int32_t> positions{1, 0, 1};
  std::vector<float> rows(3 * 8), before;
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i] = static_cast<float>(i);
  before = rows;
  const Rotation rotation{table.data(), 4};
  rotate(rotation, rows.data(), 8, 2, positions, false);
  EXPECT_FLOAT_EQ(rows[0], 0 * 0.6F - 2 * 0.8F);
  EXPECT_FLOAT_EQ(rows[2], 0 * 0.8F + 2 * 0.6F);
  rotate(rotation, rows.data(), 8, 2, positions, true);
  EXPECT_THAT(rows, testing::Pointwise(testing::FloatNear(1e-5F), before));
}

// Attention of one head against its formula, for widths and lengths beside and at the borders of tiles and blocks.
class AttentionKernel : public testing::TestWithParam<std::pair<std::size_t, std::size_t>> {};

TEST_P(AttentionKernel, IsRightForEveryWidthAndLength) {
  const auto [width, keys] = GetParam();
  std::mt19937_64 engine(width * 1000 + keys);
  std::normal_distribution<float> normal;
  const std::size_t stride = width + 3;
  std::vector<float> query(keys * stride), key(keys * stride), value(keys * stride), mixed(keys * stride),
      normalisers(keys);
  for (auto* values : {&query, &key, &value})
    for (float& number : *values)
      number = normal(engine);
  std::vector<std::int32_t> positions;
  for (std::size_t i = 0; i < keys; ++i)
    if (i % 3 != 1 || keys < 3) positions.push_back(static_cast<std::int32_t>(i));  // some ask, all are seen
  std::vector<float> scratch(attention_scratch(width, keys), std::numeric_limits<float>::quiet_NaN());
  attend({.head_width = width,
          .keys = keys,
          .positions = positions,
          .query = query.data(),
          .key = key.data(),
          .value = value.data(),
          .query_stride = stride,
          .key_stride = stride,
          .mixed = mixed.data(),
          .mixed_stride = stride,
          .normalisers = normalisers.data(),
          .normaliser_stride = 1},
         scratch.data());
  for (std::size_t asking = 0; asking < positions.size(); ++asking) {
    std::vector<double> right(width);
    double sum = 0;
    for (std::size_t seen = 0; seen <= static_cast<std::size_t>(positions[asking]); ++seen) {
      double score = 0;
      for (std::size_t i = 0; i < width; ++i)
        score += static_cast<double>(query[asking * stride + i]) * static_cast<double>(key[seen * stride + i]);
      const double share = std::exp(score / std::sqrt(static_cast<double>(width)));
      sum += share;
      for (std::size_t i = 0; i < width; ++i)
        right[i] += share * static_cast<double>(value[seen * stride + i]);
    }
    EXPECT_NEAR(normalisers[asking], std::log(sum), 1e-5);
    for (std::size_t i = 0; i < width; ++i)
      EXPECT_NEAR(mixed[asking * stride + i], right[i] / sum, 2e-5) << asking << " " << i;
  }
}
INSTANTIATE_TEST_SUITE_P(WidthsAndLengths, AttentionKernel,
                         testing::Values(std::pair{2U, 1U}, std::pair{4U, 2U}, std::pair{30U, 31U}, std::pair{32U, 32U},
                                         std::pair{34U, 33U}, std::pair{64U, 63U}, std::pair{128U, 65U},
                                         std::pair{40U, 200U}));

}  // namespace
}  // namespace swarm::graph::kernels
