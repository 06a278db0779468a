#include "swarm/sandbox/control_group.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace swarm::sandbox {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, std::string_view text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

TEST(FindGroupPlaces, FindsOurOwnGroupOfEachController) {
  const tests::TemporaryFolder folder;
  write(folder.path() / "memory/ours/cgroup.procs", "");
  write(folder.path() / "pids/cgroup.procs", "");
  const std::string mounts = "cgroup " + (folder.path() / "memory").string() + " cgroup rw,memory 0 0\ncgroup " +
                             (folder.path() / "pids").string() + " cgroup rw,pids 0 0\n";
  const GroupPlaces places = find_group_places(mounts, "4:memory:/ours\n8:pids:/of/the/host\n", "");
  EXPECT_EQ(places.memory, folder.path() / "memory/ours");
  EXPECT_EQ(places.processes, folder.path() / "pids") << "a path of the host means the mount's own root";
  EXPECT_FALSE(places.version_2);
}

TEST(FindGroupPlaces, TakesVersion2OnlyWhereControllersArePassedOn) {
  const tests::TemporaryFolder folder;
  write(folder.path() / "cgroup.procs", "");
  const std::string mounts = "cgroup2 " + folder.path().string() + " cgroup2 rw 0 0\n";
  EXPECT_TRUE(find_group_places("", "0::/\n", "").empty());
  write(folder.path() / "cgroup.subtree_control", "");
  EXPECT_TRUE(find_group_places(mounts, "0::/\n", "").empty()) << "nothing is passed on";
  // A plain file keeps what stands behind the request that is written over its begin; the kernel keeps its own list.
  write(folder.path() / "cgroup.subtree_control",
        std::string(sizeof "+memory +pids +cpu" - 1, ' ') + " memory pids cpu\n");
  const GroupPlaces places = find_group_places(mounts, "0::/\n", "");
  EXPECT_TRUE(places.version_2);
  EXPECT_EQ(places.memory, places.processes);
}

TEST(ControlGroup, IsNotMadeWhereNothingLimits) {
  const tests::TemporaryFolder folder;
  const SandboxConfig config;
  GroupPlaces places{.memory = folder.path() / "m", .processes = {}, .cpu = {}, .version_2 = false};
  fs::create_directories(*places.memory);
  const auto none = ControlGroup::make(places, config);  // an ordinary folder has no entrance
  EXPECT_EQ(none, nullptr);
  EXPECT_TRUE(fs::is_empty(*places.memory)) << "what was begun is taken back";
  EXPECT_EQ(ControlGroup::make({}, config), nullptr);
}

}  // namespace
}  // namespace swarm::sandbox
