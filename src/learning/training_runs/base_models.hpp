#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.hpp"

namespace swarm::training_runs {

// The file of a base model: MODELS/NAME.gguf, and for "tiny" without such a file the built-in one that the engine has.
// `invalid_input`: no plain name; `not_found`.
Result<std::filesystem::path> find_base_model(std::string_view name, const std::filesystem::path& models,
                                              const std::filesystem::path& program_folder);

}  // namespace swarm::training_runs
