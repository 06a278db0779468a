#include "platform/secrets/secret_types.hpp"

#include <algorithm>

namespace swarm::secrets {

bool is_secret_name(std::string_view name) {
  const auto allowed = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && name.size() <= kSecretNameLengthMax && std::ranges::all_of(name, allowed);
}

std::string secret_context(std::string_view name) {
  return "secret " + std::string(name);
}

}  // namespace swarm::secrets
