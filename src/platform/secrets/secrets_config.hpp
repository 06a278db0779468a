#pragma once

#include <filesystem>

#include "base/json.hpp"

namespace swarm::secrets {

struct SecretsConfig {
  std::filesystem::path master_key_file{};
  static constexpr auto schema = json::object(
      "SecretsConfig", json::field("master_key_file", &SecretsConfig::master_key_file,
                                   "The key that stored secrets are sealed with, readable by its owner only; empty: "
                                   "master.key in the data folder. Servers on one database should share one."));
};

}  // namespace swarm::secrets
