#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "platform/http_server/principal.hpp"
#include "platform/identity/key_text.hpp"
#include "platform/storage/scope.hpp"

namespace swarm::identity {

using http::Permission;
using http::Role;

// The project that the first start makes; it cannot be archived.
inline constexpr std::string_view kDefaultProject = "default";

inline constexpr std::int64_t kProjectsMax = 1'000;        // that are not archived
inline constexpr std::int64_t kKeysPerProjectMax = 1'000;  // that are not revoked
inline constexpr std::int64_t kPageMax = 500;
inline constexpr std::chrono::milliseconds kRotationOverlapMax{std::chrono::days{7}};

struct Project {
  ProjectId id;
  std::string name;
  Time created_at;
  std::optional<Time> archived_at{};
};

enum class KeyState { active, expired, revoked };
constexpr std::array<json::EnumName<KeyState>, 3> enum_names(KeyState) {
  return {{{KeyState::active, "active"}, {KeyState::expired, "expired"}, {KeyState::revoked, "revoked"}}};
}

// An API key as it is stored: never its text.
struct ApiKey {
  KeyId id;
  std::string name;
  ProjectId project;
  Role role = Role::viewer;
  std::vector<Permission> scopes{};  // empty: all that the role grants
  std::string hash{};
  Time created_at{};
  std::string created_by{};  // the id of the key that made it, or the name of the offline verb
  std::optional<Time> expires_at{};
  std::optional<Time> last_used_at{};
  std::optional<Time> revoked_at{};
};

// What is asked for when a key is made.
struct NewKey {
  std::string name;
  Role role = Role::viewer;
  std::vector<Permission> scopes{};
  std::optional<Time> expires_at{};
  std::optional<ProjectId> project{};  // nothing: the caller's
};

// A key that was just made, with its text for the only time.
struct IssuedKey {
  std::string text;
  ApiKey key;
};

// A page of a list; `next` is the cursor of the next one, when there is one.
template <class T>
struct Page {
  std::vector<T> items;
  std::optional<std::string> next{};
};

}  // namespace swarm::identity
