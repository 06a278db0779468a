#include "platform/storage/sqlite/log_policy.hpp"

#include <gtest/gtest.h>

namespace swarm::storage {
namespace {

using Step = LogPolicy::Step;
constexpr int kCopy = LogPolicy::kCopyPages;
constexpr Bytes kMax{8 * kCopy * LogPolicy::kPageBytes};

TEST(LogPolicy, CopiesALogOnceItHasGrownEnough) {
  LogPolicy policy(kMax);
  EXPECT_EQ(policy.after_commit(kCopy - 1, true), Step::none);
  EXPECT_EQ(policy.after_commit(kCopy, true), Step::copy);
}

TEST(LogPolicy, WaitsForMoreWhileAReaderKeepsTheLog) {
  LogPolicy policy(kMax);
  EXPECT_EQ(policy.after_commit(kCopy, false), Step::copy);
  EXPECT_EQ(policy.after_commit(kCopy + 1, false), Step::none);
  EXPECT_EQ(policy.after_commit(2 * kCopy, false), Step::copy);
}

TEST(LogPolicy, StartsCountingWhenTheLogIsBegunAnew) {
  LogPolicy policy(kMax);
  EXPECT_EQ(policy.after_commit(kCopy, false), Step::copy);
  EXPECT_EQ(policy.after_commit(10, false), Step::none);
  EXPECT_EQ(policy.after_commit(kCopy, false), Step::copy);
}

TEST(LogPolicy, CutsALongLogBackWhenNobodyWaits) {
  LogPolicy busy(kMax);
  EXPECT_EQ(busy.after_commit(8 * kCopy, false), Step::copy);
  LogPolicy idle(kMax);
  EXPECT_EQ(idle.after_commit(8 * kCopy, true), Step::cut_back);
}

TEST(LogPolicy, CutsBackALogThatIsFourTimesTooLongInAnyCase) {
  LogPolicy policy(kMax);
  EXPECT_EQ(policy.after_commit(32 * kCopy, false), Step::cut_back);
}

}  // namespace
}  // namespace swarm::storage
