#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "providers/chat/calibration.hpp"
#include "providers/local_engine/engine_files.hpp"
#include "providers/local_engine/engine_process.hpp"

// What is looked up and checked before each start of the engine. Reads files: for the blocking pool.
namespace swarm::local_engine {

// By the name of a model or adapter.
using Calibrations = std::map<std::string, std::shared_ptr<const chat::Calibration>, std::less<>>;

struct StartPlan {
  EngineFiles files;
  EngineProcess::Command command;
  Calibrations calibrations;
  std::vector<std::string> remarks;  // calibrations that are not used, and why
};

struct StartPlaces {
  std::filesystem::path program_folder;  // of swarmd
  std::filesystem::path models_folder;   // DATA/models
};

// `token` is the key of this start. `unavailable` (reason "engine_missing") when a file is not there; `invalid_input`
// when an adapter's file has another digest than the settings say.
Result<StartPlan> plan_start(const EngineConfig& config, const StartPlaces& places, std::string_view token);

// FILE.gguf: FILE.calibration.json. Used only for the very file that it was measured on.
std::filesystem::path calibration_file_of(const std::filesystem::path& model);

// Of a file, read in pieces. `unavailable`.
Result<std::string> sha256_of_file(const std::filesystem::path& file);

}  // namespace swarm::local_engine
