#include "cli/training_view.hpp"

#include <gmock/gmock.h>

#include "cli/safe_text.hpp"

namespace swarm::cli {
namespace {

using testing::ElementsAre;

TEST(CurveLines, FallFromTheLargestToTheSmallest) {
  EXPECT_THAT(curve_lines({2, 1, 0}, 10, 2), ElementsAre("   2.000 █  ", "   0.000 ██▁"));
  EXPECT_THAT(curve_lines({1, 0.5, 0}, 10, 1), ElementsAre("   1.000 █▄▁"));
}

TEST(CurveLines, AreAsWideAsTheyMayBe) {
  std::vector<double> values;
  for (int i = 0; i < 10'000; ++i)
    values.push_back(10'000 - i);
  const std::vector<std::string> lines = curve_lines(values, 40, 5);
  ASSERT_EQ(lines.size(), 5U);
  for (const std::string& line : lines)
    EXPECT_EQ(display_width(line), 49U) << line;
}

TEST(CurveLines, TakeWhatHasNoSlope) {
  EXPECT_TRUE(curve_lines({}, 40, 5).empty());
  EXPECT_THAT(curve_lines({3, 3}, 40, 2), ElementsAre("   3.000   ", "   3.000 ▁▁"));
}

TEST(TrainingWords, TellSpeedAndTheTimeThatIsLeft) {
  const json::Value point = json::parse(R"({"step":100,"steps_total":400,"seconds":10,"loss":0.41234,
    "validation_loss":0.5,"positions_per_second":8100.4})")
                                .value();
  EXPECT_EQ(training_words(point, json::parse(R"({"settings":{"seconds":600}})").value()),
            "step 100 of 400  loss 0.4123 (held out 0.5000)  8,100 positions/s  30.0 s left");
  EXPECT_EQ(training_words(point, json::parse(R"({"settings":{"seconds":15}})").value()),
            "step 100 of 400  loss 0.4123 (held out 0.5000)  8,100 positions/s  5.00 s left");
  EXPECT_EQ(training_words(json::parse(R"({"step":1,"loss":2})").value(), json::Value()), "step 1  loss 2.0000");
}

}  // namespace
}  // namespace swarm::cli
