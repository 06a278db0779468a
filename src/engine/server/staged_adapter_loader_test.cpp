#include "engine/server/staged_adapter_loader.hpp"

#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace swarm::engine_server {
namespace {

TEST(StagingFolderTest, WhatDeadProcessesLeftGoesAndNothingElse) {
  const tests::TemporaryFolder folder;
  ASSERT_EQ(::setenv("TMPDIR", folder.path().c_str(), 1), 0);
  constexpr int kNobody = 2'000'000'000;  // above every process' number
  const auto left = folder.path() / fmt::format("swarm-engine-{}-abcdef", kNobody);
  const auto ours = folder.path() / fmt::format("swarm-engine-{}-abcdef", ::getpid());
  const auto others = folder.path() / fmt::format("swarm-trainer-{}-abcdef", kNobody);
  const auto unnumbered = folder.path() / "swarm-engine-abcdef";
  for (const auto& path : {left, ours, others, unnumbered})
    std::filesystem::create_directories(path / "deep");
  std::ofstream(left / "adapter.gguf") << "x";
  const auto file = folder.path() / fmt::format("swarm-engine-{}-ghijkl", kNobody);
  std::ofstream(file) << "x";
  std::filesystem::create_directory_symlink(others, folder.path() / fmt::format("swarm-engine-{}-mnopqr", kNobody));
  std::filesystem::path made_path;
  {
    const auto made = StagingFolder::make();
    ASSERT_TRUE(made) << made.error().message;
    made_path = made->path();
    StagingFolder::sweep();
    EXPECT_TRUE(std::filesystem::exists(made_path));
  }
  EXPECT_FALSE(std::filesystem::exists(made_path));
  EXPECT_FALSE(std::filesystem::exists(left));
  for (const auto& path : {ours, others / "deep", unnumbered, file})
    EXPECT_TRUE(std::filesystem::exists(path)) << path;
  ::unsetenv("TMPDIR");
}

}  // namespace
}  // namespace swarm::engine_server
