#include "engine/model_files/adapter_config.hpp"

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "engine/model_files/file_access.hpp"
#include "engine/model_files/pair_check.hpp"
#include "engine/model_files/refusal.hpp"

namespace swarm::model_files {

namespace {

constexpr std::size_t kModulesMax = 16'384;

// Settings that make an adapter something else than B * A * alpha / rank, with what they are.
struct Foreign {
  std::string_view setting;
  std::string_view meaning;
};
constexpr std::array<Foreign, 9> kForeign = {{{"use_dora", "DoRA"},
                                              {"lora_bias", "a bias beside the matrices"},
                                              {"use_qalora", "QALoRA"},
                                              {"fan_in_fan_out", "transposed base weights"},
                                              {"modules_to_save", "whole modules of its own"},
                                              {"trainable_token_indices", "tokens of its own"},
                                              {"target_parameters", "parameters that are no modules"},
                                              {"layer_replication", "layers that are there several times"},
                                              {"alora_invocation_tokens", "an activated LoRA"}}};
// Ways of starting that change the base as well, so that the adapter is of no use without that change.
constexpr std::array<std::string_view, 5> kChangesBase = {"pissa", "olora", "corda", "loftq", "lora_ga"};

bool says_nothing(const json::Value& value) {
  if (value.is_null() || (value.is_bool() && !value.get_bool())) return true;
  if (value.is_array()) return value.get_array().empty();
  return value.is_object() && value.get_object().empty();
}

std::string_view text_or_nothing(const json::Object& config, std::string_view name) {
  const json::Value* const value = config.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

Result<Done> check_plain(const json::Object& config) {
  const std::string_view kind = text_or_nothing(config, "peft_type");
  if (kind != "LORA") return refuse("peft_type is '{}', LORA is expected", kind);
  for (const auto& [setting, meaning] : kForeign) {
    const json::Value* const value = config.if_contains(setting);
    if (value != nullptr && !says_nothing(*value))
      return refuse("the adapter has {} ({}), which cannot be carried over", meaning, setting);
  }
  const std::string_view bias = text_or_nothing(config, "bias");
  if (!bias.empty() && bias != "none")
    return refuse("the adapter has biases (bias: {}), which cannot be carried over", bias);
  const std::string_view start = text_or_nothing(config, "init_lora_weights");
  for (const std::string_view name : kChangesBase) {
    if (start.starts_with(name))
      return refuse(
          "the adapter began as {} (init_lora_weights), which changes the base model too: cannot be carried over",
          start);
  }
  return Done{};
}

Result<std::uint64_t> rank_of(const json::Value* value, std::string_view name) {
  const bool is_number = value != nullptr && (value->is_int64() || value->is_uint64());
  const std::int64_t rank = !is_number ? 0 : value->is_int64() ? value->get_int64() : std::int64_t{-1};
  if (rank < 1 || rank > static_cast<std::int64_t>(kRankMax))
    return refuse("{} is missing or not from 1 to {}", name, kRankMax);
  return static_cast<std::uint64_t>(rank);
}

Result<double> alpha_of(const json::Value* value, std::string_view name) {
  const double alpha = value != nullptr && value->is_number() ? value->to_number<double>() : 0;
  if (!(alpha > 0 && alpha <= kAlphaMax)) return refuse("{} is missing or not positive and up to {}", name, kAlphaMax);
  return alpha;
}

Result<const json::Object*> pattern_of(const json::Object& config, std::string_view name) {
  static const json::Object kNone;
  const json::Value* const value = config.if_contains(name);
  if (value == nullptr || value->is_null()) return &kNone;
  if (!value->is_object() || value->get_object().size() > kModulesMax) return refuse("{} is no object", name);
  return &value->get_object();
}

Result<std::vector<std::string>> modules_of(const json::Object& config) {
  const json::Value* const value = config.if_contains("target_modules");
  std::vector<std::string> modules;
  if (value == nullptr || value->is_null()) return modules;
  if (value->is_string()) return std::vector<std::string>{std::string(std::string_view(value->get_string()))};
  if (!value->is_array() || value->get_array().size() > kModulesMax) return refuse("target_modules is no list");
  for (const json::Value& module : value->get_array()) {
    if (!module.is_string()) return refuse("target_modules has something else than names");
    modules.emplace_back(std::string_view(module.get_string()));
  }
  return modules;
}

}  // namespace

bool is_plain_name(std::string_view pattern) {
  return pattern.find_first_of("^$*+?()[]{}|\\") == std::string_view::npos;
}

Result<AdapterConfig> parse_adapter_config(std::string_view text) {
  const json::Value value = TRY(json::parse(text));
  if (!value.is_object()) return refuse("the adapter's configuration is no JSON object");
  const json::Object& said = value.get_object();
  TRY(check_plain(said));
  AdapterConfig config {
    .base_model = std::string(text_or_nothing(said, "base_model_name_or_path")),
    .rank = TRY(rank_of(said.if_contains("r"), "r"))
    , .alpha = TRY(alpha_of(said.if_contains("lora_alpha"), "lora_alpha"))
    , .target_modules = TRY(modules_of(said))
  };
  const json::Value* const stabilised = said.if_contains("use_rslora");
  config.is_rank_stabilised = stabilised != nullptr && !says_nothing(*stabilised);
  for (const auto& member : *TRY(pattern_of(said, "alpha_pattern"))) {
    const double alpha = TRY(alpha_of(&member.value(), "alpha_pattern"));
    if (alpha != config.alpha && !is_plain_name(member.key()))
      return refuse("alpha_pattern has the pattern '{}'; only plain names of modules are read",
                    std::string_view(member.key()));
    config.alpha_pattern.emplace(member.key(), alpha);
  }
  for (const auto& member : *TRY(pattern_of(said, "rank_pattern")))
    config.rank_pattern.emplace(member.key(), TRY(rank_of(&member.value(), "rank_pattern")));
  return config;
}

Result<AdapterConfig> read_adapter_config(const std::filesystem::path& file) {
  const std::string text = TRY(read_text(file, kAdapterConfigBytesMax));
  return parse_adapter_config(text);
}

std::string text_of(const AdapterConfig& config) {
  std::vector<std::string> modules = config.target_modules;
  std::ranges::sort(modules);
  const json::Object text{{"alpha_pattern", json::encode(config.alpha_pattern)},
                          {"auto_mapping", nullptr},
                          {"base_model_name_or_path", config.base_model},
                          {"bias", "none"},
                          {"fan_in_fan_out", false},
                          {"inference_mode", true},
                          {"init_lora_weights", true},
                          {"layers_pattern", nullptr},
                          {"layers_to_transform", nullptr},
                          {"lora_alpha", json::encode(config.alpha)},
                          {"lora_dropout", json::encode(0.0)},
                          {"modules_to_save", nullptr},
                          {"peft_type", "LORA"},
                          {"r", config.rank},
                          {"rank_pattern", json::encode(config.rank_pattern)},
                          {"revision", nullptr},
                          {"target_modules", json::encode(modules)},
                          {"task_type", "CAUSAL_LM"},
                          {"use_dora", false},
                          {"use_rslora", config.is_rank_stabilised}};
  return json::to_text(text) + "\n";
}

}  // namespace swarm::model_files
