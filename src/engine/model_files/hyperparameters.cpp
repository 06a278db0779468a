#include "engine/model_files/hyperparameters.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/model_files/metadata_view.hpp"
#include "engine/model_files/refusal.hpp"

namespace swarm::model_files {

namespace {

// llama.cpp's own bounds; beyond them it aborts.
constexpr std::uint64_t kLayersMax = 512;
constexpr std::uint64_t kExpertsMax = 1024;
constexpr std::uint64_t kContextMax = 1ULL << 30;
constexpr std::uint64_t kWidthMax = 1ULL << 24;  // so that no product of two of them passes 2^63

// No model of these writes text by itself.
constexpr std::array<std::string_view, 13> kNotGenerative = {
    "clip",         "bert",     "modern-bert", "nomic-bert", "nomic-bert-moe",  "neo-bert",        "jina-bert-v2",
    "jina-bert-v3", "eurobert", "t5",          "t5encoder",  "gemma-embedding", "wavtokenizer-dec"};

// Their graphs assert that a head's keys, values and rotated numbers are equally many.
constexpr std::array<std::string_view, 31> kWholeHeadRotated = {
    "arcee",    "baichuan", "codeshell", "deepseek",   "dots1",   "ernie4_5",   "ernie4_5-moe", "exaone",
    "exaone4",  "falcon",   "granite",   "granitemoe", "grok",    "internlm2",  "llada",        "llama",
    "llama4",   "mistral3", "olmo",      "olmo2",      "olmoe",   "orion",      "plamo",        "qwen2",
    "qwen2moe", "qwen3",    "qwen3moe",  "seed_oss",   "smollm3", "starcoder2", "xverse"};

class HyperparameterReader {
 public:
  explicit HyperparameterReader(const GgufFile& file) : file_(file), view_(file) {}

  Result<Hyperparameters> read();

 private:
  std::string key(std::string_view name) const { return fmt::format("{}.{}", found_.architecture, name); }
  Result<Done> read_kind();
  Result<Done> read_sizes();
  Result<Done> check_vector_length() const;
  Result<Done> read_heads();
  Result<Done> check_heads(const std::vector<std::uint64_t>& heads, const std::vector<std::uint64_t>& shared) const;
  Result<Done> read_experts();
  Result<Done> check_expert_groups() const;
  Result<Done> check_rotation() const;
  Result<Done> check_reals() const;
  Result<Done> check_behaviour() const;
  Result<std::uint64_t> width(std::string_view name) const;

  const GgufFile& file_;
  MetadataView view_;
  Hyperparameters found_;
};

Result<Hyperparameters> HyperparameterReader::read() {
  TRY(read_kind());
  TRY(read_sizes());
  TRY(read_experts());
  TRY(read_heads());
  TRY(check_rotation());
  TRY(check_reals());
  TRY(check_behaviour());
  return std::move(found_);
}

Result<Done> HyperparameterReader::read_kind() {
  const std::string kind = TRY(view_.text("general.type"))
  .value_or("model");
  if (kind == "adapter") return refuse("this is an adapter, no model");
  if (kind != "model") return refuse("general.type is '{}', a model is expected", kind);
  found_.architecture = TRY(view_.required_text("general.architecture"));
  if (std::ranges::find(kNotGenerative, found_.architecture) != kNotGenerative.end())
    return refuse("the architecture {} writes no text; a decoder such as qwen2 or llama is expected",
                  found_.architecture);
  const std::optional<GgufForm> parts = file_.form("split.count");
  if (parts && file_.number("split.count").value_or(2) > 1) {
    return refuse(
        "this is one of {} parts of a split model; join them first: llama-gguf-split --merge FIRST-PART OUTPUT.gguf",
        file_.number("split.count").value_or(0));
  }
  return Done{};
}

Result<std::uint64_t> HyperparameterReader::width(std::string_view name) const {
  const std::uint64_t value = TRY(view_.required_number(key(name)));
  if (value == 0 || value > kWidthMax) return refuse("{} is {}, from 1 to {} is expected", key(name), value, kWidthMax);
  return value;
}

Result<Done> HyperparameterReader::read_sizes() {
  found_.context = TRY(view_.required_number(key("context_length")));
  if (found_.context == 0 || found_.context > kContextMax)
    return refuse("{} is {}, from 1 to {} is expected", key("context_length"), found_.context, kContextMax);
  found_.embedding = TRY(width("embedding_length"));
  TRY(check_vector_length());
  found_.layers = TRY(view_.required_number(key("block_count")));
  if (found_.layers == 0 || found_.layers > kLayersMax)
    return refuse("{} is {}, from 1 to {} is expected", key("block_count"), found_.layers, kLayersMax);
  const std::uint64_t ahead = TRY(view_.number(key("nextn_predict_layers")))
  .value_or(0);
  if (ahead >= found_.layers) return refuse("{} is {} of {} layers", key("nextn_predict_layers"), ahead, found_.layers);
  const std::vector<std::uint64_t> forward = TRY(view_.per_layer(key("feed_forward_length"), found_.layers, 0));
  if (std::ranges::max(forward) > kWidthMax) return refuse("{} passes {}", key("feed_forward_length"), kWidthMax);
  found_.feed_forward = forward[0];
  found_.are_layers_equal = std::ranges::count(forward, forward[0]) == std::ssize(forward);
  return Done{};
}

// llama.cpp makes room for vectors of that length and copies what the model makes, which only a last matrix changes.
Result<Done> HyperparameterReader::check_vector_length() const {
  const std::uint64_t said = TRY(view_.number(key("embedding_length_out")))
  .value_or(0);
  if (said == 0 || said == found_.embedding) return Done{};
  const Tensor* const last = found_.architecture.starts_with("lfm2") ? file_.find("dense_2.weight") : nullptr;
  if (last != nullptr && last->shape == std::vector<std::uint64_t>{found_.embedding, said}) return Done{};
  return refuse("{} is {}, but the model makes vectors of {}", key("embedding_length_out"), said, found_.embedding);
}

Result<Done> HyperparameterReader::read_experts() {
  found_.experts = TRY(view_.number(key("expert_count")))
  .value_or(0);
  if (found_.experts > kExpertsMax)
    return refuse("{} is {}, at most {} are possible", key("expert_count"), found_.experts, kExpertsMax);
  const std::vector<std::uint64_t> used = TRY(view_.per_layer(key("expert_used_count"), found_.layers, 0));
  const std::uint64_t most = std::ranges::max(used);
  if (most > found_.experts || (found_.experts > 0 && most == 0))
    return refuse("{} is {} of {} experts", key("expert_used_count"), most, found_.experts);
  return check_expert_groups();
}

Result<Done> HyperparameterReader::check_expert_groups() const {
  const std::uint64_t groups = TRY(view_.number(key("expert_group_count")))
  .value_or(0);
  const std::uint64_t used = TRY(view_.number(key("expert_group_used_count")))
  .value_or(0);
  if (groups == 0) return Done{};
  if (groups >= found_.experts)
    return refuse("{} is {} for {} experts", key("expert_group_count"), groups, found_.experts);
  if (groups > 1 && (found_.experts % groups != 0 || used == 0 || used >= groups))
    return refuse("{} experts in {} groups, of which {} are used, cannot be", found_.experts, groups, used);
  return Done{};
}

Result<Done> HyperparameterReader::check_heads(const std::vector<std::uint64_t>& heads,
                                               const std::vector<std::uint64_t>& shared) const {
  for (std::size_t layer = 0; layer < heads.size(); ++layer) {
    if (heads[layer] > kWidthMax) return refuse("{} passes {}", key("attention.head_count"), kWidthMax);
    if (shared[layer] > heads[layer] || (shared[layer] > 0 && heads[layer] % shared[layer] != 0)) {
      return refuse("layer {} has {} heads that share {} keys and values: no whole number each", layer, heads[layer],
                    shared[layer]);
    }
  }
  return Done{};
}

Result<Done> HyperparameterReader::read_heads() {
  const std::vector<std::uint64_t> heads = TRY(view_.per_layer(key("attention.head_count"), found_.layers, 0));
  const std::vector<std::uint64_t> shared = file_.metadata().contains(key("attention.head_count_kv"))
      ? TRY(view_.per_layer(key("attention.head_count_kv"), found_.layers, 0))
          : heads;
          TRY(check_heads(heads, shared));
          found_.heads = heads[0];
          found_.key_value_heads = shared[0];
          found_.are_layers_equal = found_.are_layers_equal &&
                                    std::ranges::count(heads, heads[0]) == std::ssize(heads) &&
                                    std::ranges::count(shared, shared[0]) == std::ssize(shared);
          if (found_.heads == 0) return Done{};
          const std::uint64_t usual = found_.embedding / found_.heads;
          found_.key_length = TRY(view_.number(key("attention.key_length")))
          .value_or(usual);
          found_.value_length = TRY(view_.number(key("attention.value_length")))
          .value_or(usual);
          found_.rotated = TRY(view_.number(key("rope.dimension_count")))
          .value_or(found_.key_length);
          for (const std::uint64_t length : {found_.key_length, found_.value_length}) {
            if (length == 0 || length > kWidthMax) return refuse("a head of {} numbers cannot be", length);
          }
          return Done{};
}

Result<Done> HyperparameterReader::check_rotation() const {
  if (found_.rotated % 2 != 0 || found_.rotated > found_.key_length)
    return refuse("{} is {}: an even number up to a head's {} is expected", key("rope.dimension_count"), found_.rotated,
                  found_.key_length);
  const bool is_whole = std::ranges::find(kWholeHeadRotated, found_.architecture) != kWholeHeadRotated.end();
  if (is_whole && found_.heads > 0 &&
      (found_.key_length != found_.value_length || found_.key_length != found_.rotated)) {
    return refuse("a head has {} numbers as key, {} as value and {} that rotate: {} needs the same number of each",
                  found_.key_length, found_.value_length, found_.rotated, found_.architecture);
  }
  const std::string scaling = TRY(view_.text(key("rope.scaling.type")))
  .value_or("linear");
  constexpr std::array<std::string_view, 4> kScalings = {"none", "linear", "yarn", "longrope"};
  if (std::ranges::find(kScalings, scaling) == kScalings.end())
    return refuse("{} is '{}': none, linear, yarn or longrope is expected", key("rope.scaling.type"), scaling);
  const double base = TRY(view_.real(key("rope.freq_base")))
  .value_or(10'000);
  if (base <= 0) return refuse("{} is {}: a positive number is expected", key("rope.freq_base"), base);
  for (const std::string_view name : {"rope.scaling.factor", "rope.scale_linear"}) {
    if (TRY(view_.real(key(name))).value_or(1) < 0) return refuse("{} is negative", key(name));
  }
  return Done{};
}

Result<Done> HyperparameterReader::check_reals() const {
  for (const auto& [name, value] : file_.metadata()) {
    const auto* const real = std::get_if<double>(&value);
    if (real == nullptr || !name.starts_with(found_.architecture + ".")) continue;
    if (!std::isfinite(*real)) return refuse("{} is no finite number", name);
    if (name.ends_with("epsilon") && *real < 0) return refuse("{} is negative", name);
  }
  return Done{};
}

Result<Done> HyperparameterReader::check_behaviour() const {
  if (!TRY(view_.truth(key("attention.causal"))).value_or(true))
    return refuse("this is an encoder: its attention also looks ahead, so it writes no text");
  constexpr std::uint64_t kPoolingMax = 4, kUnspecified = 0xFFFF'FFFF;
  const std::uint64_t pooling = TRY(view_.number(key("pooling_type")))
  .value_or(0);
  if (pooling > kPoolingMax && pooling != kUnspecified)
    return refuse("{} is {}, at most {} is known", key("pooling_type"), pooling, kPoolingMax);
  return Done{};
}

}  // namespace

Result<Hyperparameters> read_hyperparameters(const GgufFile& model) {
  return HyperparameterReader(model).read();
}

}  // namespace swarm::model_files
