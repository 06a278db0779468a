#include "trainer/export/model_description.hpp"

#include <fmt/format.h>

#include "trainer/data/chat_format.hpp"

namespace swarm::exporting {

namespace {

constexpr std::int64_t kNormalToken = 1, kControlToken = 3;  // llama.cpp's kinds of tokens

std::uint64_t number(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

void describe_vocabulary(const data::Vocabulary& vocabulary, model_files::GgufMetadata& metadata) {
  std::vector<std::int64_t> kinds(vocabulary.tokens.size(), kNormalToken);
  for (std::size_t i = 0; i < data::kSpecialTokens.size(); ++i)
    kinds[256 + i] = kControlToken;
  std::vector<std::string> merges;
  for (const auto& [left, right] : vocabulary.merges)
    merges.push_back(vocabulary.tokens[left] + " " + vocabulary.tokens[right]);
  metadata["tokenizer.ggml.model"] = std::string("gpt2");
  metadata["tokenizer.ggml.pre"] = std::string("qwen2");
  metadata["tokenizer.ggml.tokens"] = vocabulary.tokens;
  metadata["tokenizer.ggml.token_type"] = kinds;
  metadata["tokenizer.ggml.merges"] = merges;
  metadata["tokenizer.ggml.bos_token_id"] = std::uint64_t{256};
  metadata["tokenizer.ggml.eos_token_id"] = std::uint64_t{257};
  metadata["tokenizer.ggml.eot_token_id"] = std::uint64_t{257};
  metadata["tokenizer.ggml.padding_token_id"] = std::uint64_t{256};
  metadata["tokenizer.ggml.add_bos_token"] = false;
  metadata["tokenizer.chat_template"] = std::string(data::chat_template());
}

}  // namespace

Result<Done> check(const ModelShape& shape) {
  const auto refuse = [](std::string what) { return fail(ErrorCode::invalid_input, "shape: " + std::move(what)); };
  if (shape.embedding % shape.heads != 0)
    return refuse(fmt::format("embedding {} is no multiple of heads {}", shape.embedding, shape.heads));
  if (shape.head_length() % 2 != 0)
    return refuse(fmt::format("a head of {} numbers; an even count expected, they turn in pairs", shape.head_length()));
  if (shape.heads % shape.key_value_heads != 0)
    return refuse(fmt::format("heads {} is no multiple of key_value_heads {}", shape.heads, shape.key_value_heads));
  return Done{};
}

model_files::GgufMetadata describe(const ModelShape& shape, const data::Vocabulary& vocabulary,
                                   const ModelOrigin& origin) {
  model_files::GgufMetadata metadata;
  metadata["general.architecture"] = std::string("qwen2");
  metadata["general.type"] = std::string("model");
  metadata["general.name"] = origin.name;
  metadata["general.version"] = origin.version;
  metadata["general.license"] = origin.license;
  metadata["general.description"] = origin.description;
  metadata["swarmkeeper.recipe_sha256"] = origin.recipe_sha256;
  metadata["swarmkeeper.data_sha256"] = origin.data_sha256;
  metadata["swarmkeeper.seed"] = origin.seed;
  metadata["qwen2.block_count"] = number(shape.layers);
  metadata["qwen2.context_length"] = number(shape.context);
  metadata["qwen2.embedding_length"] = number(shape.embedding);
  metadata["qwen2.feed_forward_length"] = number(shape.feed_forward);
  metadata["qwen2.attention.head_count"] = number(shape.heads);
  metadata["qwen2.attention.head_count_kv"] = number(shape.key_value_heads);
  metadata["qwen2.rope.freq_base"] = shape.rope_base;
  metadata["qwen2.attention.layer_norm_rms_epsilon"] = shape.norm_epsilon;
  describe_vocabulary(vocabulary, metadata);
  return metadata;
}

}  // namespace swarm::exporting
