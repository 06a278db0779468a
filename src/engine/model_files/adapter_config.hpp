#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/sizes.hpp"

namespace swarm::model_files {

inline constexpr std::uint64_t kAdapterConfigBytesMax = 1 * MiB;

// What adapter_config.json of PEFT says that matters when the adapter is used.
struct AdapterConfig {
  std::string base_model;  // a name or a path; may be empty
  std::uint64_t rank = 0;
  double alpha = 0;
  bool is_rank_stabilised = false;  // use_rslora: alpha / sqrt(rank) in place of alpha / rank
  std::vector<std::string> target_modules;
  std::map<std::string, double> alpha_pattern;        // by the end of a module's name
  std::map<std::string, std::uint64_t> rank_pattern;  // the same, or by a regular expression
};

// For PEFT every name in a pattern is a regular expression; whether this one can be read as the end of a module's name.
// Where it cannot, an alpha is refused unless it is the adapter's own; ranks are those of the tensors.
bool is_plain_name(std::string_view pattern);

// `invalid_input` for what is no such file, and for every kind of adapter that cannot be carried over to a plain LoRA
// without changing what it does: the message names the setting. Unknown settings are left alone, as PEFT adds some with
// every version.
Result<AdapterConfig> parse_adapter_config(std::string_view text);
Result<AdapterConfig> read_adapter_config(const std::filesystem::path& file);

// As PEFT writes it for an adapter that is ready for use, keys sorted.
std::string text_of(const AdapterConfig& config);

}  // namespace swarm::model_files
