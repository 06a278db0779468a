#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "providers/chat/provider_config.hpp"
#include "providers/local_engine/engine_config.hpp"

namespace swarm::local_engine {

// The engine as an entry of the catalogue; nothing with mode off. Behind the configured providers, so that a local one
// of them is asked first.
std::optional<chat::ProviderConfig> provider_of(const EngineConfig& config, const std::filesystem::path& models_folder);

// What is wrong with the settings beyond their types, by path below "$.engine".
std::vector<Fault> faults_of(const EngineConfig& config);

}  // namespace swarm::local_engine
