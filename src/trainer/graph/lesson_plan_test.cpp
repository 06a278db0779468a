#include "trainer/graph/lesson_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trainer/graph/tiny_decoder.hpp"

namespace swarm::graph {
namespace {

using testing::ElementsAre;

OwnedBatch batch_of(std::vector<std::int32_t> segments, std::vector<float> weights) {
  OwnedBatch batch{.tokens = {}, .segments = std::move(segments), .targets = {}, .weights = std::move(weights)};
  for (std::size_t i = 0; i < batch.segments.size(); ++i) {
    batch.tokens.push_back(static_cast<std::int32_t>(i));
    batch.targets.push_back(static_cast<std::int32_t>(100 + i));
  }
  return batch;
}

TEST(LessonPlan, LeavesOutWhatCannotChangeTheLoss) {
  const OwnedBatch batch = batch_of({1, 1, 1, 1, 2, 2, 3, 3, 3, 3}, {0, 1, 0.5F, 0, 0, 0, 0, 0, 0.5F, 0});
  const auto plan = plan_lessons(batch, {.columns = 5, .threads = 1, .chunk_positions = 100});
  ASSERT_EQ(plan.size(), 1U);
  ASSERT_EQ(plan[0].size(), 1U);
  const Chunk& chunk = plan[0][0];
  EXPECT_THAT(chunk.tokens, ElementsAre(0, 1, 2, 6, 7, 8));
  EXPECT_THAT(chunk.positions, ElementsAre(0, 1, 2, 0, 1, 2));
  EXPECT_THAT(chunk.learnt, ElementsAre(1, 2, 5));
  EXPECT_THAT(chunk.learnt_positions, ElementsAre(1, 2, 2));
  EXPECT_THAT(chunk.targets, ElementsAre(101, 102, 108));
  EXPECT_THAT(chunk.weights, ElementsAre(0.5F, 0.25F, 0.25F));
  ASSERT_EQ(chunk.segments.size(), 2U);
  EXPECT_EQ(chunk.segments[1].begin, 3U);
  EXPECT_EQ(chunk.segments[1].length, 3U);
  EXPECT_EQ(chunk.segments[1].learnt_begin, 2U);
  EXPECT_EQ(chunk.segments[1].learnt_count, 1U);
}

TEST(LessonPlan, EndsASegmentAtTheEndOfItsRow) {
  const auto plan =
      plan_lessons(batch_of({1, 1, 1, 1}, {1, 1, 1, 1}), {.columns = 2, .threads = 1, .chunk_positions = 9});
  EXPECT_THAT(plan[0][0].positions, ElementsAre(0, 1, 0, 1));
}

TEST(LessonPlan, GivesEveryPositionToOneThreadAndKeepsChunksWithinTheirLimit) {
  const Qwen2Shape shape = tiny_shape();
  const OwnedBatch batch = random_batch(shape, 16, 60, 1);
  const auto whole = plan_lessons(batch, {.columns = 60, .threads = 1, .chunk_positions = 10'000});
  for (const std::size_t threads : {1U, 2U, 5U, 40U}) {
    const auto plan = plan_lessons(batch, {.columns = 60, .threads = threads, .chunk_positions = 64});
    ASSERT_EQ(plan.size(), threads);
    std::vector<std::int32_t> tokens;
    for (const auto& chunks : plan) {
      std::size_t of_thread = 0;
      for (const Chunk& chunk : chunks) {
        EXPECT_LE(chunk.tokens.size(), 64U);
        EXPECT_FALSE(chunk.learnt.empty());
        of_thread += chunk.tokens.size();
        tokens.insert(tokens.end(), chunk.tokens.begin(), chunk.tokens.end());
      }
      EXPECT_LE(of_thread, whole[0][0].tokens.size() / threads + 60);
    }
    EXPECT_EQ(tokens, whole[0][0].tokens);
  }
}

}  // namespace
}  // namespace swarm::graph
