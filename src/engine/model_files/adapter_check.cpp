#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/ranges.h>
#include <map>

#include "engine/model_files/element_types.hpp"
#include "engine/model_files/metadata_view.hpp"
#include "engine/model_files/model_check.hpp"
#include "engine/model_files/pair_check.hpp"
#include "engine/model_files/refusal.hpp"
#include "engine/model_files/tensor_check.hpp"

namespace swarm::model_files {

namespace {

// With all four lengths, so that they can be compared.
std::array<std::uint64_t, 4> lengths(const Tensor& tensor) {
  std::array<std::uint64_t, 4> all = {1, 1, 1, 1};
  std::ranges::copy(tensor.shape, all.begin());
  return all;
}

bool is_embedding(std::string_view name) {
  return name == "token_embd.weight";
}

Result<Done> add_to(Pairs& pairs, const Tensor& tensor) {
  const std::string_view name = tensor.name;
  const bool is_a = name.ends_with(".lora_a"), is_b = name.ends_with(".lora_b");
  if (!is_a && !is_b) return refuse("the tensor '{}' is neither lora_a nor lora_b: llama.cpp would not apply it", name);
  const std::string_view target = name.substr(0, name.size() - std::string_view(".lora_a").size());
  if (!target.ends_with(".weight") || target.find(".lora_") != std::string_view::npos)
    return refuse("the tensor '{}' names no weight of a model", name);
  if (tensor.shape.size() < 2) return refuse("the tensor '{}' is no matrix", name);
  if (!is_matrix_type(tensor.type)) return refuse("the tensor '{}' has a type that cannot be multiplied with", name);
  TRY(check_values(tensor));
  Pair& pair = pairs[std::string(target)];
  (is_a ? pair.a : pair.b) = &tensor;
  return Done{};
}

Result<FileFacts> read_facts(const GgufFile& adapter) {
  const MetadataView view(adapter);
  if (TRY(view.required_text("general.type")) != "adapter") return refuse("this is no adapter");
  FileFacts facts {
    .kind = FileKind::adapter, .architecture = TRY(view.required_text("general.architecture"))
  };
  const std::string kind = TRY(view.required_text("adapter.type"));
  if (kind != "lora") return refuse("adapter.type is '{}', lora is expected", kind);
  facts.name = TRY(view.text("general.name"))
  .value_or("");
  facts.alpha = TRY(view.real("adapter.lora.alpha"))
  .value_or(0);
  if (facts.alpha < 0 || facts.alpha > kAlphaMax)
    return refuse("adapter.lora.alpha is {}, from 0 to {} is expected", facts.alpha, kAlphaMax);
  if (view.has("adapter.alora.invocation_tokens"))
    return refuse("this is an activated LoRA, which begins at certain tokens only: not supported");
  facts.bytes = {adapter.file_bytes()};
  return facts;
}

bool is_tied(const GgufFile& base) {
  return base.find("output.weight") == nullptr;
}

Result<Done> check_target(const std::string& target, const Pair& pair, const GgufFile& base) {
  const Tensor* const weight = base.find(target);
  if (weight == nullptr) return refuse("the base model has no '{}': is this its base?", target);
  if (weight->shape.size() < 2) return refuse("'{}' of the base is no matrix: llama.cpp would not apply it", target);
  constexpr std::uint32_t kNvfp4 = 40;
  if (weight->type == kNvfp4) return refuse("'{}' of the base is NVFP4, which takes no adapter", target);
  const auto w = lengths(*weight), a = lengths(*pair.a), b = lengths(*pair.b);
  const std::uint64_t in = is_embedding(target) ? b[1] : a[0];
  const std::uint64_t out = is_embedding(target) ? a[1] : b[1];
  if (in != w[0] || out != w[1] || a[2] != w[2]) {
    return refuse("'{}' is [{}] in the base, the adapter is for [{}, {}]: is this its base?", target,
                  fmt::join(weight->shape, ", "), in, out);
  }
  if (is_embedding(target) && is_tied(base))
    return refuse("the base uses its token table for input and output: an adapter for it would break the output");
  return Done{};
}

}  // namespace

// The rank: the length that A and B share. For the token table both are stored with it as rows' length.
Result<std::uint64_t> rank_of(const std::string& target, const Pair& pair) {
  if (pair.a == nullptr || pair.b == nullptr)
    return refuse("'{}' has no lora_{}", target, pair.a == nullptr ? 'a' : 'b');
  const auto a = lengths(*pair.a), b = lengths(*pair.b);
  const std::uint64_t rank = is_embedding(target) ? a[0] : a[1];
  if (rank != b[0] || a[2] != b[2] || a[3] != 1 || b[3] != 1) {
    return refuse("'{}' has lora_a [{}] and lora_b [{}], which do not fit together", target,
                  fmt::join(pair.a->shape, ", "), fmt::join(pair.b->shape, ", "));
  }
  if (rank > kRankMax) return refuse_too_large("'{}' has rank {}, at most {} is read", target, rank, kRankMax);
  return rank;
}

Result<Pairs> pairs_of(std::span<const Tensor> tensors) {
  Pairs pairs;
  for (const Tensor& tensor : tensors)
    TRY(add_to(pairs, tensor));
  if (pairs.empty()) return refuse("the adapter changes nothing: it has no tensors");
  return pairs;
}

Result<Done> check_pairs(const Pairs& pairs, const GgufFile& base) {
  for (const auto& [target, pair] : pairs) {
    TRY(rank_of(target, pair));
    TRY(check_target(target, pair, base));
  }
  return Done{};
}

Result<FileFacts> check_adapter(const GgufFile& adapter) {
  FileFacts facts = TRY(read_facts(adapter));
  for (const auto& [target, pair] : TRY(pairs_of(adapter.tensors()))) {
    facts.rank = std::max(facts.rank, TRY(rank_of(target, pair)));
    facts.parameters += element_count(pair.a->shape).value_or(0) + element_count(pair.b->shape).value_or(0);
  }
  return facts;
}

Result<FileFacts> check_adapter(const GgufFile& adapter, const GgufFile& base) {
  FileFacts facts = TRY(check_adapter(adapter));
  const std::string_view architecture = base.text("general.architecture").value_or("");
  if (facts.architecture != architecture)
    return refuse("the adapter is for {}, the base model is {}", facts.architecture, architecture);
  const Pairs pairs = TRY(pairs_of(adapter.tensors()));
  TRY(check_pairs(pairs, base));
  return facts;
}

}  // namespace swarm::model_files
