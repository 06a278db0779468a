#include <functional>
#include <limits>

#include <gmock/gmock.h>

#include "engine/model_files/model_check.hpp"
#include "engine/model_files/pair_check.hpp"
#include "engine/model_files/raw_gguf_test.hpp"
#include "support/qwen_model.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::model_files {
namespace {

using testing::HasSubstr;

struct AdapterCheckTest : testing::Test {
  void SetUp() override {
    vocabulary = tests::learn_byte_pairs("the theory of the other", 4);
    ASSERT_TRUE(tests::make_qwen_model(shape, vocabulary).write(base));
  }
  // An adapter of one pair, [in, rank] and [rank, out], for a weight.
  void expect_refused(const std::string& target, std::vector<std::uint64_t> a, std::vector<std::uint64_t> b,
                      std::string_view why) {
    add(target + ".lora_a", std::move(a));
    add(target + ".lora_b", std::move(b));
    expect_refused(why);
  }
  void expect_refused(std::string_view why) {
    ASSERT_TRUE(write_gguf(file, metadata, tensors));
    const Result<FileFacts> facts = check_file(file, base);
    ASSERT_FALSE(facts) << why << ": it was taken";
    EXPECT_EQ(facts.error().code, ErrorCode::invalid_input);
    EXPECT_THAT(facts.error().message, HasSubstr(std::string(why)));
    tensors.clear();
  }
  void expect_refused_with(std::string_view key, GgufValue value, std::string_view why) {
    const GgufMetadata right = metadata;
    metadata[std::string(key)] = std::move(value);
    expect_refused("blk.0.attn_q.weight", {64, 4}, {4, 64}, why);
    metadata = right;
  }
  void add(std::string name, std::vector<std::uint64_t> lengths, std::uint32_t type = kF32) {
    const std::uint64_t bytes = byte_count(type, lengths).value();
    tensors.push_back({std::move(name), type, std::move(lengths), std::span(zeros).first(bytes)});
  }

  tests::TemporaryFolder folder;
  const std::filesystem::path base = folder.path() / "base.gguf", file = folder.path() / "adapter.gguf";
  tests::QwenShape shape;
  tests::BytePairs vocabulary;
  const std::vector<std::byte> zeros = std::vector<std::byte>(1 << 20);
  std::vector<Tensor> tensors;
  GgufMetadata metadata = {{"general.type", std::string("adapter")},
                           {"general.architecture", std::string("qwen2")},
                           {"adapter.type", std::string("lora")},
                           {"adapter.lora.alpha", 16.0}};
};

TEST_F(AdapterCheckTest, TakesAnAdapterForItsBase) {
  const LoraAdapter adapter = tests::make_qwen_adapter(shape, 4, 8);
  ASSERT_TRUE(write_gguf_adapter(file, adapter));
  const Result<FileFacts> facts = check_file(file, base);
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(facts->kind, FileKind::adapter);
  EXPECT_EQ(facts->rank, 4U);
  EXPECT_EQ(facts->alpha, 8);
  EXPECT_EQ(facts->sha256.size(), 64U);
  EXPECT_EQ(facts->parameters, 2U * 4 * (2 * (64 + 64) + 2 * (64 + 32) + 3 * (64 + 160)));
  EXPECT_TRUE(check_file(file, std::nullopt));
}

TEST_F(AdapterCheckTest, TakesAPeftFolderForItsBase) {
  const LoraAdapter adapter = tests::make_qwen_adapter(shape, 4, 8);
  ASSERT_TRUE(write_peft(folder.path() / "peft", adapter, "base.gguf"));
  const Result<FileFacts> facts = check_file(folder.path() / "peft", base);
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(facts->kind, FileKind::adapter);
  EXPECT_EQ(facts->rank, 4U);
  EXPECT_EQ(facts->sha256, peft_sha256(folder.path() / "peft").value());
  EXPECT_THAT(check_file(folder.path() / "peft", std::nullopt).error().message, HasSubstr("is not given"));
}

TEST_F(AdapterCheckTest, RefusesAnotherBase) {
  ASSERT_TRUE(write_gguf_adapter(file, tests::make_qwen_adapter(shape, 4, 8)));
  const auto with = [&](const tests::QwenShape& other) {
    EXPECT_TRUE(tests::make_qwen_model(other, vocabulary).write(base));
    const Result<FileFacts> facts = check_file(file, base);
    return facts ? "it was taken" : facts.error().message;
  };
  EXPECT_THAT(with({.architecture = "llama"}), HasSubstr("the adapter is for qwen2, the base model is llama"));
  EXPECT_THAT(with({.layers = 1}), HasSubstr("the base model has no 'blk.1."));
  EXPECT_THAT(with({.feed_forward = 128}), HasSubstr("is this its base?"));
  EXPECT_THAT(with({.embedding = 32}), HasSubstr("is this its base?"));
  std::filesystem::resize_file(base, 100);
  EXPECT_THAT(check_file(file, base).error().message, HasSubstr("base.gguf: "));
}

TEST_F(AdapterCheckTest, RefusesMetadataOnWhichLlamaCppAborts) {
  expect_refused_with("general.type", std::uint64_t{1}, "only an adapter has a base");
  expect_refused_with("general.architecture", std::uint64_t{1}, "STRING is expected");
  expect_refused_with("adapter.type", std::uint64_t{1}, "STRING is expected");
  expect_refused_with("adapter.type", std::string("control_vector"), "lora is expected");
  expect_refused_with("adapter.lora.alpha", std::uint64_t{16}, "UINT32, FLOAT32 is expected");
  expect_refused_with("adapter.lora.alpha", std::numeric_limits<double>::infinity(), "no finite number");
  expect_refused_with("adapter.lora.alpha", -1.0, "alpha is -1");
  expect_refused_with("adapter.lora.alpha", 1e30, "from 0 to 1000000");
  expect_refused_with("adapter.alora.invocation_tokens", std::vector<std::int64_t>{1}, "an activated LoRA");
}

TEST_F(AdapterCheckTest, RefusesPairsThatAreNone) {
  add("blk.0.attn_q.weight.lora_a", {64, 4});
  expect_refused("'blk.0.attn_q.weight' has no lora_b");
  add("blk.0.attn_q.weight.lora_b", {4, 64});
  expect_refused("'blk.0.attn_q.weight' has no lora_a");
  add("blk.0.attn_norm.weight", {64});
  expect_refused("is neither lora_a nor lora_b");
  expect_refused("the adapter changes nothing");
  expect_refused("blk.0.attn_q.weight.lora_a", {64, 4}, {4, 64}, "names no weight");
  expect_refused("blk.0.attn_q", {64, 4}, {4, 64}, "names no weight");
  expect_refused("blk.0.attn_q.weight", {64}, {4, 64}, "is no matrix");
}

TEST_F(AdapterCheckTest, RefusesShapesThatDoNotFit) {
  expect_refused("blk.0.attn_q.weight", {64, 4}, {8, 64}, "do not fit together");
  expect_refused("blk.0.attn_q.weight", {4, 64}, {64, 4}, "is this its base?");
  expect_refused("blk.0.attn_q.weight", {64, 4}, {4, 32}, "is this its base?");
  expect_refused("blk.0.attn_q.weight", {64, 4, 2}, {4, 64, 2}, "is this its base?");
  expect_refused("blk.0.attn_q.weight", {64, 4, 2}, {4, 64}, "do not fit together");
  expect_refused("blk.9.attn_q.weight", {64, 4}, {4, 64}, "the base model has no 'blk.9.attn_q.weight'");
  expect_refused("blk.0.attn_norm.weight", {64, 4}, {4, 1}, "is no matrix");
  expect_refused("output.weight", {64, 4}, {4, 265}, "the base model has no 'output.weight'");
}

TEST_F(AdapterCheckTest, TakesATokenTableOnlyWhereTheOutputIsAnother) {
  const std::uint64_t count = vocabulary.tokens.size() + 5;
  expect_refused("token_embd.weight", {4, count}, {4, 64}, "for input and output");
  ASSERT_TRUE(tests::make_qwen_model({.is_tied = false}, vocabulary).write(base));
  expect_refused("token_embd.weight", {4, count}, {8, 64}, "do not fit together");
  add("token_embd.weight.lora_a", {4, count});
  add("token_embd.weight.lora_b", {4, 64});
  ASSERT_TRUE(write_gguf(file, metadata, tensors));
  const Result<FileFacts> facts = check_file(file, base);
  EXPECT_TRUE(facts) << facts.error().message;
}

TEST_F(AdapterCheckTest, RefusesTypesAndValuesThatCannotBeComputedWith) {
  add("blk.0.attn_q.weight.lora_a", {64, 4}, 26);
  add("blk.0.attn_q.weight.lora_b", {4, 64});
  expect_refused("cannot be multiplied with");
  const std::vector<float> values(256, std::numeric_limits<float>::infinity());
  add("blk.0.attn_q.weight.lora_a", {64, 4});
  tensors.push_back({"blk.0.attn_q.weight.lora_b", kF32, {4, 64}, std::as_bytes(std::span(values))});
  expect_refused("infinite or no number");
}

TEST_F(AdapterCheckTest, BoundsTheRank) {
  add("blk.0.attn_k.weight.lora_a", {16, kRankMax + 1});
  add("blk.0.attn_k.weight.lora_b", {kRankMax + 1, 16});
  ASSERT_TRUE(write_gguf(file, metadata, tensors));
  EXPECT_EQ(check_file(file, std::nullopt).error().code, ErrorCode::too_large);
}

}  // namespace
}  // namespace swarm::model_files
