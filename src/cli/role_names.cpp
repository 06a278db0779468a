#include "cli/role_names.hpp"

namespace swarm::cli {

const std::vector<std::string>& role_names() {
  static const std::vector<std::string> kNames{"viewer", "developer", "operator", "admin", "agent"};
  return kNames;
}

const std::vector<std::string>& permission_names() {
  static const std::vector<std::string> kNames{
      "metrics_read",   "self_read",       "tasks_read",       "tasks_write",   "feedback_write", "tasks_work",
      "projects_read",  "projects_write",  "keys_read",        "keys_write",    "audit_read",     "ip_rules_read",
      "ip_rules_write", "operations_read", "operations_write", "webhooks_read", "webhooks_write"};
  return kNames;
}

}  // namespace swarm::cli
