#include "engine/model_files/safetensors_file.hpp"

#include <fmt/format.h>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

#include "support/temporary_folder.hpp"

namespace swarm::model_files {
namespace {

using testing::HasSubstr;

struct SafetensorsFileTest : testing::Test {
  std::filesystem::path write(std::string_view header, std::size_t data, std::uint64_t extra = 0) {
    const std::uint64_t length = header.size() + extra;
    std::ofstream stream(file, std::ios::binary);
    stream.write(reinterpret_cast<const char*>(&length), sizeof(length));
    stream << header << std::string(data, '\x01');
    return file;
  }
  void expect_refused(std::string_view header, std::size_t data, std::string_view why) {
    const Result<SafetensorsFile> opened = SafetensorsFile::open(write(header, data));
    ASSERT_FALSE(opened) << header;
    EXPECT_EQ(opened.error().code, ErrorCode::invalid_input) << opened.error().message;
    EXPECT_THAT(opened.error().message, HasSubstr(std::string(why)));
    EXPECT_THAT(opened.error().message, HasSubstr("tried.safetensors"));
  }
  static std::string entry(std::string_view shape, std::string_view offsets, std::string_view type = "F32") {
    return fmt::format(R"({{"t":{{"dtype":"{}","shape":{},"data_offsets":{}}}}})", type, shape, offsets);
  }

  tests::TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "tried.safetensors";
};

TEST_F(SafetensorsFileTest, ReadsWhatItWrites) {
  const std::vector<float> values = {1, 2, 3, 4, 5, 6};
  const std::vector<std::byte> halves(10, std::byte{7});
  ASSERT_TRUE(write_safetensors(file, {{"format", "pt"}},
                                {{"half", "F16", {5}, halves},
                                 {"z", "F32", {2, 3}, std::as_bytes(std::span(values))},
                                 {"number", "F32", {}, std::as_bytes(std::span(values)).first(4)},
                                 {"empty", "F32", {0, 3}, {}}}));
  const Result<SafetensorsFile> opened = SafetensorsFile::open(file);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->metadata(), (SafetensorsMetadata{{"format", "pt"}}));
  ASSERT_EQ(opened->tensors().size(), 4U);
  const SafeTensor* z = opened->find("z");
  ASSERT_NE(z, nullptr);
  EXPECT_EQ(z->type, "F32");
  EXPECT_EQ(z->shape, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_TRUE(std::ranges::equal(z->bytes, std::as_bytes(std::span(values))));
  EXPECT_TRUE(std::ranges::equal(opened->find("half")->bytes, halves));
  EXPECT_EQ(opened->find("number")->bytes.size(), 4U);
  EXPECT_EQ(opened->find("empty")->bytes.size(), 0U);
  EXPECT_EQ(opened->find("none"), nullptr);
}

TEST_F(SafetensorsFileTest, WritesTheLayoutThatTheFormatDescribes) {
  const std::vector<std::byte> bytes(8, std::byte{1});
  ASSERT_TRUE(
      write_safetensors(file, {{"format", "pt"}},
                        {{"b", "F16", {2}, std::span(bytes).first(4)}, {"a", "F32", {1}, std::span(bytes).first(4)}}));
  std::ifstream stream(file, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(stream), {}};
  const std::string header =
      R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F16","shape":[2],"data_offsets":[4,8]}})";
  const std::size_t padded = (header.size() + 7) / 8 * 8;
  EXPECT_EQ(static_cast<unsigned char>(whole[0]), padded % 256);
  EXPECT_EQ(whole.substr(8, padded), header + std::string(padded - header.size(), ' '));
  EXPECT_EQ(whole.size(), 8 + padded + 8);
}

TEST_F(SafetensorsFileTest, RefusesEveryTruncation) {
  const std::vector<std::byte> bytes(24, std::byte{1});
  ASSERT_TRUE(write_safetensors(file, {}, {{"t", "F32", {6}, bytes}}));
  std::ifstream stream(file, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(stream), {}};
  for (std::size_t length = 0; length < whole.size(); ++length) {
    std::ofstream(file, std::ios::binary) << whole.substr(0, length);
    const Result<SafetensorsFile> opened = SafetensorsFile::open(file);
    ASSERT_FALSE(opened) << length;
    EXPECT_EQ(opened.error().code, ErrorCode::invalid_input);
  }
}

TEST_F(SafetensorsFileTest, RefusesHeadersThatAreNone) {
  expect_refused("", 0, "its header is no JSON object");
  expect_refused("[1,2,3,4]", 0, "its header is no JSON object");
  expect_refused(" {}", 0, "its header is no JSON object");
  expect_refused("{\"t\":", 0, "no JSON");
  expect_refused("{\"t\":1}", 0, "'t' is no object");
  expect_refused("{\"__metadata__\":[]}", 0, "__metadata__ is no object");
  expect_refused("{\"__metadata__\":{\"a\":1}}", 0, "something else than texts");
  expect_refused("{\"\xff\":{}}", 0, "no JSON");
  const std::string twice =
      R"({"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})";
  expect_refused(twice, 1, "twice");
  EXPECT_THAT(SafetensorsFile::open(write("{}", 0, 1)).error().message, HasSubstr("claims 3 bytes"));
  EXPECT_THAT(SafetensorsFile::open(write("{}", 0, ~std::uint64_t{0} - 2)).error().message, HasSubstr("claims"));
}

TEST_F(SafetensorsFileTest, RefusesEntriesThatCannotBe) {
  expect_refused(R"({"t":{"dtype":"F32","shape":[1]}})", 4, "2 members");
  expect_refused(R"({"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}})", 4, "4 members");
  expect_refused(R"({"t":{"dtype":1,"shape":[1],"data_offsets":[0,4]}})", 4, "dtype is missing or no text");
  expect_refused(R"({"":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4, "a tensor's name");
  expect_refused(entry("[1]", "[0,4]", "Q9"), 4, "the type Q9");
  expect_refused(entry("1", "[0,4]"), 4, "no list");
  expect_refused(entry("[-1]", "[0,4]"), 4, "whole numbers");
  expect_refused(entry("[1.0]", "[0,4]"), 4, "whole numbers");
  expect_refused(entry("[1,1,1,1,1,1,1,1,1]", "[0,4]"), 4, "9 numbers");
  expect_refused(entry("[1]", "[0]"), 4, "a begin and an end");
  expect_refused(entry("[1]", "[4,0]"), 4, "a begin and an end");
  expect_refused(entry("[2]", "[0,4]"), 4, "takes 8");
  expect_refused(entry("[4294967296,4294967296]", "[0,4]"), 4, "passes 2^63");
  expect_refused(entry("[4611686018427387904]", "[0,0]"), 0, "passes 2^63");
}

TEST_F(SafetensorsFileTest, RefusesOverlapsHolesAndWhatLiesOutside) {
  const auto two = [](std::string_view first, std::string_view second) {
    return fmt::format(
        R"({{"a":{{"dtype":"F32","shape":[1],"data_offsets":{}}},"b":{{"dtype":"F32","shape":[1],"data_offsets":{}}}}})",
        first, second);
  };
  EXPECT_TRUE(SafetensorsFile::open(write(two("[4,8]", "[0,4]"), 8)));
  expect_refused(two("[0,4]", "[0,4]"), 8, "an overlap or a hole");
  expect_refused(two("[0,4]", "[2,6]"), 8, "an overlap or a hole");
  expect_refused(two("[0,4]", "[8,12]"), 12, "an overlap or a hole");
  expect_refused(two("[4,8]", "[8,12]"), 12, "an overlap or a hole");
  expect_refused(two("[0,4]", "[4,8]"), 12, "4 bytes follow the last tensor");
  expect_refused(two("[0,4]", "[4,8]"), 6, "2 are missing");
  expect_refused(entry("[1]", "[18446744073709551611,18446744073709551615]"), 4, "are missing");
}

TEST_F(SafetensorsFileTest, BoundsItsHeader) {
  const std::string header = "{}" + std::string(kSafetensorsHeaderBytesMax - 1, ' ');
  EXPECT_EQ(SafetensorsFile::open(write(header, 0)).error().code, ErrorCode::too_large);
  EXPECT_TRUE(SafetensorsFile::open(write(header.substr(0, kSafetensorsHeaderBytesMax), 0)));
}

TEST_F(SafetensorsFileTest, WritesNothingThatNoReaderTakes) {
  const std::vector<std::byte> bytes(4);
  EXPECT_FALSE(write_safetensors(file, {}, {{"a", "F32", {1}, bytes}, {"a", "F32", {1}, bytes}}));
  EXPECT_FALSE(write_safetensors(file, {}, {{"a", "F32", {2}, bytes}}));
  EXPECT_FALSE(write_safetensors(file, {}, {{"a", "Q4", {1}, bytes}}));
  EXPECT_FALSE(write_safetensors(file, {}, {{"", "F32", {1}, bytes}}));
  EXPECT_FALSE(write_safetensors(file, {}, {{"__metadata__", "F32", {1}, bytes}}));
  EXPECT_FALSE(std::filesystem::exists(file));
}

}  // namespace
}  // namespace swarm::model_files
