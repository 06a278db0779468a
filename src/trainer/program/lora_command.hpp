#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/sizes.hpp"
#include "trainer/program/surroundings.hpp"

namespace swarm::program {

struct LoraOptions {
  std::filesystem::path base, dataset, out;
  std::optional<std::filesystem::path> replay{}, validation{};
  double replay_share = 0.5;  // of all positions, when there is something to replay
  std::int64_t rank = 16;
  double alpha = 32;
  double learning_rate = 3e-3;
  std::optional<double> seconds{}, epochs{};  // whichever ends first; neither: kSecondsByDefault
  std::int64_t look_steps = 25;               // between looks at what is held out
  std::int64_t patience = 10;                 // looks without gain; 0: no early stop
  std::uint64_t seed = 1;
  std::string name = "adapter";
  std::optional<std::string> base_name{};  // for adapter_config.json; none: as the base calls itself
  Reopen reopen = Reopen::refuse;
  int threads = 1;
  Bytes memory_limit{};
};

// Trains an adapter on lessons: OUT/adapter (PEFT) and OUT/adapter.gguf, both read back and compared.
Result<Done> train_adapter(const LoraOptions& options, Surroundings& surroundings);

}  // namespace swarm::program
