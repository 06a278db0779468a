#include "trainer/program/run_folder.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace swarm::program {
namespace {

class Folder : public testing::Test {
 protected:
  Result<RunFolder> open(Reopen reopen) const { return RunFolder::open(path_, reopen); }
  tests::TemporaryFolder temporary_;
  std::filesystem::path path_ = temporary_.path() / "runs/one";
};

TEST_F(Folder, IsMadeAndHoldsWhatIsWritten) {
  const Result<RunFolder> folder = open(Reopen::refuse);
  ASSERT_TRUE(folder);
  ASSERT_TRUE(folder->write_json("result.json", json::Object{{"event", "finished"}}));
  std::string line;
  std::getline(std::ifstream(path_ / "result.json"), line);
  EXPECT_EQ(line, R"({"event":"finished"})");
}

TEST_F(Folder, IsNotForTwoTrainersAtOnce) {
  const Result<RunFolder> first = open(Reopen::refuse);
  ASSERT_TRUE(first);
  for (const Reopen reopen : {Reopen::refuse, Reopen::resume, Reopen::force})
    EXPECT_EQ(open(reopen).error().code, ErrorCode::conflict);
}

TEST_F(Folder, IsFreeAgainWhenTheTrainerIsGone) {
  ASSERT_TRUE(open(Reopen::refuse));
  EXPECT_TRUE(open(Reopen::refuse));
}

TEST_F(Folder, RefusesARunUnlessItGoesOnOrIsReplaced) {
  ASSERT_TRUE(open(Reopen::refuse)->write_json("settings.json", json::Object{}));
  EXPECT_EQ(open(Reopen::refuse).error().code, ErrorCode::conflict);
  EXPECT_TRUE(open(Reopen::resume));
  EXPECT_TRUE(std::filesystem::exists(path_ / "settings.json"));
  EXPECT_TRUE(open(Reopen::force));
  EXPECT_FALSE(std::filesystem::exists(path_ / "settings.json"));
}

TEST_F(Folder, RefusesAnAdapterOrAModelThatOthersMade) {
  for (const char* name : {"adapter.gguf", "adapter", "start.gguf", "tiny.gguf"}) {
    ASSERT_TRUE(RunFolder::open(path_, Reopen::refuse, "tiny.gguf")) << name;
    std::ofstream(path_ / name) << "made elsewhere";
    EXPECT_EQ(RunFolder::open(path_, Reopen::refuse, "tiny.gguf").error().code, ErrorCode::conflict) << name;
    EXPECT_TRUE(RunFolder::open(path_, Reopen::force, "tiny.gguf"));
    EXPECT_FALSE(std::filesystem::exists(path_ / name)) << name;
  }
}

TEST_F(Folder, KeepsForeignFilesWhenItIsReplaced) {
  ASSERT_TRUE(open(Reopen::refuse)->write_json("settings.json", json::Object{}));
  std::ofstream(path_ / "dataset.jsonl") << "mine";
  ASSERT_TRUE(open(Reopen::force));
  EXPECT_TRUE(std::filesystem::exists(path_ / "dataset.jsonl"));
}

TEST_F(Folder, RefusesAPlaceThatIsAFile) {
  std::filesystem::create_directories(path_.parent_path());
  std::ofstream(path_.string()) << "x";
  EXPECT_EQ(open(Reopen::force).error().code, ErrorCode::invalid_input);
}

TEST_F(Folder, RefusesALinkThatLeadsNowhere) {
  std::filesystem::create_directories(path_.parent_path());
  std::filesystem::create_symlink("nowhere", path_);
  const Result<RunFolder> folder = open(Reopen::refuse);
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().message,
            fmt::format("--out {}: a folder expected, this is a link that leads to none", path_.string()));
  std::filesystem::create_directory(path_.parent_path() / "nowhere");
  EXPECT_TRUE(open(Reopen::refuse)) << "a link to a folder is one";
}

}  // namespace
}  // namespace swarm::program
