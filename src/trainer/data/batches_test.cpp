#include "trainer/data/batches.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarm::data {
namespace {

using testing::ElementsAre;

// <head> <user> p p <assistant> a a <end>: eight tokens, of which the last three are learnt.
EncodedLesson a_lesson(llama::Token first, std::uint32_t length = 8) {
  EncodedLesson lesson{.learnt_from = length - 3, .has_head_token = true};
  for (std::uint32_t i = 0; i < length; ++i)
    lesson.tokens.push_back(first + static_cast<llama::Token>(i));
  return lesson;
}

std::vector<std::uint32_t> all_of(const LessonSet& set) {
  std::vector<std::uint32_t> all(set.size());
  for (std::uint32_t i = 0; i < all.size(); ++i)
    all[i] = i;
  return all;
}

TEST(Batches, LearnOnlyWhatTheAssistantSays) {
  LessonSet set;
  set.add(a_lesson(10), "add", 0.5);
  const std::vector<PackedBatch> batches = batches_of_all(set, all_of(set), {.rows = 1, .columns = 9});
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_THAT(batches[0].tokens, ElementsAre(10, 11, 12, 13, 14, 15, 16, 0, 0));
  EXPECT_THAT(batches[0].targets, ElementsAre(11, 12, 13, 14, 15, 16, 17, 0, 0));
  EXPECT_THAT(batches[0].weights, ElementsAre(0, 0, 0, 0, 0.5, 0.5, 0.5, 0, 0));
  EXPECT_THAT(batches[0].segments, ElementsAre(1, 1, 1, 1, 1, 1, 1, 0, 0));
  EXPECT_DOUBLE_EQ(batches[0].weight_sum, 1.5);
  EXPECT_EQ(batches[0].filled, 7u);
}

TEST(Batches, LeaveTheHeadTokenOutWithoutMovingTheMask) {
  LessonSet set;
  set.add(a_lesson(10), "add", 1);
  set.add(a_lesson(30), "add", 1);  // the second one of a look is without its head
  const std::vector<PackedBatch> batches = batches_of_all(set, all_of(set), {.rows = 1, .columns = 13});
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_THAT(batches[0].tokens, ElementsAre(10, 11, 12, 13, 14, 15, 16, 31, 32, 33, 34, 35, 36));
  EXPECT_THAT(batches[0].weights, ElementsAre(0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1));
  EXPECT_THAT(batches[0].segments, ElementsAre(1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2));
}

LessonSet many(std::size_t count) {
  LessonSet set;
  SeededBits bits(3);
  for (std::size_t i = 0; i < count; ++i)
    set.add(a_lesson(static_cast<llama::Token>(i * 100), 8 + static_cast<std::uint32_t>(bits.below(40))),
            i % 4 == 0 ? "rare" : "common", 1);
  return set;
}

TEST(BatchMaker, ShowsEveryLessonOnceARoundAndTheHeadInHalfOfThem) {
  const LessonSet set = many(101);
  LessonStream stream(all_of(set), 5);
  std::map<std::uint32_t, int> with_head;
  int heads_of_round_one = 0;
  for (int round = 0; round < 2; ++round) {
    std::map<std::uint32_t, int> seen;
    for (std::size_t i = 0; i < set.size(); ++i) {
      const Piece piece = stream.next();
      ++seen[piece.lesson];
      with_head[piece.lesson] += piece.with_head ? 1 : 0;
      if (round == 0) heads_of_round_one += piece.with_head ? 1 : 0;
    }
    EXPECT_EQ(seen.size(), set.size());
  }
  for (const auto& [lesson, count] : with_head)
    EXPECT_EQ(count, 1) << "in one of two rounds";
  EXPECT_NEAR(heads_of_round_one, 50, 20);
}

TEST(BatchMaker, FillsRowsTo90PercentAndRepeatsItselfBySeed) {
  const LessonSet set = many(400);
  const BatchShape shape{.rows = 8, .columns = 128};
  BatchMaker one(set, {{all_of(set), 1}}, shape, 9), same(set, {{all_of(set), 1}}, shape, 9),
      other(set, {{all_of(set), 1}}, shape, 10);
  same.skip(20);
  bool differs = false;
  for (int i = 0; i < 30; ++i) {
    const PackedBatch batch = one.next();
    differs = differs || batch.tokens != other.next().tokens;
    if (i < 20) continue;
    const PackedBatch& again = same.next();
    EXPECT_EQ(batch.tokens, again.tokens);
    EXPECT_EQ(batch.weights, again.weights);
    EXPECT_EQ(batch.segments, again.segments);
  }
  EXPECT_TRUE(differs);
  EXPECT_GE(one.fill(), 0.9);
  EXPECT_NEAR(one.epochs(), 30.0 * 8 * 128 * one.fill() / static_cast<double>(set.positions(all_of(set))), 0.02);
}

TEST(BatchMaker, GivesReplayItsShareOfThePositions) {
  const LessonSet set = many(400);
  std::vector<std::uint32_t> lessons = all_of(set);
  const std::vector<std::uint32_t> replay(lessons.begin() + 40, lessons.end());
  lessons.resize(40);
  BatchMaker maker(set, {{lessons, 0.6}, {replay, 0.4}}, {.rows = 4, .columns = 96}, 1);
  std::uint64_t of_replay = 0, all = 0;
  for (int i = 0; i < 50; ++i) {
    const PackedBatch& batch = maker.next();
    for (std::size_t at = 0; at < batch.tokens.size(); ++at) {
      all += batch.segments[at] != 0 ? 1 : 0;
      of_replay += batch.segments[at] != 0 && batch.tokens[at] >= 4000 ? 1 : 0;
    }
  }
  EXPECT_NEAR(static_cast<double>(of_replay) / static_cast<double>(all), 0.4, 0.02);
}

TEST(BatchMaker, TurnsFamilyWeightsIntoShares) {
  const LessonSet set = many(400);
  const std::vector<Part> plain = parts_by_family(set, all_of(set), {});
  ASSERT_EQ(plain.size(), 2u);
  EXPECT_NEAR(plain[0].share + plain[1].share, 1, 1e-12);
  const std::vector<Part> doubled = parts_by_family(set, all_of(set), {{"rare", 2}});
  EXPECT_NEAR(doubled[0].share / doubled[1].share, 2 * plain[0].share / plain[1].share, 1e-9);
  EXPECT_EQ(parts_by_family(set, all_of(set), {{"rare", 0}}).size(), 1u) << "weight 0 leaves a family out";
}

TEST(BatchMaker, WorksWithFewerLessonsThanOneBatchHolds) {
  LessonSet set;
  set.add(a_lesson(10), "add", 1);
  BatchMaker maker(set, {{{0}, 1}}, {.rows = 4, .columns = 32}, 1);
  EXPECT_GE(maker.next().filled, 4u * 24);
  EXPECT_GT(maker.epochs(), 10);
}

}  // namespace
}  // namespace swarm::data
