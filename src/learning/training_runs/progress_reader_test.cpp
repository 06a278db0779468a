#include "learning/training_runs/progress_reader.hpp"

#include <gtest/gtest.h>

namespace swarm::training_runs {
namespace {

std::string line(std::int64_t step, double loss) {
  return fmt::format("{{\"event\":\"progress\",\"step\":{},\"loss\":{}}}\n", step, loss);
}

TEST(ProgressReader, ReadsTheLinesOfTheContract) {
  ProgressReader reader;
  reader.feed(R"({"event":"progress","step":12,"steps_total":400,"seconds":3.1,"loss":0.41,"validation_loss":0.5,)"
              R"("learning_rate":0.003,"positions_per_second":8100,"real_token_ratio":0.94,"epoch":0.7})"
              "\n");
  ASSERT_TRUE(reader.curve().last());
  EXPECT_EQ(*reader.curve().last(), (ProgressPoint{.step = 12,
                                                   .steps_total = 400,
                                                   .seconds = 3.1,
                                                   .loss = 0.41,
                                                   .validation_loss = 0.5,
                                                   .learning_rate = 0.003,
                                                   .positions_per_second = 8'100,
                                                   .real_token_ratio = 0.94,
                                                   .epoch = 0.7}));
  EXPECT_TRUE(reader.take_news());
  EXPECT_FALSE(reader.take_news());
  reader.feed(R"({"event":"progress","step":13,"loss":0.4,"validation_loss":null})");
  EXPECT_EQ(reader.curve().last()->step, 12) << "a line without an end is none yet";
  reader.feed("\n");
  EXPECT_EQ(reader.curve().last()->validation_loss, std::nullopt);
  reader.feed("{\"event\":\"finished\",\"reason\":\"early_stop\",\"steps\":13}\n");
  ASSERT_TRUE(reader.finished());
  EXPECT_EQ(reader.finished()->reason, "early_stop");
  EXPECT_EQ(reader.finished()->steps, 13);
  EXPECT_EQ(reader.finished()->validation_loss, std::nullopt);
  reader.feed("{\"event\":\"finished\",\"steps\":null,\"first_validation_loss\":0.5,\"validation_loss\":0.25}\n");
  EXPECT_EQ(reader.finished()->steps, std::nullopt);
  EXPECT_EQ(reader.finished()->first_validation_loss, 0.5);
  EXPECT_EQ(reader.finished()->validation_loss, 0.25);
  EXPECT_EQ(reader.other_lines(), 0);
}

TEST(ProgressReader, BelievesNothing) {
  ProgressReader reader;
  for (const char* bad :
       {"", "{", "[]", "7", "\"text\"", "\xff\xfe", "{\"event\":7}", "{\"event\":\"progress\"}",
        "{\"event\":\"progress\",\"step\":1}", "{\"event\":\"progress\",\"step\":-1,\"loss\":1}",
        "{\"event\":\"progress\",\"step\":1,\"loss\":\"1\"}", "{\"event\":\"progress\",\"step\":1,\"loss\":1e300}",
        "{\"event\":\"progress\",\"step\":1e999,\"loss\":1}", "[[[[[[[[[[[[[[[[[[[[", "{\"event\":\"started\"}"})
    reader.feed(std::string(bad) + "\n");
  EXPECT_TRUE(reader.curve().empty());
  EXPECT_FALSE(reader.finished());
  EXPECT_EQ(reader.other_lines(), 14) << "all but the empty one";
  reader.feed("{\"event\":\"progress\",\"step\":2,\"loss\":1,\"seconds\":-5,\"epoch\":\"x\",\"steps_total\":1e40}\n");
  EXPECT_EQ(*reader.curve().last(), (ProgressPoint{.step = 2, .loss = 1})) << "what is wrong is left out";
}

TEST(ProgressReader, LeavesALineAloneThatIsTooLong) {
  ProgressReader reader;
  const std::string whole = line(1, 0.5);
  const std::string padding(ProgressReader::kLineMax - whole.size() + 1, ' ');
  reader.feed(padding + whole);
  EXPECT_EQ(reader.curve().last()->step, 1) << "just not too long";
  reader.feed(padding + " " + line(2, 0.5));
  EXPECT_EQ(reader.curve().last()->step, 1);
  EXPECT_EQ(reader.other_lines(), 1);
  for (int i = 0; i < 1'000; ++i)
    reader.feed(std::string(1'000, 'x'));
  EXPECT_EQ(reader.bytes(), padding.size() * 2 + whole.size() * 2 + 1 + 1'000'000);
  reader.feed("\n" + line(3, 0.5));
  EXPECT_EQ(reader.curve().last()->step, 3);
  EXPECT_EQ(reader.other_lines(), 2);
}

TEST(ProgressReader, ReadsLinesThatComeInPiecesOfAnySize) {
  std::string text;
  for (int step = 1; step <= 20; ++step)
    text += line(step, 1.0 / step);
  for (std::size_t size = 1; size < 60; ++size) {
    ProgressReader reader;
    for (std::size_t at = 0; at < text.size(); at += size)
      reader.feed(std::string_view(text).substr(at, size));
    ASSERT_EQ(reader.curve().points().size(), 20U) << size;
    EXPECT_EQ(reader.other_lines(), 0) << size;
  }
}

TEST(PointCurve, StaysWithinItsMaximumAndKeepsFirstAndLast) {
  PointCurve curve;
  EXPECT_TRUE(curve.points().empty());
  std::int64_t largest_gap_allowed = 1;
  for (std::int64_t step = 1; step <= 20'000; ++step) {
    curve.add({.step = step, .loss = 1});
    const std::vector<ProgressPoint> points = curve.points();
    ASSERT_LE(points.size(), kPointsMax);
    ASSERT_EQ(points.front().step, 1);
    ASSERT_EQ(points.back().step, step);
    if (step % 997 != 0) continue;
    largest_gap_allowed = std::max<std::int64_t>(1, 4 * step / static_cast<std::int64_t>(kPointsMax));
    for (std::size_t i = 1; i < points.size(); ++i) {
      ASSERT_GT(points[i].step, points[i - 1].step);
      ASSERT_LE(points[i].step - points[i - 1].step, largest_gap_allowed) << step;
    }
  }
  EXPECT_GE(curve.points().size(), kPointsMax / 4);
}

std::vector<std::int64_t> steps_of(const PointCurve& curve) {
  std::vector<std::int64_t> steps;
  for (const ProgressPoint& point : curve.points())
    steps.push_back(point.step);
  return steps;
}

TEST(PointCurve, GoesOnBehindAnEarlierAttemptFromItsCheckpointOn) {
  std::vector<ProgressPoint> earlier;
  for (std::int64_t step = 10; step <= 50; step += 10)
    earlier.push_back({.step = step, .loss = 2});
  PointCurve curve;
  curve.go_on_behind(earlier);
  EXPECT_EQ(curve.points(), earlier) << "nothing is lost before it says anything";
  curve.add({.step = 30, .loss = 1});
  curve.add({.step = 40, .loss = 1});
  EXPECT_EQ(steps_of(curve), (std::vector<std::int64_t>{10, 20, 30, 40}));
  EXPECT_EQ(curve.points()[2].loss, 1) << "the newer one of a step that was done twice";
}

TEST(PointCurve, KeepsItsMaximumOverManyAttempts) {
  PointCurve curve;
  std::vector<ProgressPoint> points;
  for (std::int64_t attempt = 0; attempt < 20; ++attempt) {
    PointCurve next;
    next.go_on_behind(points);
    for (std::int64_t step = 1; step <= 300; ++step)
      next.add({.step = attempt * 300 + step, .loss = 1});
    points = next.points();
    ASSERT_LE(points.size(), kPointsMax);
    ASSERT_EQ(points.front().step, 1);
    ASSERT_EQ(points.back().step, attempt * 300 + 300);
  }
}

}  // namespace
}  // namespace swarm::training_runs
