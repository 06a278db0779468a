#include "providers/chat/calibration.hpp"

#include <limits>

#include <gmock/gmock.h>

namespace swarm::chat {
namespace {

using testing::HasSubstr;

constexpr std::string_view kFile =
    R"({"model_sha256":"abc","fitted_at":"today","heads":{"math":{"bias":-1,"mean_probability":2,"margin":0.5,)"
    R"("error_before":0.2,"error_after":0.03,"samples":400,"more":[]}}})";

TEST(Calibration, IsTheLogisticFunctionOfWhatTheModelSaid) {
  const Calibration calibration = Calibration::parse(kFile).value();
  EXPECT_EQ(calibration.model_sha256, "abc");
  EXPECT_EQ(calibration.heads.at("math").samples, 400);
  EXPECT_DOUBLE_EQ(*calibration.chance_right("math", 0.5, 0.0), 1 / (1 + std::exp(1.0)));  // the logit of 0.5 is 0
  EXPECT_DOUBLE_EQ(*calibration.chance_right("math", 0.9, 0.8),
                   1 / (1 + std::exp(-(-1 + 2 * std::log(0.9 / 0.1) + 0.5 * 0.8))));
}

TEST(Calibration, KnowsNothingOfOtherHeadsAndOfWhatIsNoNumber) {
  const Calibration calibration = Calibration::parse(kFile).value();
  EXPECT_FALSE(calibration.chance_right("logic", 0.9, 0.9));
  EXPECT_FALSE(calibration.chance_right("math", std::numeric_limits<double>::quiet_NaN(), 0.9));
}

TEST(Calibration, StaysFiniteAtBothEnds) {
  const Calibration calibration = Calibration::parse(kFile).value();
  EXPECT_GT(*calibration.chance_right("math", 1.0, 1.0), 0.999);
  EXPECT_LE(*calibration.chance_right("math", 1.0, 1.0), 1.0);
  EXPECT_LT(*calibration.chance_right("math", 0.0, 0.0), 0.001);
}

TEST(Calibration, SaysWhatIsWrongWithAFile) {
  const auto trouble = [](std::string_view text) { return Calibration::parse(text).error().message; };
  EXPECT_THAT(trouble("[]"), HasSubstr("model_sha256"));
  EXPECT_THAT(trouble(R"({"model_sha256":"a"})"), HasSubstr("heads"));
  EXPECT_THAT(trouble(R"({"model_sha256":"a","heads":{"math":1}})"), HasSubstr("heads.math: an object"));
  EXPECT_THAT(trouble(R"({"model_sha256":"a","heads":{"math":{"bias":"x"}}})"), HasSubstr("heads.math.bias"));
  EXPECT_FALSE(Calibration::parse("{"));
}

TEST(Calibration, HasABoundedNumberOfHeads) {
  std::string heads;
  for (int i = 0; i < 33; ++i)
    heads += (i == 0 ? "\"h" : ",\"h") + std::to_string(i) +
             R"(":{"bias":0,"mean_probability":1,"margin":0,"error_before":0,"error_after":0,"samples":1})";
  EXPECT_THAT(Calibration::parse(R"({"model_sha256":"a","heads":{)" + heads + "}}").error().message,
              HasSubstr("at most 32"));
}

}  // namespace
}  // namespace swarm::chat
