#include "trainer/program/command_line.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarm::program {
namespace {

using testing::HasSubstr;

std::variant<CommandLine, int> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "swarm-trainer");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

std::string help_of(const char* command) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(std::get<int>(parse({command, "--help"})), 0);
  return testing::internal::GetCapturedStdout();
}

TEST(CommandLine, ReadsWhatATrainingNeeds) {
  const auto parsed = parse({"lora", "--base", "b.gguf", "--dataset", "d", "--out", "o", "--replay", "r",
                             "--replay-share", "0.5", "--alpha", "0.1", "--base-name", "acme/toy"});
  const auto& options = std::get<LoraOptions>(std::get<CommandLine>(parsed).command);
  EXPECT_EQ(options.replay_share, 0.5);
  EXPECT_EQ(options.alpha, 0.1);
  EXPECT_EQ(options.base_name, "acme/toy");
}

TEST(CommandLine, RefusesAShareOfNoReplay) {
  testing::internal::CaptureStderr();
  const auto parsed = parse({"lora", "--base", "b", "--dataset", "d", "--out", "o", "--replay-share", "0.5"});
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("--replay"));
  ASSERT_TRUE(std::holds_alternative<int>(parsed));
  EXPECT_EQ(std::get<int>(parsed), 2);
}

// The fault that parsing tells with `more` behind what a training needs; nothing: it was taken.
std::string fault_of(std::vector<const char*> more) {
  std::vector<const char*> arguments{"lora", "--base", "b", "--dataset", "d", "--replay", "r"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  testing::internal::CaptureStderr();
  const auto parsed = parse(arguments);
  const std::string said = testing::internal::GetCapturedStderr();
  return std::holds_alternative<int>(parsed) ? said : "";
}

TEST(CommandLine, RefusesWhatIsNoNumber) {
  for (const char* option : {"--replay-share", "--seconds", "--epochs", "--learning-rate", "--alpha"}) {
    EXPECT_EQ(fault_of({"--out", "o", option, "0.5"}), "") << option;
    for (const char* text : {"nan", "-nan", "NaN", "inf"})
      EXPECT_THAT(fault_of({"--out", "o", option, text}), HasSubstr(option)) << text;
  }
  testing::internal::CaptureStderr();
  const auto parsed = parse({"pretrain", "--recipe", "r", "--out", "o", "--seconds", "nan"});
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("--seconds"));
  EXPECT_TRUE(std::holds_alternative<int>(parsed));
}

TEST(CommandLine, RefusesASeedBelowNothingAndAnEmptyPath) {
  EXPECT_EQ(fault_of({"--out", "o", "--seed", "18446744073709551615"}), "");
  EXPECT_THAT(fault_of({"--out", "o", "--seed", "-1"}), HasSubstr("--seed"));
  EXPECT_THAT(fault_of({"--out", "o", "--seed=-1"}), HasSubstr("--seed"));
  EXPECT_THAT(fault_of({"--out", ""}), HasSubstr("--out: a path expected"));
}

TEST(CommandLine, SaysThatASizeIsAWholeNumber) {
  EXPECT_THAT(fault_of({"--out", "o", "--memory-limit", "10.5 GiB"}), HasSubstr("a whole number"));
}

TEST(CommandLine, HelpShowsWhatHoldsWhenNothingIsSaid) {
  const std::string help = help_of("lora");
  for (const char* shown : {"512]=16", "10000]=32", "1]=0.003", "0.95]=0.5", "1000000]=25", "1000000]=10"})
    EXPECT_THAT(help, HasSubstr(shown));
  EXPECT_THAT(help_of("score"), HasSubstr("=1024"));
}

}  // namespace
}  // namespace swarm::program
