#include <functional>
#include <ggml.h>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"
#include "trainer/graph/learner.hpp"
#include "trainer/graph/tiny_decoder.hpp"

namespace swarm::graph {
namespace {

using model_files::GgufMetadata;
using model_files::Tensor;
using testing::HasSubstr;

class BaseFile : public testing::Test {
 protected:
  // Writes the tiny decoder after `change` has had its way, and tries to make a learner of it.
  Error refusal_of(const std::function<void(GgufMetadata&, std::vector<Tensor>&)>& change) {
    GgufMetadata metadata = metadata_of(tiny_shape());
    std::vector<Tensor> tensors;
    for (const TensorPlan& plan : base_tensors(tiny_shape()))
      tensors.push_back(
          {.name = plan.name, .type = 0, .shape = plan.shape, .bytes = std::as_bytes(std::span(values.at(plan.name)))});
    change(metadata, tensors);
    const auto written = model_files::write_gguf(path, metadata, tensors);
    EXPECT_TRUE(written) << written.error().message;
    const auto learner = Learner::create(path, {}, Bytes{GiB});
    return learner ? Error{ErrorCode::internal, "it was taken"} : learner.error();
  }

  tests::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "base.gguf";
  FloatTensors values = random_tensors(tiny_shape(), 1, 0.1);
};

void set(GgufMetadata& metadata, std::string_view key, model_files::GgufValue value) {
  metadata.find(key)->second = std::move(value);
}

TEST_F(BaseFile, IsRefusedWhenItIsMissingOrNoGguf) {
  EXPECT_EQ(Learner::create(folder.path() / "nothing", {}, Bytes{GiB}).error().code, ErrorCode::not_found);
}

TEST_F(BaseFile, IsRefusedWhenItsArchitectureIsAnotherOne) {
  const Error error =
      refusal_of([](auto& metadata, auto&) { set(metadata, "general.architecture", std::string("llama")); });
  EXPECT_EQ(error.code, ErrorCode::invalid_input);
  EXPECT_THAT(error.message, HasSubstr("llama"));
}

TEST_F(BaseFile, IsRefusedWhenAnyTensorIsMissing) {
  const std::size_t count = base_tensors(tiny_shape()).size();
  for (std::size_t place = 0; place < count; ++place) {
    std::string name;
    const Error error = refusal_of([&](auto&, auto& tensors) {
      name = tensors[place].name;
      tensors.erase(tensors.begin() + static_cast<std::ptrdiff_t>(place));
    });
    EXPECT_EQ(error.code, ErrorCode::invalid_input) << name;
  }
}

TEST_F(BaseFile, IsRefusedWhenItHasATensorThatIsNotComputed) {
  const std::vector<float> bias(static_cast<std::size_t>(tiny_shape().vocabulary));
  const Error error = refusal_of([&](auto&, auto& tensors) {
    tensors.push_back(
        {.name = "output.bias", .type = 0, .shape = {bias.size()}, .bytes = std::as_bytes(std::span(bias))});
  });
  EXPECT_EQ(error.code, ErrorCode::invalid_input);
  EXPECT_THAT(error.message, HasSubstr("output.bias"));
}

TEST_F(BaseFile, IsRefusedWhenShapeAndMetadataDiffer) {
  for (const char* key : {"qwen2.feed_forward_length", "qwen2.attention.head_count_kv", "qwen2.embedding_length"}) {
    const Error error = refusal_of([&](auto& metadata, auto&) { set(metadata, key, std::uint64_t{6}); });
    EXPECT_EQ(error.code, ErrorCode::invalid_input) << key;
  }
}

TEST_F(BaseFile, IsRefusedWhenNumbersMakeNoSense) {
  const std::pair<const char*, model_files::GgufValue> cases[] = {
      {"qwen2.block_count", std::uint64_t{0}},
      {"qwen2.block_count", std::uint64_t{4'000'000'000}},
      {"qwen2.block_count", std::uint64_t{16'000'000}},
      {"qwen2.attention.head_count", std::uint64_t{7}},
      {"qwen2.attention.head_count_kv", std::uint64_t{4}},
      {"qwen2.attention.layer_norm_rms_epsilon", 0.0},
      {"qwen2.rope.freq_base", -1.0},
  };
  for (const auto& [key, value] : cases) {
    const Error error = refusal_of([&](auto& metadata, auto&) { set(metadata, key, value); });
    EXPECT_EQ(error.code, ErrorCode::invalid_input) << key;
  }
}

TEST_F(BaseFile, IsRefusedWhenItScalesPositions) {
  const Error error =
      refusal_of([](auto& metadata, auto&) { metadata["qwen2.rope.scaling.type"] = std::string("yarn"); });
  EXPECT_EQ(error.code, ErrorCode::invalid_input);
  EXPECT_THAT(error.message, HasSubstr("yarn"));
}

TEST_F(BaseFile, IsRefusedWhenAValueIsNotFinite) {
  values["blk.1.ffn_up.weight"][3] = std::numeric_limits<float>::infinity();
  const Error error = refusal_of([](auto&, auto&) {});
  EXPECT_EQ(error.code, ErrorCode::invalid_input);
  EXPECT_THAT(error.message, HasSubstr("blk.1.ffn_up.weight"));
}

TEST_F(BaseFile, IsNotReadToItsEndWhenTheRunIsStopped) {
  (void)refusal_of([](auto&, auto&) {});
  const std::atomic<bool> stop = true;
  const auto learner = Learner::create(path, {.stop = &stop}, Bytes{GiB});
  ASSERT_FALSE(learner);
  EXPECT_EQ(learner.error().code, ErrorCode::cancelled);
}

TEST_F(BaseFile, SaysHowLargeARotaryBaseMayBe) {
  const Error error = refusal_of([](auto& metadata, auto&) { set(metadata, "qwen2.rope.freq_base", 1e30); });
  EXPECT_THAT(error.message, HasSubstr("qwen2.rope.freq_base is 1e+30: a number above 0 and up to 1e+12 expected"));
}

TEST_F(BaseFile, OfHalfPrecisionIsReadAsWhatItsNumbersAre) {
  std::vector<ggml_fp16_t> half(values["token_embd.weight"].size());
  ggml_fp32_to_fp16_row(values["token_embd.weight"].data(), half.data(), static_cast<std::int64_t>(half.size()));
  (void)refusal_of([&](auto&, auto& tensors) {
    tensors[0].type = GGML_TYPE_F16;
    tensors[0].bytes = std::as_bytes(std::span(half));
  });
  const auto learner = Learner::create(path, {.trained = Trained::everything}, Bytes{GiB});
  ASSERT_TRUE(learner) << learner.error().message;
  EXPECT_EQ((*learner)->parameters()[0].name, "token_embd.weight");
  const std::vector<float> read = (*learner)->values(0);
  for (std::size_t i = 0; i < read.size(); ++i)
    ASSERT_EQ(read[i], ggml_fp16_to_fp32(half[i])) << i;
}

TEST_F(BaseFile, IsRefusedWithSettingsOutOfBounds) {
  (void)refusal_of([](auto&, auto&) {});
  const LearnerSettings cases[] = {{.rows = 0}, {.columns = 40'000}, {.rank = 0}, {.rank = 2000}, {.threads = 0}};
  for (const LearnerSettings& settings : cases)
    EXPECT_EQ(Learner::create(path, settings, Bytes{GiB}).error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace swarm::graph
