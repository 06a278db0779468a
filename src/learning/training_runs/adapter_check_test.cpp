#include "learning/training_runs/adapter_check.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "learning/training_runs/run_folder.hpp"
#include "platform/crypto/hash.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::training_runs {
namespace {

std::string tensor(std::string_view name, std::string_view type, std::string_view shape, std::string_view offsets) {
  return fmt::format(R"("{}":{{"dtype":"{}","shape":{},"data_offsets":{}}})", name, type, shape, offsets);
}

std::string bytes_of(const std::vector<float>& numbers) {
  std::string bytes(numbers.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return bytes;
}

std::string file_of(const std::string& header, const std::string& data) {
  std::string size(8, '\0');
  const std::uint64_t count = header.size();
  std::memcpy(size.data(), &count, sizeof count);
  return size + header + data;
}

const std::string kHeader = "{\"__metadata__\":{\"format\":\"pt\"}," +
                            tensor("x.lora_A.weight", "F32", "[2,2]", "[0,16]") + "," +
                            tensor("x.lora_B.weight", "F32", "[2]", "[16,24]") + "}";
const std::string kData = bytes_of({1, -2, 0.5, 1e-30F, 0, 3});

class AdapterCheckTest : public testing::Test {
 protected:
  Result<Done> check(const std::string& bytes, Bytes size_max = {MiB}) {
    const std::filesystem::path file = folder_.path() / "adapter_model.safetensors";
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
    return check_adapter_file(file, size_max, [this] { return is_stopping_; });
  }
  Result<Done> check_header(const std::string& header) { return check(file_of(header, kData)); }
  void refuses(const std::string& bytes, std::string_view why) {
    const Result<Done> checked = check(bytes);
    ASSERT_FALSE(checked) << why;
    EXPECT_EQ(checked.error().code, ErrorCode::invalid_input);
    EXPECT_TRUE(checked.error().message.contains(why)) << checked.error().message;
  }
  tests::TemporaryFolder folder_;
  bool is_stopping_ = false;
};

TEST_F(AdapterCheckTest, TakesAnAdapterThatIsWhole) {
  const auto checked = check_header(kHeader);
  EXPECT_TRUE(checked) << checked.error().message;
  EXPECT_TRUE(check(file_of("{" + tensor("lora_a", "BF16", "[3]", "[0,6]") + "}", std::string(6, '\x3f'))));
}

TEST_F(AdapterCheckTest, RefusesOneThatIsLargerThanItMayBe) {
  const std::string whole = file_of(kHeader, kData);
  EXPECT_TRUE(check(whole, {whole.size()}));
  EXPECT_FALSE(check(whole, {whole.size() - 1}));
}

TEST_F(AdapterCheckTest, RefusesEveryCutOfAWholeOne) {
  const std::string whole = file_of(kHeader, kData);
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(check(whole.substr(0, size))) << size;
}

TEST_F(AdapterCheckTest, RefusesHeadersThatLie) {
  refuses(std::string(8, '\xff') + kData, "header is longer");
  refuses(file_of("[]", kData), "no JSON object");
  refuses(file_of("{}", kData), "no LoRA matrix");
  refuses(file_of("{" + tensor("weight", "F32", "[6]", "[0,24]") + "}", kData), "no LoRA matrix");
  for (const auto& [shape, offsets] :
       std::vector<std::pair<std::string, std::string>>{{"[6]", "[0,25]"},
                                                        {"[6]", "[4,28]"},
                                                        {"[6]", "[24,0]"},
                                                        {"[6]", "[-24,0]"},
                                                        {"[6]", "[0,24,24]"},
                                                        {"[6]", "[0]"},
                                                        {"[5]", "[0,24]"},
                                                        {"[]", "[0,4]"},
                                                        {"[0]", "[0,0]"},
                                                        {"[-6]", "[0,24]"},
                                                        {"[4294967296,4294967296]", "[0,0]"},
                                                        {"[9223372036854775807,4]", "[0,24]"},
                                                        {"[1.5]", "[0,6]"},
                                                        {"\"6\"", "[0,24]"}})
    refuses(file_of("{" + tensor("lora_a", "F32", shape, offsets) + "}", kData), "does not lie in the file");
  refuses(file_of("{" + tensor("lora_a", "F8", "[6]", "[0,24]") + "}", kData), "does not lie in the file");
  refuses(file_of(R"({"lora_a":7})", kData), "is not described");
}

TEST_F(AdapterCheckTest, TensorsLieOneBehindTheOther) {
  const auto two = [&](std::string_view first, std::string_view second, std::string_view shape = "[3]") {
    return file_of("{" + tensor("lora_a", "F32", shape, first) + "," + tensor("lora_b", "F32", "[3]", second) + "}",
                   kData);
  };
  EXPECT_TRUE(check(two("[12,24]", "[0,12]")));
  refuses(two("[0,24]", "[0,12]", "[6]"), "overlaps another");
  refuses(two("[0,12]", "[0,12]"), "overlaps another");
  refuses(two("[0,8]", "[12,24]", "[2]"), "leaves a gap");
  refuses(two("[0,8]", "[8,20]", "[2]"), "belong to no tensor");
}

TEST_F(AdapterCheckTest, StopsWhenItIsTold) {
  is_stopping_ = true;
  EXPECT_EQ(check_header(kHeader).error().code, ErrorCode::cancelled);
}

TEST_F(AdapterCheckTest, RefusesNumbersThatAreNone) {
  for (const float number :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), -HUGE_VALF})
    refuses(file_of(kHeader, bytes_of({1, 2, 3, 4, 5, number})), "training diverged");
}

TEST_F(AdapterCheckTest, ReadsNoLinkAndNoFolder) {
  check(file_of(kHeader, kData));
  const auto link = folder_.path() / "link";
  std::filesystem::create_symlink(folder_.path() / "adapter_model.safetensors", link);
  EXPECT_FALSE(check_adapter_file(link, {MiB}, [] { return false; }));
  EXPECT_FALSE(check_adapter_file(folder_.path(), {MiB}, [] { return false; }));
  EXPECT_FALSE(check_adapter_file(folder_.path() / "nothing", {MiB}, [] { return false; }));
}

TEST_F(AdapterCheckTest, AGgufFileBeginsAsOneDoes) {
  const auto file = folder_.path() / "adapter.gguf";
  std::ofstream(file) << "GGUF\x03 and more";
  EXPECT_TRUE(check_gguf_beginning(file, {MiB}));
  std::ofstream(file) << "FUGG\x03 and more";
  EXPECT_FALSE(check_gguf_beginning(file, {MiB}));
}

}  // namespace
}  // namespace swarm::training_runs
