#include "trainer/graph/checkpoint.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"
#include "trainer/graph/tiny_decoder.hpp"

namespace swarm::graph {
namespace {

class CheckpointFile : public testing::Test {
 protected:
  static std::unique_ptr<Weights> weights_of(const LearnerSettings& settings) {
    auto weights = std::make_unique<Weights>(tiny_shape(), settings);
    weights->allocate();
    for (float& value : weights->memory())
      value = 0.5F;
    return weights;
  }
  void write(const Weights& weights) const {
    const std::vector<float> moments(2 * weights.trained_values(), 0.25F);
    const auto written = write_checkpoint(path, weights, 12, moments);
    ASSERT_TRUE(written) << written.error().message;
  }

  tests::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "checkpoint";
};

TEST_F(CheckpointFile, GivesBackValuesMomentsAndSteps) {
  const auto weights = weights_of({.rank = 2});
  weights->all()[weights->trained()[0]].values[1] = 3;
  write(*weights);
  const auto other = weights_of({.rank = 2});
  const auto progress = read_checkpoint(path, *other);
  ASSERT_TRUE(progress) << progress.error().message;
  EXPECT_EQ(progress->steps, 12U);
  EXPECT_EQ(progress->moments, std::vector<float>(2 * weights->trained_values(), 0.25F));
  EXPECT_EQ(other->all()[other->trained()[0]].values[1], 3);
}

TEST_F(CheckpointFile, OfAnotherRunIsRefused) {
  write(*weights_of({.rank = 2}));
  for (const LearnerSettings& settings :
       {LearnerSettings{.rank = 3}, LearnerSettings{.trained = Trained::everything}}) {
    const auto refused = read_checkpoint(path, *weights_of(settings));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_input);
  }
}

TEST_F(CheckpointFile, ThatIsDamagedChangesNothing) {
  const auto weights = weights_of({.rank = 2});
  write(*weights);
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-64, std::ios::end);
    file.put(static_cast<char>(0x3e));  // one byte of a value
  }
  const auto other = weights_of({.rank = 2});
  other->all()[other->trained()[0]].values[0] = 7;
  const auto refused = read_checkpoint(path, *other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_input);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("damaged"));
  EXPECT_EQ(other->all()[other->trained()[0]].values[0], 7);
}

TEST_F(CheckpointFile, ThatIsMissingIsNotFound) {
  EXPECT_EQ(read_checkpoint(path, *weights_of({})).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace swarm::graph
