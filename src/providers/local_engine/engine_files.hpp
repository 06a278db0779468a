#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "providers/local_engine/engine_config.hpp"

// Where the engine's program and its model are. Looks at the file system, changes nothing.
namespace swarm::local_engine {

struct EngineFiles {
  std::filesystem::path program;
  std::filesystem::path model;
  std::string model_name;
  bool is_built_in = false;
};

// What the model is called behind "engine/": of the built-in one, of `swarmctl models`, or a path's last part.
std::string model_name_of(const EngineConfig& config);
bool uses_built_in_model(const EngineConfig& config);

// The built-in model: ../share/swarmkeeper/models/tiny/tiny.gguf of an installed program, else models/tiny/tiny.gguf of
// the source tree in whose build/PRESET/bin the program lies. Nothing where there is neither.
std::optional<std::filesystem::path> built_in_model(const std::filesystem::path& program_folder);

// swarm-engine: the configured one, else the one beside swarmd. Errors as find_engine_files.
Result<std::filesystem::path> find_engine_program(const EngineConfig& config,
                                                  const std::filesystem::path& program_folder);

// `unavailable` (reason "engine_missing") with what is missing, where it was looked for, and what to do.
Result<EngineFiles> find_engine_files(const EngineConfig& config, const std::filesystem::path& program_folder,
                                      const std::filesystem::path& models_folder);

// The folder of the program that runs.
std::filesystem::path own_program_folder();

}  // namespace swarm::local_engine
