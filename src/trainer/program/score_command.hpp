#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/sizes.hpp"
#include "trainer/program/surroundings.hpp"
#include "trainer/scoring/answering.hpp"

namespace swarm::program {

struct ScoreOptions {
  std::filesystem::path model, dataset;
  std::optional<std::filesystem::path> adapter{};  // a GGUF file or a PEFT folder
  std::optional<std::filesystem::path> out{}, calibration_out{};
  std::optional<std::uint64_t> lessons_max{};  // so many of the dataset, by chance
  std::uint64_t seed = 1;
  std::int64_t answer_tokens_max = scoring::kAnswerTokensMax;
  bool with_head = true;         // the head's token before each prompt
  std::optional<int> threads{};  // none: as the engine would choose
  Bytes memory_limit{};
};

// Asks a model every prompt of a dataset and says how many answers are exactly right, by family and by head.
// `unavailable` when the report could not be written, on standard output either.
Result<Done> score(const ScoreOptions& options, Surroundings& surroundings);

}  // namespace swarm::program
