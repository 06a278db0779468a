#include "platform/runtime/memory_limit.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"

namespace swarm::runtime {
namespace {

Bytes measured;

TEST(MemoryLimit, IsNearAtNineTenthsAndLooksTenTimesASecond) {
  tests::FakeClock clock;
  measured = Bytes{89};
  MemoryLimit limit(Bytes{100}, clock, [] { return measured; });
  EXPECT_FALSE(limit.is_near());
  measured = Bytes{90};
  EXPECT_FALSE(limit.is_near());  // not looked again yet
  clock.advance(std::chrono::milliseconds{100});
  EXPECT_TRUE(limit.is_near());
}

TEST(MemoryLimit, MeasuresThisProcess) {
  EXPECT_GT(resident_memory().count, MiB);
}

}  // namespace
}  // namespace swarm::runtime
