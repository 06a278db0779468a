#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "platform/storage/scope.hpp"

namespace swarm::http {

enum class Role { viewer, developer, operator_, admin, agent };
constexpr std::array<json::EnumName<Role>, 5> enum_names(Role) {
  return {{{Role::viewer, "viewer"},
           {Role::developer, "developer"},
           {Role::operator_, "operator"},
           {Role::admin, "admin"},
           {Role::agent, "agent"}}};
}

// What a route demands. `open` needs no key; everything else is denied unless the caller's role, narrowed by the key's
// scopes, grants it (platform/identity/permissions.hpp). The names are the scopes of a key.
enum class Permission {
  open,          // health, the API description
  metrics_read,  // without a key on a direct loopback connection only
  self_read,     // any valid key: who am I
  tasks_read,
  tasks_write,
  feedback_write,
  tasks_work,  // claim and complete: agents
  projects_read,
  projects_write,
  keys_read,
  keys_write,
  audit_read,
  ip_rules_read,
  ip_rules_write,
  operations_read,   // database, configuration, status
  operations_write,  // reload, drain, log level
  webhooks_read,
  webhooks_write,
  models_use,  // ask language models: /v1/*
  providers_read,
  providers_write,  // open and close breakers
  budget_read,
  budget_write,
  secrets_read,  // names, never values
  secrets_write,
  training_read,
  training_write,  // start and cancel training runs
};
constexpr std::array<json::EnumName<Permission>, 27> enum_names(Permission) {
  return {{{Permission::open, "open"},
           {Permission::metrics_read, "metrics_read"},
           {Permission::self_read, "self_read"},
           {Permission::tasks_read, "tasks_read"},
           {Permission::tasks_write, "tasks_write"},
           {Permission::feedback_write, "feedback_write"},
           {Permission::tasks_work, "tasks_work"},
           {Permission::projects_read, "projects_read"},
           {Permission::projects_write, "projects_write"},
           {Permission::keys_read, "keys_read"},
           {Permission::keys_write, "keys_write"},
           {Permission::audit_read, "audit_read"},
           {Permission::ip_rules_read, "ip_rules_read"},
           {Permission::ip_rules_write, "ip_rules_write"},
           {Permission::operations_read, "operations_read"},
           {Permission::operations_write, "operations_write"},
           {Permission::webhooks_read, "webhooks_read"},
           {Permission::webhooks_write, "webhooks_write"},
           {Permission::models_use, "models_use"},
           {Permission::providers_read, "providers_read"},
           {Permission::providers_write, "providers_write"},
           {Permission::budget_read, "budget_read"},
           {Permission::budget_write, "budget_write"},
           {Permission::secrets_read, "secrets_read"},
           {Permission::secrets_write, "secrets_write"},
           {Permission::training_read, "training_read"},
           {Permission::training_write, "training_write"}}};
}

// Who calls, as the key said. `project` is where the call acts: the key's own, or for an admin the one that X-Project
// names.
struct Principal {
  std::string key_id{};  // never the secret
  std::string name{};    // for people
  Role role = Role::viewer;
  ProjectId project;
  std::vector<Permission> scopes{};  // empty: all that the role grants
  Scope scope() const { return Scope{project}; }
};

}  // namespace swarm::http
