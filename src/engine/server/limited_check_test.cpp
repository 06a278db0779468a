#include "engine/server/limited_check.hpp"

#include <fstream>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace swarm::engine_server {
namespace {

using testing::HasSubstr;

// A program in place of swarm-engine that does what a test says.
class LimitedCheckTest : public testing::Test {
 protected:
  LimitedCheck& check_with(std::string_view script, CheckLimits limits = {}) {
    const std::filesystem::path program = folder_.path() / "program";
    std::ofstream(program) << "#!/bin/sh\n" << script << "\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    return check_.emplace(program, limits, launcher_);
  }
  static std::string refusal(const LimitedCheck& check) { return check.check("/x/file.gguf", "/base").error().message; }

  tests::TemporaryFolder folder_;
  process::Launcher launcher_;
  std::optional<LimitedCheck> check_;
};

TEST_F(LimitedCheckTest, TellsWhatTheChildSays) {
  EXPECT_EQ(*check_with("echo loading >&2; echo \"{\\\"args\\\":\\\"$*\\\"}\"").check("/x/file.gguf", "/base"),
            R"({"args":"--check /x/file.gguf --base /base"})");
}

TEST_F(LimitedCheckTest, ARefusalIsTheChildsReason) {
  EXPECT_EQ(refusal(check_with("echo noise >&2; echo 'the file ends early' >&2; exit 1")), "the file ends early");
}

TEST_F(LimitedCheckTest, WhatCouldNotBeTriedIsNoRefusal) {
  const auto untried = check_with("echo 'no memory' >&2; exit 75").check("/x/file.gguf", "/base");
  ASSERT_FALSE(untried);
  EXPECT_EQ(untried.error().code, ErrorCode::unavailable);
  EXPECT_EQ(untried.error().message, "no memory");
}

TEST_F(LimitedCheckTest, TheChildSeesNoGpu) {
  EXPECT_EQ(*check_with("echo \"$CUDA_VISIBLE_DEVICES,${GGML_VK_VISIBLE_DEVICES-unset}.\"").check("/x", std::nullopt),
            "-1,.");
}

TEST_F(LimitedCheckTest, AChildThatAbortsIsARefusalWithItsLastWords) {
  EXPECT_THAT(refusal(check_with("echo 'GGML_ASSERT(n > 0) failed' >&2; kill -ABRT $$")),
              testing::AllOf(HasSubstr("died of Aborted"), HasSubstr("GGML_ASSERT(n > 0) failed")));
}

TEST_F(LimitedCheckTest, AChildThatTakesTooLongIsEnded) {
  EXPECT_THAT(refusal(check_with("exec sleep 600", {.wall_time = std::chrono::milliseconds{50}})),
              HasSubstr("took too long"));
}

TEST_F(LimitedCheckTest, AChildThatComputesForEverIsEnded) {
  EXPECT_THAT(refusal(check_with("while :; do :; done", {.processor_time = std::chrono::seconds{1}})),
              testing::AnyOf(HasSubstr("processor time"), HasSubstr("was killed")));
}

TEST_F(LimitedCheckTest, ManyWordsAreNotAllKept) {
  const std::string message = refusal(check_with("head -c 3000000 /dev/zero | tr '\\0' x; exit 7"));
  EXPECT_THAT(message, HasSubstr("ended with 7"));
  EXPECT_LT(message.size(), 2'000U);
}

TEST_F(LimitedCheckTest, StoppingEndsWhatRuns) {
  LimitedCheck& check = check_with("exec sleep 600");
  auto refused = std::async(std::launch::async, [&] { return check.check("/x", std::nullopt); });
  check.stop();
  EXPECT_EQ(refused.get().error().code, ErrorCode::unavailable);
}

TEST_F(LimitedCheckTest, AProgramThatIsNotThereIsAnError) {
  const LimitedCheck check("/no/such/program", {}, launcher_);
  EXPECT_EQ(check.check("/x", std::nullopt).error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace swarm::engine_server
