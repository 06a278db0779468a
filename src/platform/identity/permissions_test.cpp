#include "platform/identity/permissions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarm::identity {
namespace {

std::vector<std::string_view> names_of(PermissionSet set) {
  std::vector<std::string_view> names;
  for (const auto& entry : enum_names(Permission{})) {
    if (set.contains(entry.value)) names.push_back(entry.name);
  }
  return names;
}

using testing::ElementsAre;

TEST(Permissions, AreWhatTheTableSaysForEveryRole) {
  EXPECT_THAT(names_of(permissions_of(Role::viewer)),
              ElementsAre("open", "self_read", "tasks_read", "projects_read", "keys_read", "budget_read"));
  EXPECT_THAT(
      names_of(permissions_of(Role::developer)),
      ElementsAre("open", "self_read", "tasks_read", "tasks_write", "feedback_write", "projects_read", "keys_read",
                  "webhooks_read", "webhooks_write", "models_use", "budget_read", "training_read"));
  EXPECT_THAT(names_of(permissions_of(Role::operator_)),
              ElementsAre("open", "metrics_read", "self_read", "tasks_read", "tasks_write", "feedback_write",
                          "projects_read", "keys_read", "audit_read", "ip_rules_read", "ip_rules_write",
                          "operations_read", "operations_write", "webhooks_read", "webhooks_write", "models_use",
                          "providers_read", "providers_write", "budget_read", "training_read", "training_write"));
  EXPECT_THAT(names_of(permissions_of(Role::agent)), ElementsAre("open", "self_read", "tasks_read", "tasks_work"));
  EXPECT_EQ(names_of(permissions_of(Role::admin)).size(), enum_names(Permission{}).size());
}

TEST(Permissions, AreNarrowedByScopesAndNeverWidened) {
  const std::vector<Permission> scopes{Permission::tasks_read, Permission::keys_write};
  EXPECT_THAT(names_of(permissions_of(Role::viewer, scopes)), ElementsAre("open", "self_read", "tasks_read"));
  EXPECT_THAT(names_of(permissions_of(Role::admin, scopes)),
              ElementsAre("open", "self_read", "tasks_read", "keys_write"));
  EXPECT_EQ(permissions_of(Role::viewer, {}), kViewer);
}

TEST(Permissions, OfAnUnknownRoleAreNone) {
  EXPECT_TRUE(names_of(permissions_of(static_cast<Role>(99))).empty());
}

}  // namespace
}  // namespace swarm::identity
