#include "engine/model_files/gguf_file.hpp"

#include <cmath>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <limits>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "engine/model_files/element_types.hpp"
#include "engine/model_files/gguf_header.hpp"
#include "engine/model_files/raw_gguf_test.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::model_files {
namespace {

using testing::HasSubstr;

struct GgufFileTest : testing::Test {
  Error refused(const RawGguf& raw) {
    const Result<GgufFile> opened = GgufFile::open(raw.write(folder.path() / "raw.gguf"));
    if (opened) ADD_FAILURE() << "it was taken";
    return opened ? Error{} : opened.error();
  }
  void expect_refused(const RawGguf& raw, std::string_view why) {
    const Error error = refused(raw);
    EXPECT_EQ(error.code, ErrorCode::invalid_input) << error.message;
    EXPECT_THAT(error.message, HasSubstr(std::string(why)));
    EXPECT_THAT(error.message, HasSubstr("raw.gguf"));
  }
  void expect_too_large(const RawGguf& raw, std::string_view why) {
    const Error error = refused(raw);
    EXPECT_EQ(error.code, ErrorCode::too_large) << error.message;
    EXPECT_THAT(error.message, HasSubstr(std::string(why)));
  }
  static Tensor tensor(std::string name, std::vector<std::uint64_t> shape, const std::vector<float>& values) {
    return {
        .name = std::move(name), .type = kF32, .shape = std::move(shape), .bytes = std::as_bytes(std::span(values))};
  }

  tests::TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "written.gguf";
};

// Whose files this thread may open: root's right to open them all rests meanwhile. Nothing for anybody else.
class AsNobody {
 public:
  AsNobody() { ::setfsuid(65'534); }
  ~AsNobody() { ::setfsuid(::geteuid()); }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
};

RawGguf one_tensor(std::uint64_t offset = 0) {
  return RawGguf().head(1, 0).tensor("t", {4, 2}, kF32, offset).align().data(32);
}

TEST_F(GgufFileTest, ReadsWhatItWrites) {
  const std::vector<float> first = {1, 2, 3, 4, 5, 6}, second = {-1.5F};
  const GgufMetadata metadata = {
      {"general.architecture", std::string("qwen2")},
      {"a.count", std::uint64_t{7}},
      {"a.large", std::uint64_t{1} << 40},
      {"a.huge", std::numeric_limits<std::uint64_t>::max()},
      {"a.negative", std::int64_t{-3}},
      {"a.signed", std::int64_t{3}},
      {"a.real", 0.5},
      {"a.truth", true},
      {"a.texts", std::vector<std::string>{"x", "", std::string("\0y", 2)}},
      {"a.numbers", std::vector<std::int64_t>{-1, 0, 5}},
      {"a.reals", std::vector<double>{0.25, -8}},
      {"a.nothing", std::vector<std::int64_t>{}},
  };
  ASSERT_TRUE(write_gguf(file, metadata, {tensor("one", {3, 2}, first), tensor("two", {1}, second)}));
  const Result<GgufFile> opened = GgufFile::open(file);
  ASSERT_TRUE(opened) << opened.error().message;
  GgufMetadata expected = metadata;
  expected["a.signed"] = std::uint64_t{3};  // the format has no sign for it
  EXPECT_EQ(opened->metadata(), expected);
  ASSERT_EQ(opened->tensors().size(), 2U);
  const Tensor* one = opened->find("one");
  ASSERT_NE(one, nullptr);
  EXPECT_EQ(one->shape, (std::vector<std::uint64_t>{3, 2}));
  EXPECT_TRUE(std::ranges::equal(one->bytes, std::as_bytes(std::span(first))));
  EXPECT_TRUE(std::ranges::equal(opened->find("two")->bytes, std::as_bytes(std::span(second))));
  EXPECT_EQ(opened->find("three"), nullptr);
  EXPECT_EQ(opened->file_bytes(), std::filesystem::file_size(file));
}

TEST_F(GgufFileTest, AnswersByKindAndNothingForAnother) {
  ASSERT_TRUE(
      write_gguf(file, {{"n", std::uint64_t{7}}, {"m", std::int64_t{-7}}, {"r", 0.5}, {"t", std::string("x")}}, {}));
  const GgufFile opened = GgufFile::open(file).value();
  EXPECT_EQ(opened.number("n"), 7U);
  EXPECT_EQ(opened.number("m"), std::nullopt);
  EXPECT_EQ(opened.number("r"), std::nullopt);
  EXPECT_EQ(opened.real("r"), 0.5);
  EXPECT_EQ(opened.real("n"), std::nullopt);
  EXPECT_EQ(opened.text("t"), "x");
  EXPECT_EQ(opened.text("n"), std::nullopt);
  EXPECT_EQ(opened.number("none"), std::nullopt);
  EXPECT_EQ(opened.form("n"), (GgufForm{.type = GgufType::uint32}));
  EXPECT_EQ(opened.form("m"), (GgufForm{.type = GgufType::int64}));
  EXPECT_EQ(opened.form("r"), (GgufForm{.type = GgufType::float32}));
}

TEST_F(GgufFileTest, ReadsEveryTypeOfValue) {
  RawGguf raw;
  raw.head(0, 14, 2);
  raw.key("u8", 0).put<std::uint8_t>(200).key("i8", 1).put<std::int8_t>(-100);
  raw.key("u16", 2).put<std::uint16_t>(60'000).key("i16", 3).put<std::int16_t>(-30'000);
  raw.key("u32", 4).put<std::uint32_t>(4'000'000'000U).key("i32", 5).put<std::int32_t>(-5);
  raw.key("f32", 6).put(1.5F).key("bool", 7).put<std::uint8_t>(1).key("text", 8).text("hello");
  raw.key("u64", 10).put(~std::uint64_t{0}).key("i64", 11).put(std::int64_t{-1}).key("f64", 12).put(0.1);
  raw.key("bools", 9).put<std::uint32_t>(7).put<std::uint64_t>(2).put<std::uint8_t>(0).put<std::uint8_t>(1);
  raw.key("f64s", 9).put<std::uint32_t>(12).put<std::uint64_t>(1).put(0.1);
  const Result<GgufFile> opened = GgufFile::open(raw.write(file));
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->number("u8"), 200U);
  EXPECT_EQ(std::get<std::int64_t>(opened->metadata().at("i8")), -100);
  EXPECT_EQ(opened->number("u16"), 60'000U);
  EXPECT_EQ(std::get<std::int64_t>(opened->metadata().at("i16")), -30'000);
  EXPECT_EQ(opened->number("u32"), 4'000'000'000U);
  EXPECT_EQ(opened->real("f32"), 1.5);
  EXPECT_EQ(std::get<bool>(opened->metadata().at("bool")), true);
  EXPECT_EQ(opened->number("u64"), ~std::uint64_t{0});
  EXPECT_EQ(std::get<std::int64_t>(opened->metadata().at("i64")), -1);
  EXPECT_EQ(opened->real("f64"), 0.1);
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(opened->metadata().at("bools")), (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(std::get<std::vector<double>>(opened->metadata().at("f64s")), std::vector<double>{0.1});
  EXPECT_EQ(opened->form("u8"), (GgufForm{.type = GgufType::uint8}));
  EXPECT_EQ(opened->form("bools"), (GgufForm{.type = GgufType::boolean, .is_list = true}));
}

TEST_F(GgufFileTest, TellsTheFilesThatPeopleMistakeForOne) {
  const auto file_of = [](std::string bytes) {
    RawGguf raw;
    raw.bytes = std::move(bytes);
    return raw;
  };
  expect_refused(file_of(""), "the file is empty");
  expect_refused(file_of("GG"), "does not begin with the letters GGUF");
  expect_refused(file_of("some text that is no model"), "does not begin with the letters GGUF");
  expect_refused(file_of("FUGG\3\0\0\0"), "the other byte order");
  expect_refused(file_of("version https://git-lfs.github.com/spec/v1\n"), "Git LFS pointer");
  expect_refused(file_of("PK\x03\x04 and so on"), "zip archive");
  expect_refused(file_of("<!DOCTYPE html>"), "a web page");
  expect_refused(file_of(std::string("\x40\0\0\0\0\0\0\0{\"a\"", 12)), "a safetensors file");
  expect_refused(RawGguf().head(0, 0, 1), "version 1 is no longer read");
  expect_refused(RawGguf().head(0, 0, 4), "version 4 is not known");
  expect_refused(RawGguf().head(0, 0, 0), "version 0 is not known");
  expect_refused(RawGguf().head(0, 0, 0x03000000), "the other byte order");
}

TEST_F(GgufFileTest, RefusesWhatIsNoFile) {
  EXPECT_EQ(GgufFile::open(folder.path() / "none.gguf").error().code, ErrorCode::not_found);
  EXPECT_EQ(GgufFile::open(folder.path()).error().code, ErrorCode::invalid_input);
  EXPECT_THAT(GgufFile::open(folder.path()).error().message, HasSubstr("this is a folder"));
  ASSERT_EQ(::mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(GgufFile::open(folder.path() / "pipe").error().message, HasSubstr("this is a pipe"));
  EXPECT_THAT(GgufFile::open("/dev/null").error().message, HasSubstr("this is a device"));
  one_tensor().write(file);
  ASSERT_EQ(::chmod(file.c_str(), 0), 0);
  const AsNobody nobody;
  EXPECT_EQ(GgufFile::open(file).error().code, ErrorCode::forbidden);
}

TEST_F(GgufFileTest, RefusesEveryTruncationAndSaysWhatIsMissing) {
  const std::vector<float> values(64, 1.0F);
  ASSERT_TRUE(write_gguf(file,
                         {{"general.architecture", std::string("qwen2")},
                          {"list", std::vector<std::int64_t>{1, 2, 3}},
                          {"texts", std::vector<std::string>{"a", "b"}}},
                         {tensor("t", {8, 8}, values)}));
  std::ifstream stream(file, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(stream), {}};
  RawGguf cut;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    cut.bytes = whole.substr(0, length);
    const Result<GgufFile> opened = GgufFile::open(cut.write(folder.path() / "cut.gguf"));
    ASSERT_FALSE(opened) << length << " bytes were taken";
    EXPECT_EQ(opened.error().code, ErrorCode::invalid_input) << opened.error().message;
  }
  cut.bytes = whole.substr(0, whole.size() - 5);
  expect_refused(cut, "5 bytes are missing");
}

TEST_F(GgufFileTest, BelievesNoCount) {
  const std::uint64_t huge = ~std::uint64_t{0};
  expect_refused(RawGguf().head(huge, 0), "claims 18446744073709551615 tensors");
  expect_refused(RawGguf().head(0, huge), "claims 18446744073709551615 metadata keys");
  expect_refused(RawGguf().head(0, 1).put(huge).data(40), "claims 18446744073709551615 bytes");
  expect_refused(RawGguf().head(0, 1).key("k", 8).put(huge).data(40), "claims 18446744073709551615 bytes");
  expect_refused(RawGguf().head(0, 1).key("k", 9).put<std::uint32_t>(4).put(huge).data(40), "more than the 40 bytes");
  expect_refused(RawGguf().head(0, 1).key("k", 9).put<std::uint32_t>(10).put<std::uint64_t>(30).data(40),
                 "claims 30 numbers");
  expect_refused(RawGguf().head(0, 1).key("k", 9).put<std::uint32_t>(8).put<std::uint64_t>(30).data(40), "cut off");
  expect_refused(RawGguf().head(0, 1).key("k", 9).put<std::uint32_t>(10).put<std::uint64_t>(1).put(huge),
                 "larger than 2^63 - 1");
}

TEST_F(GgufFileTest, RefusesMetadataThatMakesNoSense) {
  expect_refused(RawGguf().head(0, 1).key("", 4).put(1U), "is empty");
  expect_refused(RawGguf().head(0, 1).key("a\nb", 4).put(1U), "is no text");
  expect_refused(RawGguf().head(0, 1).key("\xff", 4).put(1U), "is no text");
  expect_refused(RawGguf().head(0, 1).key(std::string_view("a\0b", 3), 4).put(1U), "is no text");
  expect_refused(RawGguf().head(0, 1).key("k", 13).put(1U), "unknown type 13");
  expect_refused(RawGguf().head(0, 1).key("k", 9).put(9U).put<std::uint64_t>(0), "a list of lists");
  expect_refused(RawGguf().head(0, 1).key("k", 7).put<std::uint8_t>(2), "is 2, not 0 or 1");
  expect_refused(RawGguf().head(0, 2).key("k", 4).put(1U).key("k", 4).put(1U), "'k' is there twice");
  const auto aligned = [](std::uint32_t alignment) {
    return RawGguf().head(0, 1).key("general.alignment", 4).put(alignment);
  };
  expect_refused(aligned(0), "a power of two");
  expect_refused(aligned(24), "a power of two");
  expect_refused(aligned(4), "a power of two");
  expect_refused(aligned(1U << 31), "a power of two");
  expect_refused(RawGguf().head(0, 1).key("general.alignment", 10).put<std::uint64_t>(32), "no UINT32");
}

TEST_F(GgufFileTest, RefusesTensorsThatCannotBe) {
  const std::uint64_t huge = ~std::uint64_t{0}, half = std::uint64_t{1} << 32;
  const auto shaped = [](const std::vector<std::uint64_t>& shape, std::uint32_t type = kF32) {
    return RawGguf().head(1, 0).tensor("t", shape, type, 0).align().data(64);
  };
  expect_refused(shaped({4, 0}), "impossible shape [4, 0]");
  expect_refused(shaped({huge}), "impossible shape");
  expect_refused(shaped({half, half}), "impossible shape");
  expect_refused(shaped({half, half / 2}), "impossible shape");
  expect_refused(shaped({half, half / 4}), "passes 2^63 bytes");
  expect_refused(shaped({1, 1, 1, 1, 1}), "claims 5 dimensions");
  expect_refused(shaped({33}, kQ8_0), "no multiple of Q8_0's block of 32");
  for (const std::uint32_t type : {4U, 5U, 31U, 38U, 43U, 0xFFFFFFFFU})
    expect_refused(shaped({32}, type), "element type");
  expect_refused(shaped({17}), "4 bytes are missing");
  expect_refused(RawGguf().head(1, 0).tensor("", {4}, kF32, 0).align().data(16), "has no name");
  expect_refused(RawGguf().head(1, 0).tensor("a\tb", {4}, kF32, 0).align().data(16), "is no text");
  const RawGguf twice = RawGguf().head(2, 0).tensor("t", {8}, kF32, 0).tensor("t", {8}, kF32, 32).align().data(64);
  expect_refused(twice, "'t' is there twice");
}

TEST_F(GgufFileTest, RefusesTensorsThatOverlapOrLeaveHoles) {
  const auto second_at = [](std::uint64_t offset) {
    return RawGguf().head(2, 0).tensor("a", {16}, kF32, 0).tensor("b", {8}, kF32, offset).align().data(256);
  };
  EXPECT_TRUE(GgufFile::open(second_at(64).write(file)));
  expect_refused(second_at(32), "overlaps with the one before it");
  expect_refused(second_at(0), "overlaps with the one before it");
  expect_refused(second_at(96), "but the one before it ends at 64");
  expect_refused(second_at(65), "no multiple of the alignment 32");
  expect_refused(second_at(~std::uint64_t{0} - 31), "but the one before it ends at 64");
  expect_refused(one_tensor(32), "but the one before it ends at 0");
}

TEST_F(GgufFileTest, PadsByTheAlignmentThatTheFileSays) {
  const RawGguf raw = RawGguf()
                          .head(2, 1)
                          .key("general.alignment", 4)
                          .put(64U)
                          .tensor("a", {1}, kF32, 0)
                          .tensor("b", {1}, kF32, 64)
                          .align(64)
                          .data(68);
  const Result<GgufFile> opened = GgufFile::open(raw.write(file));
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->find("b")->bytes.size(), 4U);
}

TEST_F(GgufFileTest, ReadsANumberWithoutDimensions) {
  const RawGguf raw = RawGguf().head(1, 0).tensor("scale", {}, kF32, 0).align().data(4);
  EXPECT_EQ(GgufFile::open(raw.write(file))->find("scale")->shape, std::vector<std::uint64_t>{1});
}

TEST_F(GgufFileTest, HasABoundForEverything) {
  RawGguf keys;
  keys.head(0, kMetadataMax + 1).data((kMetadataMax + 1) * 20);
  expect_too_large(keys, "metadata keys, at most 4096");
  RawGguf tensors;
  tensors.head(kTensorsMax + 1, 0).data((kTensorsMax + 1) * 25);
  expect_too_large(tensors, "tensors, at most 16384");
  expect_too_large(RawGguf().head(0, 1).key(std::string(kKeyBytesMax + 1, 'k'), 4).put(1U), "at most 256 are read");
  const std::string name(kTensorNameBytesMax + 1, 't');
  expect_too_large(RawGguf().head(1, 0).tensor(name, {4}, kF32, 0).align().data(16), "at most 63 are read");
  expect_too_large(RawGguf().head(0, 1).key("k", 8).put(kTextBytesMax + 1).data(kTextBytesMax + 1), "at most 33554432");
  RawGguf list;
  list.head(0, 2).key("a", 9).put<std::uint32_t>(0).put<std::uint64_t>(1).put<std::uint8_t>(0);
  list.key("b", 9).put<std::uint32_t>(0).put(kListElementsMax).data(kListElementsMax);
  expect_too_large(list, "more than 4194304 elements together");
}

TEST_F(GgufFileTest, BoundsTheWholeHeader) {
  const std::filesystem::path raw = folder.path() / "raw.gguf";
  std::ofstream stream(raw, std::ios::binary);
  stream << RawGguf().head(0, 9).bytes;
  for (char name = 'a'; name < 'a' + 9; ++name) {
    stream << RawGguf().key(std::string(1, name), 8).put<std::uint64_t>(kTextBytesMax).bytes;
    stream.seekp(kTextBytesMax, std::ios::cur);  // a hole, which takes no room on the disk
  }
  const auto end = static_cast<std::uintmax_t>(stream.tellp());
  stream.close();
  std::filesystem::resize_file(raw, end);
  const Result<GgufFile> opened = GgufFile::open(raw);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::too_large);
  EXPECT_THAT(opened.error().message, HasSubstr("header is longer than 268435456 bytes"));
}

TEST_F(GgufFileTest, MapsALargeFileAndReadsItsEnd) {
  std::vector<float> values(kCopiedBytesMax / sizeof(float) + 5);
  values.back() = 42;
  ASSERT_TRUE(write_gguf(file, {}, {tensor("t", {values.size()}, values)}));
  const GgufFile opened = GgufFile::open(file).value();
  float last = 0;
  std::memcpy(&last, opened.tensors()[0].bytes.last(sizeof(float)).data(), sizeof(float));
  EXPECT_EQ(last, 42);
}

TEST_F(GgufFileTest, KeepsASmallFileThatIsMadeShorterMeanwhile) {
  const GgufFile opened = GgufFile::open(one_tensor().write(file)).value();
  std::filesystem::resize_file(file, 0);
  EXPECT_EQ(opened.tensors()[0].bytes[31], std::byte{1});
}

TEST_F(GgufFileTest, WritesNothingThatNoReaderTakes) {
  const std::vector<float> values(8, 1.0F);
  const auto refused_tensor = [&](Tensor wrong) {
    const Result<Done> written = write_gguf(file, {}, {std::move(wrong)});
    EXPECT_FALSE(written);
    return written ? ErrorCode::internal : written.error().code;
  };
  const std::span<const std::byte> bytes = std::as_bytes(std::span(values));
  EXPECT_EQ(refused_tensor({"", kF32, {8}, bytes}), ErrorCode::invalid_input);
  EXPECT_EQ(refused_tensor({std::string(64, 't'), kF32, {8}, bytes}), ErrorCode::invalid_input);
  EXPECT_EQ(refused_tensor({"t", kF32, {7}, bytes}), ErrorCode::invalid_input);
  EXPECT_EQ(refused_tensor({"t", kF32, {}, bytes}), ErrorCode::invalid_input);
  EXPECT_EQ(refused_tensor({"t", 4, {8}, bytes}), ErrorCode::invalid_input);
  EXPECT_EQ(refused_tensor({"t", kF32, {8, 1, 1, 1, 1}, bytes}), ErrorCode::invalid_input);
  EXPECT_FALSE(write_gguf(file, {}, {{"t", kF32, {8}, bytes}, {"t", kF32, {8}, bytes}}));
  EXPECT_FALSE(write_gguf(file, {{"", true}}, {}));
  EXPECT_FALSE(write_gguf(file, {{"general.alignment", std::uint64_t{64}}}, {}));
  EXPECT_FALSE(write_gguf(file, {{"k", std::vector<std::int64_t>{std::int64_t{1} << 31}}}, {}));
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_EQ(write_gguf(folder.path() / "none" / "f", {}, {}).error().code, ErrorCode::not_found);
}

TEST_F(GgufFileTest, ReplacesAFileAsAWholeAndLeavesNothingBeside) {
  one_tensor().write(file);
  ASSERT_TRUE(write_gguf(file, {{"k", true}}, {}));
  EXPECT_EQ(GgufFile::open(file)->tensors().size(), 0U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

}  // namespace
}  // namespace swarm::model_files
