#include "providers/local_engine/engine_door.hpp"

#include <future>

#include <gmock/gmock.h>

#include "support/run.hpp"

namespace swarm::local_engine {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Entered = Result<EngineDoor::Visit>;

class EngineDoorTest : public testing::Test {
 protected:
  static Async<void> go_in(EngineDoor* door, SteadyTime deadline, std::shared_ptr<std::promise<Entered>> came) {
    came->set_value(co_await door->enter(deadline));
  }
  std::future<Entered> enter(std::chrono::milliseconds patience = 20s) {
    auto came = std::make_shared<std::promise<Entered>>();
    loop_.loop().spawn(go_in(&door_, clock_.steady_now() + patience, came));
    return came->get_future();
  }
  void wait_for_waiting(std::size_t count) {
    while (door_.waiting() < count)
      std::this_thread::yield();
  }
  SystemClock clock_;
  EngineDoor door_{clock_};
  tests::TestLoop loop_;
};

TEST_F(EngineDoorTest, LetsInWithPortAndKeyWhileItIsOpen) {
  door_.open(4711, "key");
  const Entered visit = enter().get();
  ASSERT_TRUE(visit);
  EXPECT_EQ(visit->port, 4711);
  EXPECT_EQ(*visit->key, "key");
  EXPECT_EQ(door_.inside(), 1U);
}

TEST_F(EngineDoorTest, HoldsCallsUntilItOpens) {
  door_.shut("it starts", EngineDoor::Waiting::yes);
  auto first = enter(), second = enter();
  wait_for_waiting(2);
  door_.open(1, "new");
  EXPECT_EQ(*first.get()->key, "new");
  EXPECT_EQ(*second.get()->key, "new");
  EXPECT_EQ(door_.waiting(), 0U);
}

TEST_F(EngineDoorTest, RefusesAtOnceWhatIsNotWorthWaiting) {
  door_.shut("its file is damaged", EngineDoor::Waiting::no);
  const Entered refused = enter().get();
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_EQ(refused.error().reason, "engine_down");
  EXPECT_THAT(refused.error().message, HasSubstr("its file is damaged"));
}

TEST_F(EngineDoorTest, SendsThoseAwayWhoWaitWhenItWillNotOpen) {
  door_.shut("it starts", EngineDoor::Waiting::yes);
  auto waiting = enter();
  wait_for_waiting(1);
  door_.shut("it failed", EngineDoor::Waiting::no);
  EXPECT_THAT(waiting.get().error().message, HasSubstr("it failed"));
}

TEST_F(EngineDoorTest, AWaitEndsWithTheDeadline) {
  door_.shut("it starts", EngineDoor::Waiting::yes);
  const Entered late = enter(5ms).get();
  EXPECT_EQ(late.error().code, ErrorCode::timeout);
  EXPECT_THAT(late.error().message, HasSubstr("it starts"));
  EXPECT_EQ(door_.waiting(), 0U);
}

TEST_F(EngineDoorTest, IsEmptyOnceTheLastOneHasLeft) {
  door_.open(1, "key");
  auto visit = std::make_shared<Entered>(enter().get());
  EXPECT_FALSE(loop_.run(door_.wait_until_empty(1ms)));
  visit.reset();
  EXPECT_TRUE(loop_.run(door_.wait_until_empty(0ms)));
}

TEST_F(EngineDoorTest, ACallMayOutliveIt) {
  auto door = std::make_unique<EngineDoor>(clock_);
  door->open(1, "key");
  Entered visit = loop_.run(door->enter(clock_.steady_now() + 1s));
  door.reset();
  EXPECT_EQ(visit->port, 1);
}

}  // namespace
}  // namespace swarm::local_engine
