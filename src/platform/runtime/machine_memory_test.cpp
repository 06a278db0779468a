#include "platform/runtime/machine_memory.hpp"

#include <fstream>
#include <string_view>

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace swarm::runtime {
namespace {

class MachineMemoryTest : public testing::Test {
 protected:
  MachineMemoryTest() { write("proc/meminfo", "MemTotal:       1000 kB\nMemFree: 7 kB\nMemAvailable:    600 kB\n"); }
  void write(std::string_view name, std::string_view text) {
    const std::filesystem::path file = folder_.path() / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  void mount_version_2(std::string_view own) {
    write("proc/self/mounts", "tmpfs /tmp tmpfs rw 0 0\ncgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n");
    write("proc/self/cgroup", "0::" + std::string(own) + "\n");
  }
  void expect(std::uint64_t total, std::uint64_t available) {
    const MachineMemory memory = machine_memory(folder_.path());
    EXPECT_EQ(memory.total.count, total);
    EXPECT_EQ(memory.available.count, available);
  }
  tests::TemporaryFolder folder_;
};

TEST_F(MachineMemoryTest, IsTheMachinesWithoutAGroup) {
  expect(1000 * KiB, 600 * KiB);
  mount_version_2("/");
  expect(1000 * KiB, 600 * KiB);
}

TEST_F(MachineMemoryTest, IsTheSmallestLimitOfTheOwnGroupAndThoseAboveIt) {
  mount_version_2("/system.slice/swarmd.service");
  write("sys/fs/cgroup/system.slice/memory.max", "300000\n");
  write("sys/fs/cgroup/system.slice/memory.current", "100000\n");
  write("sys/fs/cgroup/system.slice/swarmd.service/memory.max", "max\n");
  write("sys/fs/cgroup/system.slice/other.service/memory.max", "10\n");
  expect(300'000, 200'000);
  write("sys/fs/cgroup/system.slice/swarmd.service/memory.max", "250000\n");
  write("sys/fs/cgroup/system.slice/swarmd.service/memory.current", "90000\n");
  expect(250'000, 160'000);
}

TEST_F(MachineMemoryTest, CountsTheLimitThatSlowsDownAndNotTheFilesThatCanBeDropped) {
  mount_version_2("/unit");
  write("sys/fs/cgroup/unit/memory.max", "300000\n");
  write("sys/fs/cgroup/unit/memory.high", "200000\n");
  write("sys/fs/cgroup/unit/memory.current", "150000\n");
  write("sys/fs/cgroup/unit/memory.stat", "anon 1\nfile 9\ninactive_file 60000\nactive_file 3\n");
  expect(200'000, 110'000);
  write("sys/fs/cgroup/unit/memory.current", "900000\n");
  expect(200'000, 0);
}

TEST_F(MachineMemoryTest, KnowsVersion1AlsoWhereTheGroupIsNamedFromOutside) {
  write("proc/self/mounts",
        "cgroup /sys/fs/cgroup/pids cgroup rw,pids 0 0\ncgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0\n");
  write("proc/self/cgroup", "3:pids:/x\n2:memory:/docker/abc\n");
  write("sys/fs/cgroup/memory/memory.limit_in_bytes", "400000\n");
  write("sys/fs/cgroup/memory/memory.usage_in_bytes", "100000\n");
  write("sys/fs/cgroup/memory/memory.stat", "inactive_file 7\ntotal_inactive_file 50000\n");
  write("sys/fs/cgroup/pids/memory.limit_in_bytes", "1\n");
  expect(400'000, 350'000);
  write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  expect(1000 * KiB, 600 * KiB);
}

TEST(MachineMemory, OfThisMachineIsSomething) {
  const MachineMemory memory = machine_memory();
  EXPECT_GT(memory.total.count, 16 * MiB);
  EXPECT_LE(memory.available, memory.total);
}

}  // namespace
}  // namespace swarm::runtime
