#include "swarm/openai/text_hub.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "support/fake_clock.hpp"
#include "support/seeded_random.hpp"

namespace swarm::openai {
namespace {

class TextHubTest : public testing::Test {
 protected:
  tests::FakeClock clock_;
  tests::SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  telemetry::Metrics metrics_;
  TextHub hub_{metrics_.counter("swarm_openai_early_text_cut_total", "")};
  const tasks::TaskId task_ = tasks::TaskId::generate(ids_);
};

TEST_F(TextHubTest, WhoListensHearsTheFirstAttempt) {
  int woken = 0;
  TextHub::Ear ear = hub_.listen(task_, [&] { ++woken; });
  const auto tell = hub_.listener_for(task_, 1);
  tell("one ");
  tell("two");
  EXPECT_EQ(woken, 2);
  EXPECT_EQ(ear.take().text, "one two");
  EXPECT_EQ(ear.take().text, "");
  tell(" three");
  EXPECT_EQ(ear.take().text, " three");
}

TEST_F(TextHubTest, NobodyIsToldWhatALaterAttemptWrites) {
  const TextHub::Ear ear = hub_.listen(task_, [] {});
  EXPECT_FALSE(hub_.listener_for(task_, 2));
}

TEST_F(TextHubTest, NobodyListensToOtherTasksOrAfterHavingLeft) {
  EXPECT_FALSE(hub_.listener_for(task_, 1));
  {
    const TextHub::Ear ear = hub_.listen(tasks::TaskId::generate(ids_), [] {});
    EXPECT_FALSE(hub_.listener_for(task_, 1));
    EXPECT_EQ(hub_.listening(), 1U);
  }
  EXPECT_EQ(hub_.listening(), 0U);
  TextHub::Listener tell;
  {
    const TextHub::Ear ear = hub_.listen(task_, [] { ADD_FAILURE(); });
    tell = hub_.listener_for(task_, 1);
  }
  tell("nobody is there");
}

TEST_F(TextHubTest, ASecondListenerHearsNothingEarly) {
  const TextHub::Ear first = hub_.listen(task_, [] {});
  const TextHub::Ear second = hub_.listen(task_, [] { ADD_FAILURE(); });
  hub_.listener_for(task_, 1)("text");
  EXPECT_EQ(first.take().text, "text");
  EXPECT_EQ(second.take().text, "");
}

TEST_F(TextHubTest, WhoListensHearsTheStagesOfEveryAttempt) {
  int woken = 0;
  const TextHub::Ear ear = hub_.listen(task_, [&] { ++woken; });
  hub_.stage_listener_for(task_)("compute");
  hub_.stage_listener_for(task_)("local");
  EXPECT_EQ(woken, 2);
  EXPECT_EQ(ear.take().stages, (std::vector<std::string>{"compute", "local"}));
  EXPECT_TRUE(ear.take().stages.empty());
  EXPECT_FALSE(hub_.stage_listener_for(tasks::TaskId::generate(ids_)));
}

TEST_F(TextHubTest, KeepsNoMoreThanAHundredStages) {
  const TextHub::Ear ear = hub_.listen(task_, [] {});
  const auto tell = hub_.stage_listener_for(task_);
  for (std::size_t i = 0; i <= TextHub::kStagesMax; ++i)
    tell("compute");
  EXPECT_EQ(ear.take().stages.size(), TextHub::kStagesMax);
}

TEST_F(TextHubTest, KeepsNoMoreThanAMebibyteForASlowReader) {
  const TextHub::Ear ear = hub_.listen(task_, [] {});
  const auto tell = hub_.listener_for(task_, 1);
  const std::string half(TextHub::kTextBytesMax / 2, 'a');
  tell(half);
  tell(half);
  tell("b");  // one too many: nothing after it is told either, or there would be a hole
  tell("c");
  EXPECT_EQ(ear.take().text.size(), TextHub::kTextBytesMax);
  tell("d");
  EXPECT_EQ(ear.take().text, "");
  EXPECT_NE(metrics_.exposition().find("swarm_openai_early_text_cut_total 1"), std::string::npos);
}

}  // namespace
}  // namespace swarm::openai
