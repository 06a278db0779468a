#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace swarm::secrets {

inline constexpr std::int64_t kSecretsMax = 1'000;            // stored, in the whole installation
inline constexpr std::size_t kSecretNameLengthMax = 100;      // of A-Z, 0-9 and _
inline constexpr std::size_t kSecretBytesMax = 8 * 1'024;     // of one value
inline constexpr std::size_t kEnvironmentSecretsMax = 1'000;  // that one process is started with

// Where a secret comes from; what is stored counts before the environment.
enum class Origin { store, environment };
constexpr std::array<json::EnumName<Origin>, 2> enum_names(Origin) {
  return {{{Origin::store, "store"}, {Origin::environment, "environment"}}};
}

bool is_secret_name(std::string_view name);

// One that is stored, with its value sealed for secret_context(name).
struct StoredSecret {
  std::string name;
  std::string sealed;
  std::string key_id;  // the master key that sealed it
  std::int64_t version = 1;
  Time created_at{};
  Time updated_at{};
  std::string updated_by{};  // the id of a key
};

std::string secret_context(std::string_view name);

}  // namespace swarm::secrets
