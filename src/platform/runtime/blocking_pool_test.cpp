#include "platform/runtime/blocking_pool.hpp"

#include <latch>
#include <sched.h>

#include <gtest/gtest.h>

#include "platform/runtime/task_group.hpp"
#include "support/run.hpp"

namespace swarm::runtime {
namespace {

Result<int> answer() {
  return 42;
}

TEST(UsableCores, AreThoseThatTheThreadMayRunOn) {
  int before = 0;
  int with_one = 0;
  NamedThread thread("one-core", [&] {
    before = usable_cores();
    cpu_set_t allowed, one;
    CPU_ZERO(&allowed);
    CPU_ZERO(&one);
    ASSERT_EQ(sched_getaffinity(0, sizeof(allowed), &allowed), 0);
    int core = 0;
    while (!CPU_ISSET(core, &allowed))
      ++core;
    CPU_SET(core, &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);  // of this thread only
    with_one = usable_cores();
  });
  thread.join();
  EXPECT_GE(before, 1);
  EXPECT_EQ(with_one, 1);
}

TEST(BlockingPool, RunsWorkElsewhere) {
  BlockingPool pool("test", 2, 4);
  EXPECT_EQ(tests::run(pool.run(answer)).value(), 42);
}

Async<void> settle() {
  co_return;
}  // posted behind what was posted before

Async<void> hold(BlockingPool& pool, std::latch& started, std::latch& release) {
  const Result<int> held = co_await pool.run([&started, &release]() -> Result<int> {
    if (!started.try_wait()) started.count_down();
    release.wait();
    return 1;
  });
  EXPECT_TRUE(held.has_value());
}

TEST(BlockingPool, RefusesWhenTheQueueIsFull) {
  tests::TestLoop loop;
  std::latch release(1);
  std::latch started(1);
  BlockingPool pool("test", 1, 1);
  TaskGroup group(loop.loop());
  group.spawn(hold(pool, started, release));
  started.wait();  // the only thread is taken
  group.spawn(hold(pool, started, release));
  loop.run(settle());  // the only place in the queue is taken
  const Result<int> refused = loop.run(pool.run(answer));
  release.count_down();
  loop.run(group.stop());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace swarm::runtime
