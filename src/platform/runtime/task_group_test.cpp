#include "platform/runtime/task_group.hpp"

#include <gtest/gtest.h>

#include "platform/runtime/timers.hpp"
#include "support/run.hpp"

namespace swarm::runtime {
namespace {

Async<void> wait_for_ever(int& ended) {
  struct OnExit {
    int& count;
    ~OnExit() { ++count; }
  } on_exit{ended};
  co_await pause(std::chrono::hours{1});
}

Async<void> fail_at_once() {
  throw std::runtime_error("a bug");
  co_return;
}

TEST(TaskGroup, StopEndsWhatWaits) {
  tests::TestLoop loop;
  int ended = 0;
  {
    TaskGroup group(loop.loop());
    for (int i = 0; i < 10; ++i)
      group.spawn(wait_for_ever(ended));
    loop.run(group.stop());
    EXPECT_EQ(group.running(), 0U);
    group.spawn(wait_for_ever(ended));
    loop.run(group.stop());
  }
  EXPECT_LE(ended, 10);
}

TEST(TaskGroup, ReportsAnException) {
  tests::TestLoop loop;
  TaskGroup group(loop.loop());
  group.spawn(fail_at_once());
  loop.run(group.stop());
  EXPECT_EQ(loop.failures(), std::vector<std::string>{"a bug"});
}

}  // namespace
}  // namespace swarm::runtime
