#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/secrets/secret_source.hpp"

namespace swarm::secrets {

using SecretPointer = std::shared_ptr<const SecretText>;

struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>{}(name); }
};
template <class T>
using ByName = std::unordered_map<std::string, T, NameHash, std::equal_to<>>;

// What SWARM_SECRET_<NAME> said when the process was started, by name.
using EnvironmentSecrets = ByName<SecretPointer>;

}  // namespace swarm::secrets
