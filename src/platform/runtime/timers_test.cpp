#include "platform/runtime/timers.hpp"

#include <gtest/gtest.h>

#include "support/run.hpp"

namespace swarm::runtime {
namespace {

TEST(Wakeup, KeepsANotificationAndMakesSeveralOne) {
  tests::TestLoop loop;
  Wakeup wakeup(loop.loop().executor());
  wakeup.notify();
  wakeup.notify();
  loop.run(wakeup.wait_for(std::chrono::hours{1}));
  loop.run(wakeup.wait_for(std::chrono::milliseconds{1}));  // nothing is left: ends by time
}

}  // namespace
}  // namespace swarm::runtime
