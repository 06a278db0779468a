#include "platform/storage/file_lock.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace swarm::storage {
namespace {

TEST(FileLock, IsHeldByOneAndFreeAfterwards) {
  const tests::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "swarmd.lock";
  {
    const Result<FileLock> first = FileLock::take(path, folder.path());
    ASSERT_TRUE(first) << first.error().message;
    const Result<FileLock> second = FileLock::take(path, folder.path());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::conflict);
    EXPECT_EQ(second.error().reason, "in_use");
    EXPECT_TRUE(second.error().message.starts_with(
        fmt::format("{} is used by the process {}", folder.path().string(), ::getpid())))
        << second.error().message;
  }
  EXPECT_TRUE(FileLock::take(path, folder.path()));
  EXPECT_TRUE(std::filesystem::is_empty(path)) << "the file stays";
}

TEST(FileLock, SaysThatItsFileCannotBeMade) {
  const tests::TemporaryFolder folder;
  EXPECT_EQ(FileLock::take(folder.path() / "no" / "x.lock", folder.path()).error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace swarm::storage
