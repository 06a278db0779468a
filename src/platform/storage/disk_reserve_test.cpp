#include "platform/storage/disk_reserve.hpp"

#include <gmock/gmock.h>

#include "support/fake_clock.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::storage {
namespace {

TEST(DiskReserve, RefusesNewWorkBelowItAndAdmitsItAgain) {
  tests::FakeClock clock;
  Bytes left{99 * MiB};
  DiskReserve reserve(Bytes{100 * MiB}, [&] { return left; }, clock);
  const Result<Done> refused = reserve.admit_new_work();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::storage_full);
  EXPECT_THAT(refused.error().message, testing::StartsWith("99 MiB are free"));
  left = {100 * MiB};
  clock.advance(DiskReserve::kLookInterval);
  EXPECT_TRUE(reserve.admit_new_work());
}

TEST(DiskReserve, LooksAtTheDiskAtMostTwiceASecond) {
  tests::FakeClock clock;
  int looks = 0;
  DiskReserve reserve(Bytes{1}, [&] { return Bytes{static_cast<std::uint64_t>(++looks)}; }, clock);
  EXPECT_EQ(reserve.free(), Bytes{1});
  clock.advance(DiskReserve::kLookInterval - std::chrono::milliseconds(1));
  EXPECT_EQ(reserve.free(), Bytes{1});
  clock.advance(std::chrono::milliseconds(1));
  EXPECT_EQ(reserve.free(), Bytes{2});
}

TEST(DiskReserve, MeasuresTheFileSystemOfAFolder) {
  const tests::TemporaryFolder folder;
  EXPECT_GT(free_space_at(folder.path()).count, 0u);
  EXPECT_EQ(free_space_at(folder.path() / "missing").count, std::numeric_limits<std::uint64_t>::max());
}

}  // namespace
}  // namespace swarm::storage
