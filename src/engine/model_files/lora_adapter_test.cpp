#include "engine/model_files/lora_adapter.hpp"

#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <numeric>

#include <gmock/gmock.h>

#include "base/json.hpp"
#include "engine/model_files/adapter_config.hpp"
#include "engine/model_files/file_access.hpp"
#include "engine/model_files/float_formats.hpp"
#include "engine/model_files/lora_names.hpp"
#include "engine/model_files/safetensors_file.hpp"
#include "platform/crypto/hash.hpp"
#include "support/qwen_model.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::model_files {
namespace {

using testing::HasSubstr;

std::string text_in(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<float> floats(const Matrix& matrix) {
  return to_floats(matrix.type, matrix.bytes).value();
}

void expect_equal(const LoraAdapter& found, const LoraAdapter& expected) {
  EXPECT_EQ(found.alpha, expected.alpha);
  ASSERT_EQ(found.pairs.size(), expected.pairs.size());
  for (const auto& [target, pair] : expected.pairs) {
    ASSERT_TRUE(found.pairs.contains(target)) << target;
    const LoraPair& other = found.pairs.at(target);
    EXPECT_EQ(other.a.type, pair.a.type);
    EXPECT_EQ(other.a.row_length, pair.a.row_length);
    EXPECT_EQ(other.b.rows, pair.b.rows);
    EXPECT_EQ(other.a.bytes, pair.a.bytes) << target;
    EXPECT_EQ(other.b.bytes, pair.b.bytes) << target;
  }
}

struct LoraAdapterTest : testing::Test {
  // A folder with one pair for q_proj of layer 0, A all ones and B all twos, and that configuration.
  Result<LoraAdapter> read(std::string_view config, const std::string& module = "model.layers.0.self_attn.q_proj",
                           std::uint64_t rank = 4, const std::string& ending = ".weight") {
    const std::vector<float> a(rank * 8, 1.0F), b(16 * rank, 2.0F);
    const std::string start = "base_model.model." + module;
    EXPECT_TRUE(write_safetensors(weights, {},
                                  {{start + ".lora_A" + ending, "F32", {rank, 8}, std::as_bytes(std::span(a))},
                                   {start + ".lora_B" + ending, "F32", {16, rank}, std::as_bytes(std::span(b))}}));
    return read_with(config);
  }
  Result<LoraAdapter> read_with(std::string_view config) {
    std::ofstream(folder.path() / "adapter_config.json") << config;
    return read_peft(folder.path(), base);
  }
  void expect_refused(std::string_view more, std::string_view why) {
    const std::string config = fmt::format(R"({{"peft_type":"LORA","r":4,"lora_alpha":8,{}}})", more);
    const Result<LoraAdapter> adapter = read(config);
    ASSERT_FALSE(adapter) << more;
    EXPECT_EQ(adapter.error().code, ErrorCode::invalid_input);
    EXPECT_THAT(adapter.error().message, HasSubstr(std::string(why)));
  }

  tests::TemporaryFolder folder;
  const std::filesystem::path weights = folder.path() / "adapter_model.safetensors";
  const BaseShape base{"qwen2", 4, 2};
  const std::string plain = R"({"peft_type":"LORA","r":4,"lora_alpha":8,"something_new":{"of":"tomorrow"}})";
};

TEST_F(LoraAdapterTest, SurvivesPeftAndGgufUnchanged) {
  for (const char* const architecture : {"qwen2", "qwen3", "llama"}) {
    const tests::QwenShape shape{.architecture = architecture};
    const LoraAdapter made = tests::make_qwen_adapter(shape, 4, 8);
    ASSERT_TRUE(write_peft(folder.path() / "peft", made, "base.gguf"));
    const Result<LoraAdapter> of_peft = read_peft(folder.path() / "peft", made.base);
    ASSERT_TRUE(of_peft) << of_peft.error().message;
    expect_equal(*of_peft, made);
    ASSERT_TRUE(write_gguf_adapter(folder.path() / "a.gguf", *of_peft));
    const Result<LoraAdapter> of_gguf = read_gguf_adapter(folder.path() / "a.gguf", made.base);
    ASSERT_TRUE(of_gguf) << of_gguf.error().message;
    expect_equal(*of_gguf, made);
  }
}

TEST_F(LoraAdapterTest, IsInAPeftFolderAsPeftNamesIt) {
  const LoraAdapter made = tests::make_qwen_adapter({}, 4, 8);
  ASSERT_TRUE(write_peft(folder.path(), made, "models/tiny.gguf"));
  const SafetensorsFile file = SafetensorsFile::open(weights).value();
  EXPECT_EQ(file.tensors().size(), 2U * 7 * 2);
  const SafeTensor* a = file.find("base_model.model.model.layers.1.mlp.down_proj.lora_A.weight");
  const SafeTensor* b = file.find("base_model.model.model.layers.1.mlp.down_proj.lora_B.weight");
  ASSERT_TRUE(a != nullptr && b != nullptr);
  EXPECT_EQ(a->shape, (std::vector<std::uint64_t>{4, 160}));
  EXPECT_EQ(b->shape, (std::vector<std::uint64_t>{64, 4}));
  EXPECT_TRUE(std::ranges::equal(a->bytes, made.pairs.at("blk.1.ffn_down.weight").a.bytes));
  const json::Value config = json::parse(text_in(folder.path() / "adapter_config.json")).value();
  EXPECT_EQ(config.at("peft_type"), "LORA");
  EXPECT_EQ(config.at("task_type"), "CAUSAL_LM");
  EXPECT_EQ(config.at("r"), 4);
  EXPECT_EQ(config.at("lora_alpha").to_number<double>(), 8);
  EXPECT_EQ(config.at("base_model_name_or_path"), "models/tiny.gguf");
  EXPECT_EQ(json::to_text(config.at("target_modules")),
            R"(["down_proj","gate_proj","k_proj","o_proj","q_proj","up_proj","v_proj"])");
}

TEST_F(LoraAdapterTest, IsInAGgufFileAsLlamaCppReadsIt) {
  const LoraAdapter made = tests::make_qwen_adapter({}, 4, 8);
  ASSERT_TRUE(write_gguf_adapter(folder.path() / "a.gguf", made));
  const GgufFile file = GgufFile::open(folder.path() / "a.gguf").value();
  EXPECT_EQ(file.text("general.type"), "adapter");
  EXPECT_EQ(file.text("general.architecture"), "qwen2");
  EXPECT_EQ(file.text("adapter.type"), "lora");
  EXPECT_EQ(file.real("adapter.lora.alpha"), 8);
  EXPECT_EQ(file.find("blk.0.attn_k.weight.lora_a")->shape, (std::vector<std::uint64_t>{64, 4}));
  EXPECT_EQ(file.find("blk.0.attn_k.weight.lora_b")->shape, (std::vector<std::uint64_t>{4, 32}));
}

// The converter of llama.cpp: reshape(heads, 2, rows / heads / 2, columns), swap the middle two, reshape back.
TEST_F(LoraAdapterTest, ReordersTheHeadsOfLlamaAsItsConverterDoes) {
  constexpr std::uint64_t kHeads = 2, kRows = 16, kRank = 3, kHalf = kRows / kHeads / 2;
  std::vector<float> b(kRows * kRank), a(kRank * 8), expected(kRows * kRank);
  std::iota(b.begin(), b.end(), 0.0F);
  for (std::size_t head = 0; head < kHeads; ++head) {
    for (std::size_t i = 0; i < kHalf; ++i) {
      for (std::size_t side = 0; side < 2; ++side) {
        for (std::size_t column = 0; column < kRank; ++column)
          expected[((head * kHalf + i) * 2 + side) * kRank + column] =
              b[((head * 2 + side) * kHalf + i) * kRank + column];
      }
    }
  }
  const std::string start = "base_model.model.model.layers.0.self_attn.";
  for (const char* const module : {"q_proj", "k_proj", "v_proj"}) {
    ASSERT_TRUE(
        write_safetensors(weights, {},
                          {{start + module + ".lora_A.weight", "F32", {kRank, 8}, std::as_bytes(std::span(a))},
                           {start + module + ".lora_B.weight", "F32", {kRows, kRank}, std::as_bytes(std::span(b))}}));
    std::ofstream(folder.path() / "adapter_config.json") << R"({"peft_type":"LORA","r":3,"lora_alpha":8})";
    const LoraAdapter adapter = read_peft(folder.path(), {"llama", kHeads, kHeads}).value();
    EXPECT_EQ(floats(adapter.pairs.begin()->second.b), std::string_view(module) == "v_proj" ? b : expected);
  }
}

TEST_F(LoraAdapterTest, KeepsHalfPrecisionBitForBit) {
  const std::vector<std::uint16_t> a(32, 0x3C01), b(64, 0x0001);
  for (const auto& [type, number] : {std::pair{"F16", kF16}, std::pair{"BF16", kBF16}}) {
    const std::string start = "base_model.model.model.layers.0.self_attn.q_proj";
    ASSERT_TRUE(write_safetensors(weights, {},
                                  {{start + ".lora_A.weight", type, {4, 8}, std::as_bytes(std::span(a))},
                                   {start + ".lora_B.weight", type, {16, 4}, std::as_bytes(std::span(b))}}));
    const LoraAdapter adapter = read_with(plain).value();
    ASSERT_TRUE(write_gguf_adapter(folder.path() / "a.gguf", adapter));
    const GgufFile file = GgufFile::open(folder.path() / "a.gguf").value();
    EXPECT_EQ(file.find("blk.0.attn_q.weight.lora_b")->type, number);
    EXPECT_TRUE(std::ranges::equal(file.find("blk.0.attn_q.weight.lora_b")->bytes, std::as_bytes(std::span(b))));
  }
}

TEST_F(LoraAdapterTest, CarriesTheStrengthOfRankStabilisedAdapters) {
  const LoraAdapter adapter = read(R"({"peft_type":"LORA","r":4,"lora_alpha":8,"use_rslora":true})").value();
  EXPECT_DOUBLE_EQ(adapter.alpha / 4, 8 / 2.0);  // what llama.cpp multiplies with: alpha / rank
  EXPECT_EQ(floats(adapter.pairs.begin()->second.b)[0], 2.0F);
}

TEST_F(LoraAdapterTest, MultipliesAnotherAlphaIntoB) {
  const std::vector<float> a(32, 1.0F), b(64, 2.0F);
  std::vector<SafeTensor> tensors;
  for (const char* const module : {"q_proj", "v_proj"}) {
    const std::string start = std::string("base_model.model.model.layers.0.self_attn.") + module;
    tensors.push_back({start + ".lora_A.weight", "F32", {4, 8}, std::as_bytes(std::span(a))});
    tensors.push_back({start + ".lora_B.weight", "F32", {16, 4}, std::as_bytes(std::span(b))});
  }
  ASSERT_TRUE(write_safetensors(weights, {}, tensors));
  const LoraAdapter adapter =
      read_with(R"({"peft_type":"LORA","r":4,"lora_alpha":8,"alpha_pattern":{"v_proj":16}})").value();
  const auto strength = [&](const std::string& target) {
    return adapter.alpha / 4 * floats(adapter.pairs.at(target).b)[5];
  };
  EXPECT_DOUBLE_EQ(strength("blk.0.attn_q.weight"), 8.0 / 4 * 2);
  EXPECT_DOUBLE_EQ(strength("blk.0.attn_v.weight"), 16.0 / 4 * 2);
}

TEST_F(LoraAdapterTest, HasPairsOfSeveralRanks) {
  LoraAdapter made = tests::make_qwen_adapter({.layers = 1}, 4, 8);
  made.pairs["blk.0.attn_v.weight"] = tests::make_qwen_adapter({.layers = 1}, 2, 8).pairs.at("blk.0.attn_v.weight");
  ASSERT_TRUE(write_peft(folder.path(), made, ""));
  const AdapterConfig config = read_adapter_config(folder.path() / "adapter_config.json").value();
  EXPECT_EQ(config.rank, 4U);
  EXPECT_EQ(config.rank_pattern, (std::map<std::string, std::uint64_t>{{"model.layers.0.self_attn.v_proj", 2}}));
  expect_equal(read_peft(folder.path(), base).value(), made);
}

TEST_F(LoraAdapterTest, TurnsTheTokenTableRoundForLlamaCpp) {
  const std::vector<float> a = {1, 2, 3, 4, 5, 6}, b = {7, 8, 9, 10};
  const std::string start = "base_model.model.model.embed_tokens.lora_embedding_";
  ASSERT_TRUE(write_safetensors(weights, {},
                                {{start + "A", "F32", {2, 3}, std::as_bytes(std::span(a))},
                                 {start + "B", "F32", {2, 2}, std::as_bytes(std::span(b))}}));
  const LoraAdapter adapter = read_with(R"({"peft_type":"LORA","r":2,"lora_alpha":2})").value();
  ASSERT_TRUE(write_gguf_adapter(folder.path() / "a.gguf", adapter));
  const GgufFile file = GgufFile::open(folder.path() / "a.gguf").value();
  const Tensor* turned = file.find("token_embd.weight.lora_a");
  EXPECT_EQ(turned->shape, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_EQ(to_floats(kF32, turned->bytes).value(), (std::vector<float>{1, 4, 2, 5, 3, 6}));
  expect_equal(read_gguf_adapter(folder.path() / "a.gguf", base).value(), adapter);
}

TEST_F(LoraAdapterTest, TakesExpressionsThatChangeNothing) {
  const auto config = [](std::string_view more) {
    return parse_adapter_config(fmt::format(R"({{"peft_type":"LORA","r":4,"lora_alpha":8,{}}})", more));
  };
  EXPECT_TRUE(config(R"("alpha_pattern":{"^model.*q_proj":8})"));
  EXPECT_FALSE(config(R"("alpha_pattern":{"^model.*q_proj":9})"));
  EXPECT_TRUE(config(R"("rank_pattern":{"model\\.layers\\.(0|1)\\..*":16})"));
}

TEST_F(LoraAdapterTest, NamesWhatItCannotCarry) {
  expect_refused(R"("use_dora":true)", "DoRA (use_dora)");
  expect_refused(R"("bias":"all")", "bias: all");
  expect_refused(R"("modules_to_save":["lm_head"])", "modules_to_save");
  expect_refused(R"("lora_bias":true)", "lora_bias");
  expect_refused(R"("fan_in_fan_out":true)", "fan_in_fan_out");
  expect_refused(R"("trainable_token_indices":[1])", "trainable_token_indices");
  expect_refused(R"("alora_invocation_tokens":[1])", "an activated LoRA");
  expect_refused(R"("init_lora_weights":"pissa_niter_16")", "began as pissa_niter_16");
  expect_refused(R"("alpha_pattern":{"^model.*q_proj":4})", "only plain names");
  expect_refused(R"("alpha_pattern":{"q_proj":0})", "alpha_pattern is missing or not positive");
  expect_refused(R"("rank_pattern":{"q_proj":0})", "rank_pattern is missing or not from 1");
  expect_refused(R"("rank_pattern":{"q_proj":8})", "has rank 4, adapter_config.json says 8");
  expect_refused(R"("target_modules":5)", "target_modules is no list");
  expect_refused(R"("lora_dropout":0.1},"x":{)", "no JSON");
}

TEST_F(LoraAdapterTest, RefusesConfigurationsThatAreNone) {
  EXPECT_THAT(read("[]").error().message, HasSubstr("no JSON object"));
  EXPECT_THAT(read("{}").error().message, HasSubstr("peft_type is ''"));
  EXPECT_THAT(read(R"({"peft_type":"IA3"})").error().message, HasSubstr("peft_type is 'IA3'"));
  EXPECT_THAT(read(R"({"peft_type":"LORA","lora_alpha":8})").error().message, HasSubstr("r is missing"));
  EXPECT_THAT(read(R"({"peft_type":"LORA","r":-4,"lora_alpha":8})").error().message, HasSubstr("r is missing"));
  EXPECT_THAT(read(R"({"peft_type":"LORA","r":4.5,"lora_alpha":8})").error().message, HasSubstr("r is missing"));
  EXPECT_THAT(read(R"({"peft_type":"LORA","r":4,"lora_alpha":0})").error().message, HasSubstr("lora_alpha"));
  EXPECT_THAT(read(R"({"peft_type":"LORA","r":8,"lora_alpha":8})").error().message, HasSubstr("has rank 4"));
  const std::string long_text = plain + std::string(kAdapterConfigBytesMax, ' ');
  EXPECT_EQ(read(long_text).error().code, ErrorCode::too_large);
}

TEST_F(LoraAdapterTest, RefusesNamesThatItDoesNotKnow) {
  EXPECT_TRUE(read(plain));
  for (const char* const module :
       {"model.layers.0.self_attn.qkv_proj", "model.layers.00.self_attn.q_proj", "model.layers.x.self_attn.q_proj",
        "model.layers.99999999999.self_attn.q_proj", "model.layers..self_attn.q_proj", "transformer.h.0.attn", ""})
    EXPECT_THAT(read(plain, module).error().message, HasSubstr("names no weight")) << module;
  EXPECT_THAT(read(plain, "x.lora_magnitude_vector").error().message, HasSubstr("DoRA"));
  EXPECT_THAT(read(plain, "model.layers.0.self_attn.q_proj", 4, ".default.weight").error().message,
              HasSubstr("no half of a LoRA pair"));
}

TEST_F(LoraAdapterTest, RefusesFoldersWithoutTheirFiles) {
  EXPECT_EQ(read_peft(folder.path(), base).error().code, ErrorCode::not_found);
  EXPECT_EQ(read_with(plain).error().code, ErrorCode::not_found);
  std::ofstream(folder.path() / "adapter_model.bin") << "pickle";
  EXPECT_THAT(read_with(plain).error().message, HasSubstr("can run code"));
  const std::vector<float> a(32);
  ASSERT_TRUE(write_safetensors(
      weights, {}, {{"base_model.model.lm_head.lora_A.weight", "F32", {4, 8}, std::as_bytes(std::span(a))}}));
  EXPECT_THAT(read_with(plain).error().message, HasSubstr("'lm_head' has no lora_B"));
  ASSERT_TRUE(write_safetensors(weights, {}, {}));
  EXPECT_THAT(read_with(plain).error().message, HasSubstr("changes nothing"));
}

TEST_F(LoraAdapterTest, KnowsTheBasesWhoseNamesItKnows) {
  const tests::BytePairs vocabulary = tests::learn_byte_pairs("", 0);
  ASSERT_TRUE(tests::make_qwen_model({.architecture = "llama"}, vocabulary).write(folder.path() / "b.gguf"));
  const BaseShape shape = base_shape_of(GgufFile::open(folder.path() / "b.gguf").value()).value();
  EXPECT_EQ(shape.architecture, "llama");
  EXPECT_EQ(shape.heads, 4U);
  EXPECT_EQ(shape.key_value_heads, 2U);
  tests::QwenModel other = tests::make_qwen_model({.architecture = "gemma"}, vocabulary);
  ASSERT_TRUE(other.write(folder.path() / "b.gguf"));
  EXPECT_THAT(base_shape_of(GgufFile::open(folder.path() / "b.gguf").value()).error().message,
              HasSubstr("is not known here"));
}

TEST_F(LoraAdapterTest, HashesAFolderAsItsTwoFiles) {
  ASSERT_TRUE(read(plain));
  const std::string listed = crypto::sha256_hex(text_in(folder.path() / "adapter_config.json")) +
                             "  adapter_config.json\n" + crypto::sha256_hex(text_in(weights)) +
                             "  adapter_model.safetensors\n";
  EXPECT_EQ(peft_sha256(folder.path()).value(), crypto::sha256_hex(listed));
}

TEST(LoraNames, AreTheSameWeightInBothWorlds) {
  for (const char* const module : {"model.layers.0.self_attn.q_proj", "model.layers.12.mlp.down_proj",
                                   "model.layers.511.self_attn.o_proj", "model.embed_tokens", "lm_head"})
    EXPECT_EQ(peft_name_of(gguf_name_of(module).value()), module);
  EXPECT_EQ(gguf_name_of("model.layers.3.self_attn.o_proj"), "blk.3.attn_output.weight");
  EXPECT_EQ(peft_name_of("blk.3.attn_norm.weight"), std::nullopt);
  EXPECT_EQ(peft_name_of("blk.3.attn_q.bias"), std::nullopt);
}

}  // namespace
}  // namespace swarm::model_files
