#include "platform/identity/identity_rules.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "platform/identity/permissions.hpp"

namespace swarm::identity {

namespace {

constexpr std::size_t kProjectNameLengthMax = 63;
constexpr std::size_t kKeyNameLengthMax = 64;

std::unexpected<Error> fault(std::string path, std::string message) {
  std::vector<Fault> faults;
  faults.push_back({std::move(path), std::move(message)});
  return std::unexpected(json::error_of(std::move(faults)));
}

Result<Done> check_key_name(std::string_view name) {
  if (name.empty() || name.size() > kKeyNameLengthMax || has_control_character(name)) {
    return fault("$.name", fmt::format("1 to {} characters without control characters expected", kKeyNameLengthMax));
  }
  return Done{};
}

Result<Done> check_scopes(const NewKey& wanted) {
  const PermissionSet granted = permissions_of(wanted.role);
  for (std::size_t i = 0; i < wanted.scopes.size(); ++i) {
    if (granted.contains(wanted.scopes[i])) continue;
    return fault(fmt::format("$.scopes[{}]", i),
                 fmt::format("role {} does not grant {}", json::name_of(wanted.role), json::name_of(wanted.scopes[i])));
  }
  return Done{};
}

}  // namespace

KeyState state_of(const ApiKey& key, Time now) {
  if (key.revoked_at) return KeyState::revoked;
  return key.expires_at && *key.expires_at <= now ? KeyState::expired : KeyState::active;
}

http::Principal principal_of(const ApiKey& key) {
  return {.key_id = key.id.text(), .name = key.name, .role = key.role, .project = key.project, .scopes = key.scopes};
}

Result<Done> check_project_name(std::string_view name) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-_";
  const bool well_formed = !name.empty() && name.size() <= kProjectNameLengthMax && kLetters.contains(name.front()) &&
                           name.find_first_not_of(kAllowed) == std::string_view::npos;
  if (!well_formed) {
    return fault("$.name", fmt::format("1 to {} of a-z, 0-9, '-' and '_', beginning with a letter, expected",
                                       kProjectNameLengthMax));
  }
  if (ProjectId::parse(name)) return fault("$.name", "a name that could be an id is not allowed");
  return Done{};
}

Result<Done> check_new_key(const http::Principal& maker, const NewKey& wanted, Time now) {
  TRY(check_key_name(wanted.name));
  TRY(check_scopes(wanted));
  if (wanted.expires_at && *wanted.expires_at <= now) return fault("$.expires_at", "a time in the future expected");
  if (wanted.project && *wanted.project != maker.project && maker.role != Role::admin) {
    return fail(ErrorCode::forbidden, "only an admin makes keys for another project");
  }
  if (!permissions_of(wanted.role, wanted.scopes).is_within(permissions_of(maker))) {
    return fail(ErrorCode::forbidden, "a key cannot be given more than the key that makes it has");
  }
  return Done{};
}

Result<Done> check_may_change(const http::Principal& caller, const ApiKey& key) {
  if (permissions_of(key.role, key.scopes).is_within(permissions_of(caller))) return Done{};
  return fail(ErrorCode::forbidden, "this key may do more than the one that you use; use one with the same rights");
}

std::string scopes_text(const std::vector<Permission>& scopes) {
  std::string text;
  for (const Permission scope : scopes) {
    if (!text.empty()) text += ',';
    text += json::name_of(scope);
  }
  return text;
}

std::vector<Permission> scopes_from(std::string_view text) {
  std::vector<Permission> scopes;
  if (text.empty()) return scopes;
  for (const std::string_view name : split(text, ',')) {
    if (const auto scope = json::enum_named<Permission>(name)) scopes.push_back(*scope);
  }
  if (scopes.empty()) scopes.push_back(Permission::open);
  return scopes;
}

}  // namespace swarm::identity
