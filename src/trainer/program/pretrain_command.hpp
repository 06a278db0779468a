#pragma once

#include <filesystem>
#include <optional>

#include "base/sizes.hpp"
#include "trainer/program/surroundings.hpp"

namespace swarm::program {

struct PretrainOptions {
  std::filesystem::path recipe, out;
  Reopen reopen = Reopen::refuse;
  std::optional<double> seconds{};  // in place of the recipe's limits
  int threads = 1;
  Bytes memory_limit{};
};

// Makes a model by its recipe: vocabulary, random weights, training, OUT/NAME.gguf.
Result<Done> pretrain(const PretrainOptions& options, Surroundings& surroundings);

}  // namespace swarm::program
