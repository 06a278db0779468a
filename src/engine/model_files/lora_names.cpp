#include "engine/model_files/lora_names.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "engine/model_files/lora_adapter.hpp"

namespace swarm::model_files {

namespace {

struct Names {
  std::string_view peft;
  std::string_view gguf;
};
constexpr std::array<Names, 7> kInLayers = {{{"self_attn.q_proj", "attn_q"},
                                             {"self_attn.k_proj", "attn_k"},
                                             {"self_attn.v_proj", "attn_v"},
                                             {"self_attn.o_proj", "attn_output"},
                                             {"mlp.gate_proj", "ffn_gate"},
                                             {"mlp.up_proj", "ffn_up"},
                                             {"mlp.down_proj", "ffn_down"}}};
constexpr std::array<Names, 2> kOutside = {{{"model.embed_tokens", "token_embd"}, {"lm_head", "output"}}};

// "17.rest": the number without needless zeros, and what follows it; nothing for anything else.
struct Numbered {
  std::string_view number, rest;
};
std::optional<Numbered> numbered(std::string_view text) {
  const std::size_t dot = text.find('.');
  constexpr std::size_t kDigitsMax = 3;
  if (dot == std::string_view::npos || dot == 0 || dot > kDigitsMax) return std::nullopt;
  const std::string_view number = text.substr(0, dot);
  const bool is_number = std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number || (number.size() > 1 && number[0] == '0')) return std::nullopt;
  return Numbered{number, text.substr(dot + 1)};
}

}  // namespace

std::optional<std::string> gguf_name_of(std::string_view peft_module) {
  const auto* const outside = std::ranges::find(kOutside, peft_module, &Names::peft);
  if (outside != kOutside.end()) return fmt::format("{}.weight", outside->gguf);
  constexpr std::string_view kLayers = "model.layers.";
  if (!peft_module.starts_with(kLayers)) return std::nullopt;
  const std::optional<Numbered> layer = numbered(peft_module.substr(kLayers.size()));
  if (!layer) return std::nullopt;
  const auto* const inside = std::ranges::find(kInLayers, layer->rest, &Names::peft);
  if (inside == kInLayers.end()) return std::nullopt;
  return fmt::format("blk.{}.{}.weight", layer->number, inside->gguf);
}

std::optional<std::string> peft_name_of(std::string_view gguf_weight) {
  constexpr std::string_view kBlocks = "blk.", kEnd = ".weight";
  if (!gguf_weight.ends_with(kEnd)) return std::nullopt;
  const std::string_view weight = gguf_weight.substr(0, gguf_weight.size() - kEnd.size());
  const auto* const outside = std::ranges::find(kOutside, weight, &Names::gguf);
  if (outside != kOutside.end()) return std::string(outside->peft);
  if (!weight.starts_with(kBlocks)) return std::nullopt;
  const std::optional<Numbered> layer = numbered(weight.substr(kBlocks.size()));
  if (!layer) return std::nullopt;
  const auto* const inside = std::ranges::find(kInLayers, layer->rest, &Names::gguf);
  if (inside == kInLayers.end()) return std::nullopt;
  return fmt::format("model.layers.{}.{}", layer->number, inside->peft);
}

std::uint64_t reordered_heads(const BaseShape& base, std::string_view gguf_weight) {
  if (base.architecture != "llama") return 0;
  if (gguf_weight.ends_with(".attn_q.weight")) return base.heads;
  return gguf_weight.ends_with(".attn_k.weight") ? base.key_value_heads : 0;
}

}  // namespace swarm::model_files
