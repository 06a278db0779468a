#include "trainer/data/encoded_file.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"
#include "support/tiny_model.hpp"

namespace swarm::data {
namespace {

using testing::HasSubstr;

class EncodedFileTest : public testing::Test {
 protected:
  EncodedFileTest() {
    tests::write_tiny_model(folder_.path() / "tiny.gguf");
    const auto model =
        llama::Model::load({.file = folder_.path() / "tiny.gguf", .gpu_layers = 0, .is_vocabulary_only = true}).value();
    format_ = ChatFormat::of(model, *model->special("<|end|>")).value();
  }
  // A lesson of each content.
  Result<EncodedFile> encode(const std::vector<std::string>& contents, EncodingSettings settings) {
    std::ofstream file(path_);
    for (const std::string& content : contents)
      file << R"({"family":"f","head":"math","prompt":"p","answer":"a","content":")" << content << "\"}\n";
    file.close();
    settings.positions_max = 100;
    return encode_file(path_, *format_, settings, set_);
  }
  tests::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "lessons.jsonl";
  std::optional<ChatFormat> format_;
  LessonSet set_;
};

TEST_F(EncodedFileTest, LeavesOutWhatIsHeldOutElsewhere) {
  const Contents held_out{"1+1", "2+2"};
  const Result<EncodedFile> file = encode({"1+1", "3+3", "2+2", "1+1"}, {.held_out = &held_out});
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->lessons.size(), 1u);
  EXPECT_EQ(file->held_out_elsewhere, 3u);
  EXPECT_EQ(set_.size(), 1u);
  const Result<EncodedFile> nothing = encode({"1+1", "2+2"}, {.held_out = &held_out});
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code, ErrorCode::invalid_input);
  EXPECT_THAT(nothing.error().message, HasSubstr("held out for validation"));
}

TEST_F(EncodedFileTest, TellsTheContentsThatItSetAside) {
  std::vector<std::string> contents;
  for (int i = 0; i < 100; ++i)
    contents.push_back(std::to_string(i));
  const EncodedFile file = encode(contents, {.held_out_share = 0.2}).value();
  EXPECT_EQ(file.held_out_contents.size(), file.held_out.size());
  EXPECT_EQ(file.lessons.size() + file.held_out.size(), 100u);
  EXPECT_GT(file.held_out.size(), 5u);
  const EncodedFile all = encode(contents, {.held_out_share = 1}).value();
  EXPECT_EQ(all.held_out_contents.size(), 100u);
  EXPECT_TRUE(all.lessons.empty());
}

TEST_F(EncodedFileTest, IsStoppedBetweenLessons) {
  const std::atomic<bool> stop = true;
  const Result<EncodedFile> file = encode({"1+1"}, {.stop = &stop});
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::cancelled);
  EXPECT_EQ(file.error().message, "stopped while lessons were read") << "no line is to blame";
}

}  // namespace
}  // namespace swarm::data
