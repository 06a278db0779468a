#include "platform/runtime/one_shot.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "support/run.hpp"

namespace swarm::runtime {
namespace {

TEST(OneShot, GivesWhatWasDeliveredBefore) {
  const OneShot<int> shot;
  shot.deliver(3);
  EXPECT_EQ(tests::run(shot.receive()), 3);
}

TEST(OneShot, WakesTheCoroutineThatWaits) {
  for (int i = 0; i < 200; ++i) {
    const OneShot<std::string> shot;
    std::thread other([&] { shot.deliver("here"); });
    EXPECT_EQ(tests::run(shot.receive()), "here");
    other.join();
  }
}

}  // namespace
}  // namespace swarm::runtime
