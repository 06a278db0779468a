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

struct LeftOut {
  std::string adapter;
  std::string why;
};

struct StartPlan {
  EngineFiles files;
  EngineProcess::Command command;
  Calibrations calibrations;
  std::vector<LeftOut> left_out;     // adapters: their files are not there, not the ones of the settings, or refused
  std::vector<std::string> remarks;  // calibrations that are not used, and why
};

struct StartPlaces {
  std::filesystem::path program_folder;  // of swarmd
  std::filesystem::path models_folder;   // DATA/models
};

// `token` is the key of this start; `refused` are adapters that an engine would not load before, by name, and why.
// `unavailable` (reason "engine_missing") when the program or the model is not there. An adapter that cannot be had is
// left out: the model and the other adapters are worth more than none.
using RefusedAdapters = std::map<std::string, std::string, std::less<>>;
Result<StartPlan> plan_start(const EngineConfig& config, const StartPlaces& places, std::string_view token,
                             const RefusedAdapters& refused = {});

// FILE.gguf: FILE.calibration.json. Used only for the very file that it was measured on.
std::filesystem::path calibration_file_of(const std::filesystem::path& model);

// Of a file, read in pieces. `unavailable`.
Result<std::string> sha256_of_file(const std::filesystem::path& file);

}  // namespace swarm::local_engine
