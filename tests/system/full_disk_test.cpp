// A disk that is full: new work is refused, reads go on, and all is well again once there is room.
#include <cerrno>
#include <cstring>
#include <sys/mount.h>

#include "base/sizes.hpp"
#include "swarmd_process.hpp"

namespace swarm::tests {
namespace {

class FullDisk : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(disk());
    if (::mount("tmpfs", disk().c_str(), "tmpfs", 0, "size=48m") == 0)
      mounted_ = true;
    else
      GTEST_SKIP() << "a small file system cannot be mounted here: " << std::strerror(errno);
  }
  void TearDown() override {
    if (mounted_) ::umount2(disk().c_str(), MNT_DETACH);
  }
  std::filesystem::path disk() const { return folder_.path() / "disk"; }
  std::filesystem::path filler() const { return disk() / "filler"; }

  // Leaves about `left` bytes; as much as possible for 0.
  void fill_but(std::uint64_t left) const {
    std::ofstream file(filler(), std::ios::app);
    const std::string block(64 * KiB, 'x');
    while (std::filesystem::space(disk()).available > left && file << block && file.flush()) {
    }
  }

  TemporaryFolder folder_;
  bool mounted_ = false;
};

TEST_F(FullDisk, BelowTheReserveNewWorkIsRefusedAndReadsAreServed) {
  ServerUnderTest server(folder_.path(), disk() / "data", {"--set", "database.sqlite.disk_reserve=16MiB"});
  ASSERT_TRUE(server.ready()) << server.process().err();
  const HttpAnswer made = server.submit("1+1");
  ASSERT_EQ(made.status, 201);
  fill_but(8 * MiB);
  const HttpAnswer refused = server.submit_until(507);
  EXPECT_EQ(refused.status, 507) << refused.body;
  EXPECT_NE(refused.body.find("storage_full"), std::string::npos);
  EXPECT_EQ(server.ask("GET", made.header("location")).status, 200);
  EXPECT_EQ(server.ask("GET", "/api/v1/tasks").status, 200);
  EXPECT_EQ(server.ask("GET", "/health/live").status, 200);
  HttpAnswer health = server.ask("GET", "/health");  // the disk is looked at twice a second
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (health.body.find("new work is refused") == std::string::npos && std::chrono::steady_clock::now() < patience)
    health = server.ask("GET", "/health");
  EXPECT_EQ(health.status, 200);
  EXPECT_NE(health.body.find(R"("status":"degraded","detail":"new work is refused)"), std::string::npos) << health.body;
  std::filesystem::remove(filler());
  EXPECT_EQ(server.submit_until(201).status, 201);
}

TEST_F(FullDisk, WithoutAReserveAFullDiskIsSurvivedToo) {
  ServerUnderTest server(folder_.path(), disk() / "data", {"--set", "database.sqlite.disk_reserve=0"});
  ASSERT_TRUE(server.ready()) << server.process().err();
  const HttpAnswer made = server.submit("1+1");
  ASSERT_EQ(made.status, 201);
  fill_but(0);
  const HttpAnswer refused = server.submit_until(507);
  EXPECT_EQ(refused.status, 507) << refused.body;
  EXPECT_EQ(server.ask("GET", made.header("location")).status, 200);
  std::filesystem::remove(filler());
  EXPECT_EQ(server.submit_until(201).status, 201);
  server.process().signal(SIGTERM);
  EXPECT_EQ(server.process().wait_for_end(), 0) << server.process().err();
}

}  // namespace
}  // namespace swarm::tests
