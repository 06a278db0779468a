#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.hpp"

namespace swarm::training_runs {

// The file of a base model: MODELS/NAME.gguf, and for "tiny" without such a file the built-in one that the engine has.
// `invalid_input`: no plain name; `not_found`.
Result<std::filesystem::path> find_base_model(std::string_view name, const std::filesystem::path& models,
                                              const std::filesystem::path& program_folder);

// What the record of MODELS/NAME.gguf knows: `invalid_input` for an adapter, and where our own trainer trains for an
// architecture that it cannot train. What has no record is for the trainer to look at.
Result<Done> check_base_model(std::string_view name, const std::filesystem::path& models, bool is_our_trainer);

}  // namespace swarm::training_runs
