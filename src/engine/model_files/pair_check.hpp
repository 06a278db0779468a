#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "engine/model_files/gguf_file.hpp"

namespace swarm::model_files {

inline constexpr std::uint64_t kRankMax = 4096;
inline constexpr double kAlphaMax = 1e6;  // far above what anybody trains with; no product with it is infinite

// The two tensors of a GGUF adapter that change one weight.
struct Pair {
  const Tensor* a = nullptr;
  const Tensor* b = nullptr;
};
using Pairs = std::map<std::string, Pair, std::less<>>;

// By the weight's name. Each tensor alone is checked: name, type, values.
Result<Pairs> pairs_of(std::span<const Tensor> tensors);
// `invalid_input` when A and B do not fit together or one is missing.
Result<std::uint64_t> rank_of(const std::string& target, const Pair& pair);
// All pairs against the weights of a base model.
Result<Done> check_pairs(const Pairs& pairs, const GgufFile& base);

}  // namespace swarm::model_files
