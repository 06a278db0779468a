#include "engine/model_files/model_check.hpp"

#include <cmath>
#include <functional>
#include <limits>

#include <gmock/gmock.h>

#include "engine/model_files/file_access.hpp"
#include "support/qwen_model.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::model_files {
namespace {

using testing::HasSubstr;
using Texts = std::vector<std::string>;
using Numbers = std::vector<std::int64_t>;

const tests::BytePairs& vocabulary() {
  static const tests::BytePairs kLearnt = tests::learn_byte_pairs("the queue and the theory of the other queues", 20);
  return kLearnt;
}

// A small model that is right; each test breaks one thing of it, and the reason must name that thing.
struct ModelCheckTest : testing::Test {
  using Breaking = std::function<void(tests::QwenModel&)>;

  Result<FileFacts> check(const tests::QwenModel& model) const {
    const Result<Done> written = model.write(file);
    if (!written) return std::unexpected(written.error());
    return check_file(file, std::nullopt);
  }
  void expect_refused(const Breaking& breaking, std::string_view why, tests::QwenShape shape = {}) const {
    tests::QwenModel model = tests::make_qwen_model(shape, vocabulary());
    breaking(model);
    const Result<FileFacts> facts = check(model);
    ASSERT_FALSE(facts) << why << ": it was taken";
    EXPECT_EQ(facts.error().code, ErrorCode::invalid_input) << facts.error().message;
    EXPECT_THAT(facts.error().message, HasSubstr(std::string(why)));
  }
  void expect_refused(std::string_view key, GgufValue value, std::string_view why, tests::QwenShape shape = {}) const {
    expect_refused([&](tests::QwenModel& model) { model.metadata[std::string(key)] = value; }, why, std::move(shape));
  }
  void expect_missed(std::string_view key) const {
    expect_refused([&](tests::QwenModel& model) { model.metadata.erase(std::string(key)); }, key);
  }
  void expect_taken(const Breaking& changing, tests::QwenShape shape = {}) const {
    tests::QwenModel model = tests::make_qwen_model(shape, vocabulary());
    changing(model);
    const Result<FileFacts> facts = check(model);
    EXPECT_TRUE(facts) << facts.error().message;
  }

  tests::TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "model.gguf";
};

TEST_F(ModelCheckTest, TellsTheFactsOfAModelThatIsRight) {
  const tests::QwenModel model = tests::make_qwen_model({}, vocabulary());
  const Result<FileFacts> facts = check(model);
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(facts->kind, FileKind::model);
  EXPECT_EQ(facts->architecture, "qwen2");
  EXPECT_EQ(facts->context_tokens, 256U);
  EXPECT_EQ(facts->layers, 2U);
  EXPECT_EQ(facts->embedding_length, 64U);
  EXPECT_EQ(facts->vocabulary, vocabulary().tokens.size() + 5);
  EXPECT_EQ(facts->bytes.count, std::filesystem::file_size(file));
  EXPECT_EQ(facts->sha256, sha256_of_file(file).value());
  const std::uint64_t layer = 2 * 64 + 2 * 64 * 64 + 2 * 64 * 32 + 64 + 2 * 32 + 3 * 64 * 160;
  EXPECT_EQ(facts->parameters, facts->vocabulary * 64 + 2 * layer + 64);
}

TEST_F(ModelCheckTest, IsStoppedBeforeAllOfALargeFileIsRead) {
  ASSERT_TRUE(tests::make_qwen_model({}, vocabulary()).write(file));
  std::atomic<bool> stop = false;
  EXPECT_TRUE(check_model(GgufFile::open(file).value(), &stop));
  EXPECT_TRUE(sha256_of_file(file, &stop));
  stop = true;
  EXPECT_EQ(check_model(GgufFile::open(file).value(), &stop).error().code, ErrorCode::cancelled);
  EXPECT_EQ(sha256_of_file(file, &stop).error().code, ErrorCode::cancelled);
}

TEST_F(ModelCheckTest, TakesEveryFormThatTheEngineRuns) {
  for (const char* const architecture : {"qwen2", "qwen3", "llama"}) {
    for (const std::uint32_t type : {kF32, kF16, kBF16, kQ8_0}) {
      for (const bool is_tied : {true, false})
        expect_taken([](tests::QwenModel&) {}, {.architecture = architecture, .type = type, .is_tied = is_tied});
    }
  }
  expect_taken([](tests::QwenModel& model) {  // another architecture is for llama.cpp to judge
    model.metadata["general.architecture"] = std::string("gemma");
    for (const char* const name : {"context_length", "embedding_length", "block_count"})
      model.metadata[std::string("gemma.") + name] = model.metadata[std::string("qwen2.") + name];
  });
  expect_taken([](tests::QwenModel& model) { model.metadata.erase("qwen2.attention.head_count_kv"); },
               {.heads = 4, .key_value_heads = 4});
}

TEST_F(ModelCheckTest, RefusesFilesThatAreNoModel) {
  expect_refused("general.type", std::string("mmproj"), "general.type is 'mmproj'");
  expect_refused("general.type", std::uint64_t{1}, "general.type is UINT32, STRING is expected");
  expect_refused("general.architecture", std::string("bert"), "writes no text");
  expect_refused("general.architecture", std::uint64_t{3}, "STRING is expected");
  expect_refused("split.count", std::uint64_t{3}, "one of 3 parts of a split model");
  expect_refused("qwen2.attention.causal", false, "this is an encoder");
  expect_refused([](tests::QwenModel& model) { model.tensors.clear(); }, "a vocabulary only");
  expect_missed("general.architecture");
}

TEST_F(ModelCheckTest, RefusesNumbersOnWhichLlamaCppAborts) {
  const auto number = [this](std::string_view name, std::uint64_t value, std::string_view why) {
    expect_refused("qwen2." + std::string(name), value, why);
  };
  number("block_count", 0, "qwen2.block_count is 0");
  number("block_count", 513, "qwen2.block_count is 513");
  number("context_length", 0, "qwen2.context_length is 0");
  number("context_length", 0xFFFF'FFFF, "qwen2.context_length is 4294967295");
  number("embedding_length", 0, "qwen2.embedding_length is 0");
  number("embedding_length", 0xFFFF'FFFF, "qwen2.embedding_length is");
  number("nextn_predict_layers", 3, "qwen2.nextn_predict_layers is 3 of 2 layers");
  number("expert_count", 2000, "at most 1024");
  number("expert_count", 4, "is 0 of 4 experts");
  number("expert_used_count", 4, "is 4 of 0 experts");
  number("expert_group_count", 2, "for 0 experts");
  number("attention.head_count", 0, "0 heads that share 2");
  number("attention.head_count", 3, "3 heads that share 2");
  number("attention.head_count_kv", 3, "4 heads that share 3");
  number("attention.head_count_kv", 8, "4 heads that share 8");
  number("attention.head_count_kv", 0, "head_count_kv is 0");
  number("attention.key_length", 8, "8 numbers as key, 16 as value");
  number("attention.value_length", 8, "16 numbers as key, 8 as value");
  number("attention.value_length", 0, "a head of 0 numbers");
  number("rope.dimension_count", 8, "8 that rotate");
  number("rope.dimension_count", 15, "an even number");
  number("rope.dimension_count", 32, "an even number up to a head's 16");
  number("pooling_type", 7, "qwen2.pooling_type is 7");
  number("feed_forward_length", 0, "feed_forward_length is missing or 0");
  number("context_length", std::uint64_t{1} << 33, "UINT64, UINT32 is expected");
  expect_refused("qwen2.block_count", std::string("2"), "STRING, UINT32 is expected");
  for (const char* const key : {"qwen2.block_count", "qwen2.context_length", "qwen2.embedding_length"})
    expect_missed(key);
}

TEST_F(ModelCheckTest, RefusesRealNumbersThatSpoilEveryAnswer) {
  const double infinite = std::numeric_limits<double>::infinity(), none = std::nan("");
  expect_refused("qwen2.attention.layer_norm_rms_epsilon", -1.0, "epsilon is negative");
  expect_refused("qwen2.attention.layer_norm_rms_epsilon", none, "no finite number");
  expect_refused("qwen2.rope.freq_base", 0.0, "a positive number is expected");
  expect_refused("qwen2.rope.freq_base", infinite, "no finite number");
  expect_refused("qwen2.rope.scaling.factor", -2.0, "factor is negative");
  expect_refused("qwen2.rope.scaling.type", std::string("spiral"), "none, linear, yarn or longrope");
  expect_refused("qwen2.attention.scale", none, "no finite number");
}

TEST_F(ModelCheckTest, ReadsNumbersThatAreSaidPerLayer) {
  expect_taken([](tests::QwenModel& model) { model.metadata["qwen2.attention.head_count"] = Numbers{4, 4}; });
  expect_refused("qwen2.attention.head_count", Numbers{4}, "1 numbers for 2 layers");
  expect_refused("qwen2.attention.head_count", Numbers{4, -4}, "negative number -4");
  expect_refused("qwen2.attention.head_count", Numbers{4, 2}, "the layers differ");
  expect_refused("qwen2.attention.head_count", std::vector<double>{4, 4}, "a list of UINT32 or INT32");
  expect_refused("qwen2.expert_used_count", Numbers{0, 2}, "is 2 of 0 experts");
}

TEST_F(ModelCheckTest, RefusesVocabulariesThatLlamaCppCannotLoad) {
  const auto tokens = [this](const std::function<void(Texts&)>& breaking, std::string_view why) {
    expect_refused([&](tests::QwenModel& model) { breaking(std::get<Texts>(model.metadata["tokenizer.ggml.tokens"])); },
                   why);
  };
  tokens([](Texts& list) { list[7] = list[300 % list.size()]; }, "is there twice");
  tokens([](Texts& list) { list[7] = std::string("a\0b", 3); }, "token 7 has a zero byte");
  tokens([](Texts& list) { list[7] = "\xff"; }, "token 7 is no UTF-8");
  tokens([](Texts& list) { list[7] = "", list[8] = "[EMPTY_7]"; }, "token 7 is empty, and '[EMPTY_7]' is taken");
  tokens([](Texts& list) { list.clear(); }, "tokenizer.ggml.tokens is missing or empty");
  tokens([](Texts& list) { list.emplace_back("one more"); }, "types for");
  expect_refused("tokenizer.ggml.tokens", Numbers{1, 2}, "a list of INT32, a list of STRING is expected");
  expect_refused("tokenizer.ggml.model", std::string("none"), "has no vocabulary");
  expect_missed("tokenizer.ggml.model");
  expect_missed("tokenizer.ggml.tokens");
  expect_missed("tokenizer.ggml.merges");
}

TEST_F(ModelCheckTest, RefusesAVocabularyOfAnotherSizeThanTheTokenTable) {
  expect_refused(
      [](tests::QwenModel& model) {
        std::get<Texts>(model.metadata["tokenizer.ggml.tokens"]).emplace_back("one more");
        std::get<Numbers>(model.metadata["tokenizer.ggml.token_type"]).push_back(1);
      },
      "'token_embd.weight' has the shape");
}

TEST_F(ModelCheckTest, RefusesMergesThatNameNoTokens) {
  const auto merge = [this](std::string said, std::string_view why) {
    expect_refused([&](tests::QwenModel& model) { std::get<Texts>(model.metadata["tokenizer.ggml.merges"])[1] = said; },
                   why);
  };
  merge("qq zz", "merge 1 names 'qq'");
  merge("a zz", "merge 1 names 'zz'");
  merge("a z", "merge 1 names 'az'");
  merge("", "merge 1 is ''");
  merge("abc", "two tokens with a blank");
  merge("a ", "two tokens with a blank");
}

TEST_F(ModelCheckTest, RefusesTokenTypesScoresAndSpecialsOutOfRange) {
  const std::size_t count = vocabulary().tokens.size() + 5;
  Numbers types(count, 1);
  types[3] = 9;
  expect_refused("tokenizer.ggml.token_type", types, "token 3 has the unknown type 9");
  expect_refused("tokenizer.ggml.token_type", Numbers(count - 1, 1), "types for");
  expect_refused("tokenizer.ggml.token_type", std::vector<double>(count, 1), "no list of INT32");
  expect_refused("tokenizer.ggml.scores", std::vector<double>(count - 1, 1), "scores for");
  expect_refused("tokenizer.ggml.scores", std::vector<double>(count, std::nan("")), "no number");
  expect_refused("tokenizer.ggml.scores", Texts{"a"}, "no list of FLOAT32");
  expect_refused("tokenizer.ggml.suppress_tokens", std::vector<double>{1}, "no list of INT32");
  expect_refused("tokenizer.ggml.eos_token_id", std::string("2"), "UINT32 is expected");
  expect_refused("tokenizer.ggml.add_bos_token", std::uint64_t{1}, "BOOL is expected");
  expect_refused("tokenizer.ggml.add_sep_token", true, "asks for a token");
  expect_taken([](tests::QwenModel& model) {  // "there is none", as some converters say it
    model.metadata["tokenizer.ggml.padding_token_id"] = std::uint64_t{0xFFFF'FFFF};
  });
  expect_taken([&](tests::QwenModel& model) {  // llama.cpp leaves such a one out
    model.metadata["tokenizer.ggml.eos_token_id"] = std::uint64_t{count};
  });
  expect_refused(
      [&](tests::QwenModel& model) {
        model.metadata["tokenizer.ggml.seperator_token_id"] = std::uint64_t{count};
        model.metadata["tokenizer.ggml.add_sep_token"] = true;
      },
      "asks for a token");
}

TEST_F(ModelCheckTest, RefusesVectorsOfAnotherLengthThanTheModelMakes) {
  expect_refused("qwen2.embedding_length_out", std::uint64_t{4096}, "but the model makes vectors of 64");
  expect_taken([](tests::QwenModel& model) { model.metadata["qwen2.embedding_length_out"] = std::uint64_t{64}; });
}

TEST_F(ModelCheckTest, RefusesATemplateOfMoreThanAMegabyte) {
  tests::QwenModel model = tests::make_qwen_model({}, vocabulary());
  model.metadata["tokenizer.chat_template"] = std::string((1 << 20) + 1, ' ');
  EXPECT_EQ(check(model).error().code, ErrorCode::too_large);
}

TEST_F(ModelCheckTest, RefusesASentencePieceVocabularyThatCannotSpellAByte) {
  expect_refused("tokenizer.ggml.model", std::string("llama"), "no token spells the byte 0x00");
}

TEST_F(ModelCheckTest, RefusesMissingTensorsAndWrongShapes) {
  const auto without = [this](const std::string& name, const tests::QwenShape& shape) {
    expect_refused(
        [&](tests::QwenModel& model) {
          std::erase_if(model.tensors, [&](const Tensor& tensor) { return tensor.name == name; });
        },
        "'" + name + "' is missing", shape);
  };
  for (const char* const name :
       {"token_embd.weight", "output_norm.weight", "blk.0.attn_norm.weight", "blk.1.attn_q.weight",
        "blk.1.attn_k.weight", "blk.1.attn_v.weight", "blk.1.attn_output.weight", "blk.0.ffn_norm.weight",
        "blk.0.ffn_gate.weight", "blk.0.ffn_up.weight", "blk.0.ffn_down.weight"}) {
    without(name, {});
    without(name, {.architecture = "llama"});
  }
  without("blk.0.attn_q_norm.weight", {.architecture = "qwen3"});
  without("blk.1.attn_k_norm.weight", {.architecture = "qwen3"});
  const tests::QwenModel right = tests::make_qwen_model({.is_tied = false}, vocabulary());
  for (const Tensor& tensor : right.tensors) {  // turned round, or one element per row
    const auto turned = [&](tests::QwenModel& model) { std::ranges::reverse(model.tensor(tensor.name).shape); };
    const auto flat = [&](tests::QwenModel& model) {
      std::vector<std::uint64_t>& shape = model.tensor(tensor.name).shape;
      shape.insert(shape.begin(), 1);
    };
    const bool is_square = tensor.shape.front() == tensor.shape.back();
    if (!is_square) expect_refused(turned, "'" + tensor.name + "' has the shape", {.is_tied = false});
    expect_refused(flat, "'" + tensor.name + "' has the shape", {.is_tied = false});
  }
}

TEST_F(ModelCheckTest, RefusesElementTypesThatCannotBeComputedWith) {
  const auto typed = [this](const std::string& name, std::uint32_t type, std::string_view why) {
    expect_refused(
        [&](tests::QwenModel& model) {
          Tensor& tensor = model.tensor(name);
          static const std::vector<std::byte> kZeros(1 << 20);
          tensor.type = type;
          tensor.bytes = std::span(kZeros).first(byte_count(type, tensor.shape).value());
        },
        why);
  };
  typed("blk.0.attn_norm.weight", kF16, "'blk.0.attn_norm.weight' has the type F16, F32 is expected");
  typed("blk.0.attn_q.bias", kBF16, "'blk.0.attn_q.bias' has the type BF16, F32 is expected");
  typed("blk.0.attn_q.weight", 9, "has the type Q8_1, which is for intermediate results");
  typed("blk.0.attn_q.weight", 26, "has the type I32, which cannot be multiplied with");
  typed("token_embd.weight", 28, "has the type F64, which cannot be multiplied with");
}

TEST_F(ModelCheckTest, RefusesValuesThatAreNoNumbers) {
  for (const std::uint32_t type : {kF32, kF16, kBF16}) {
    expect_refused(
        [&](tests::QwenModel& model) {
          Tensor& tensor = model.tensor("blk.1.ffn_down.weight");
          static std::vector<std::byte> spoilt;
          spoilt.assign(tensor.bytes.begin(), tensor.bytes.end());
          spoilt.back() = std::byte{0x7F};  // the exponent's bits
          spoilt[spoilt.size() - 2] = std::byte{0xFF};
          tensor.bytes = spoilt;
        },
        "'blk.1.ffn_down.weight' has a value that is infinite or no number", {.type = type});
  }
}

// Where they lie, by type, is what ggml-common.h says.
TEST_F(ModelCheckTest, RefusesQuantisedBlocksWhoseScaleIsNoNumber) {
  const std::vector<std::pair<std::uint32_t, std::vector<std::size_t>>> places = {
      {2, {0}},     {3, {0, 2}},  {6, {0}},    {7, {0, 2}}, {8, {0}},   {10, {80, 82}}, {11, {108}},
      {12, {0, 2}}, {13, {0, 2}}, {14, {208}}, {16, {0}},   {17, {0}},  {18, {0}},      {19, {0}},
      {20, {0}},    {21, {0}},    {22, {0}},   {23, {0}},   {34, {52}}, {35, {64}}};
  const tests::QwenShape wide{.feed_forward = 256};
  for (const auto& [type, offsets] : places) {
    const auto with = [&, type](std::optional<std::size_t> spoilt_at) {
      return [type, spoilt_at](tests::QwenModel& model) {
        static std::vector<std::byte> bytes;
        Tensor& tensor = model.tensor("blk.1.ffn_down.weight");
        bytes.assign(byte_count(type, tensor.shape).value(), std::byte{});
        if (spoilt_at) bytes[*spoilt_at + 1] = std::byte{0x7E};
        tensor.type = type;
        tensor.bytes = bytes;
      };
    };
    const std::size_t second_block = find_element_type(type)->block_bytes;
    expect_taken(with(std::nullopt), wide);
    for (const std::size_t offset : offsets)
      expect_refused(with(second_block + offset), "'blk.1.ffn_down.weight' has a value that is infinite", wide);
  }
}

TEST_F(ModelCheckTest, RefusesHeadsThatDoNotMakeUpTheWidth) {
  expect_refused([](tests::QwenModel& model) { model.metadata["qwen2.attention.head_count"] = std::uint64_t{6}; },
                 "6 heads of 10 numbers are not the model's width of 64");
}

TEST_F(ModelCheckTest, KeepsTheLimitsOfOneFile) {
  EXPECT_EQ(check_file(folder.path() / "none.gguf", std::nullopt).error().code, ErrorCode::not_found);
  ASSERT_TRUE(tests::make_qwen_model({}, vocabulary()).write(file));
  EXPECT_THAT(check_file(file, file).error().message, HasSubstr("only an adapter has a base"));
}

}  // namespace
}  // namespace swarm::model_files
