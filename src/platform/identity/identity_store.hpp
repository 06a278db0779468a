#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "platform/identity/identity_types.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/database.hpp"

namespace swarm::identity {

std::span<const storage::Migration> migrations();
storage::Schema schema();

// A key with what decides whether it may be used at all.
struct KeyWithProject {
  ApiKey key;
  bool project_archived = false;
};

struct KeyCounts {
  std::int64_t active = 0;
  std::int64_t expired = 0;
  std::int64_t revoked = 0;
};

// Projects and keys in the database. Changes are made as units, so that the caller can commit them together with their
// audit entry. Thread-safe. Every read may fail with `unavailable`.
class IdentityStore {
 public:
  explicit IdentityStore(storage::Database& database) : database_(database) {}

  // Adding to a unit. The unit fails with `conflict`: a project's name is taken (reason "taken"), a maximum is reached,
  // or the row is no longer as it must be.
  static void add_project(storage::WriteUnit& unit, const Project& project);
  static void archive_project(storage::WriteUnit& unit, const ProjectId& id, Time at);
  static void add_key(storage::WriteUnit& unit, const ApiKey& key);
  // `project` exists, or was added to the unit before: `conflict` when an admin key was ever made.
  static void expect_no_admin_key(storage::WriteUnit& unit, const ProjectId& project);
  static void revoke_key(storage::WriteUnit& unit, const KeyId& id, Time at);  // one that is not revoked
  static void expire_key(storage::WriteUnit& unit, const KeyId& id, Time at);  // at the latest then; not revoked

  Async<Result<Project>> project(ProjectId id);            // `not_found`
  Async<Result<Project>> project_named(std::string name);  // `not_found`
  // In the order in which they were made, after the id `after` (empty: from the first), at most `limit`.
  Async<Result<std::vector<Project>>> projects(std::string after, std::int64_t limit);
  Async<Result<std::int64_t>> live_projects();  // how many are not archived

  Async<Result<KeyWithProject>> key(KeyId id);  // `not_found`
  // Of one project, or of all.
  Async<Result<std::vector<ApiKey>>> keys(std::optional<ProjectId> project, std::string after, std::int64_t limit);
  Async<Result<std::int64_t>> live_keys(ProjectId project);  // how many are not revoked
  Async<Result<bool>> has_admin_key();                       // ever made, in whatever state
  Async<Result<KeyCounts>> count_keys(Time now);

  // Remembers when keys were last used; at most once per `interval` and key.
  Async<Result<Done>> note_use(std::vector<std::pair<KeyId, Time>> uses, std::chrono::milliseconds interval);

 private:
  storage::Database& database_;
};

}  // namespace swarm::identity
