#include "platform/runtime/task_group.hpp"

#include <gtest/gtest.h>

#include "platform/runtime/timers.hpp"
#include "support/run.hpp"

namespace swarm::runtime {
namespace {

struct Counts {
  int begun = 0, ended = 0;
};

Async<void> wait_for_ever(Counts* counts) {
  struct OnExit {
    int& count;
    ~OnExit() { ++count; }
  } on_exit{counts->ended};
  ++counts->begun;
  co_await pause(std::chrono::hours{1});
}

Async<Counts> copy_of(const Counts* counts) {
  co_return *counts;
}

Async<void> fail_at_once() {
  throw std::runtime_error("a bug");
  co_return;
}

TEST(TaskGroup, StopEndsWhatWaits) {
  tests::TestLoop loop;
  Counts counts;
  {
    TaskGroup group(loop.loop());
    for (int i = 0; i < 10; ++i)
      group.spawn(wait_for_ever(&counts));
    while (loop.run(copy_of(&counts)).begun < 10) {
    }
    EXPECT_EQ(loop.run(copy_of(&counts)).ended, 0);
    loop.run(group.stop());
    EXPECT_EQ(group.running(), 0U);
    group.spawn(wait_for_ever(&counts));
    loop.run(group.stop());
  }
  EXPECT_EQ(counts.begun, 10) << "one that comes too late never begins";
  EXPECT_EQ(counts.ended, 10);
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
