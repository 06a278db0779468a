#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

#include "platform/http_server/principal.hpp"

// Which role may do what. The only table of rights; everything that it does not list is denied.
namespace swarm::identity {

using http::Permission;
using http::Role;

class PermissionSet {
 public:
  constexpr PermissionSet() = default;
  constexpr PermissionSet(std::initializer_list<Permission> listed) {
    for (const Permission permission : listed)
      bits_ |= bit_of(permission);
  }
  explicit constexpr PermissionSet(std::span<const Permission> listed) {
    for (const Permission permission : listed)
      bits_ |= bit_of(permission);
  }

  constexpr bool contains(Permission permission) const { return (bits_ & bit_of(permission)) != 0; }
  constexpr bool is_within(PermissionSet other) const { return (bits_ & ~other.bits_) == 0; }
  constexpr PermissionSet operator|(PermissionSet other) const { return PermissionSet(bits_ | other.bits_); }
  constexpr PermissionSet operator&(PermissionSet other) const { return PermissionSet(bits_ & other.bits_); }
  constexpr bool operator==(const PermissionSet&) const = default;

 private:
  explicit constexpr PermissionSet(std::uint32_t bits) : bits_(bits) {}
  static constexpr std::uint32_t bit_of(Permission permission) {
    return std::uint32_t{1} << static_cast<unsigned>(permission);
  }
  std::uint32_t bits_ = 0;
};

// What any valid key may do, whatever its scopes say.
inline constexpr PermissionSet kEveryKey{Permission::open, Permission::self_read};

inline constexpr PermissionSet kViewer = kEveryKey | PermissionSet{Permission::tasks_read, Permission::projects_read,
                                                                   Permission::keys_read, Permission::budget_read};
inline constexpr PermissionSet kDeveloper =
    kViewer | PermissionSet{Permission::tasks_write,    Permission::feedback_write, Permission::webhooks_read,
                            Permission::webhooks_write, Permission::models_use,     Permission::training_read};
inline constexpr PermissionSet kOperator =
    kDeveloper | PermissionSet{Permission::metrics_read,   Permission::audit_read,      Permission::ip_rules_read,
                               Permission::ip_rules_write, Permission::operations_read, Permission::operations_write,
                               Permission::providers_read, Permission::providers_write, Permission::training_write};
inline constexpr PermissionSet kAdmin =
    kOperator | PermissionSet{Permission::tasks_work,   Permission::projects_write, Permission::keys_write,
                              Permission::budget_write, Permission::secrets_read,   Permission::secrets_write};
inline constexpr PermissionSet kAgent = kEveryKey | PermissionSet{Permission::tasks_work, Permission::tasks_read};

constexpr PermissionSet permissions_of(Role role) {
  switch (role) {
    case Role::viewer:
      return kViewer;
    case Role::developer:
      return kDeveloper;
    case Role::operator_:
      return kOperator;
    case Role::admin:
      return kAdmin;
    case Role::agent:
      return kAgent;
  }
  return {};
}

// What a key may do: what its role grants, narrowed by its scopes when it has any.
constexpr PermissionSet permissions_of(Role role, std::span<const Permission> scopes) {
  const PermissionSet granted = permissions_of(role);
  return scopes.empty() ? granted : (granted & PermissionSet(scopes)) | kEveryKey;
}

constexpr PermissionSet permissions_of(const http::Principal& principal) {
  return permissions_of(principal.role, principal.scopes);
}

}  // namespace swarm::identity
