#include "platform/identity/identity_store.hpp"

#include <fmt/format.h>

#include "platform/identity/identity_rules.hpp"

namespace swarm::identity {

namespace {

using storage::Expect;
using storage::NamedStatement;
using storage::Row;
using storage::sql;
using storage::WriteUnit;

constexpr NamedStatement kInsertProject{
    "identity.insert_project",
    "INSERT INTO projects (id, name, created_at_ms) SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT) "
    "WHERE (SELECT COUNT(*) FROM projects WHERE archived_at_ms IS NULL) < CAST($4 AS BIGINT)"};
constexpr NamedStatement kArchiveProject{
    "identity.archive_project", "UPDATE projects SET archived_at_ms = $2 WHERE id = $1 AND archived_at_ms IS NULL"};
constexpr NamedStatement kProject{"identity.project",
                                  "SELECT id, name, created_at_ms, archived_at_ms FROM projects WHERE id = $1"};
constexpr NamedStatement kProjectNamed{"identity.project_named",
                                       "SELECT id, name, created_at_ms, archived_at_ms FROM projects WHERE name = $1"};
constexpr NamedStatement kProjects{
    "identity.projects",
    "SELECT id, name, created_at_ms, archived_at_ms FROM projects WHERE id > $1 ORDER BY id LIMIT $2"};
constexpr NamedStatement kLiveProjects{"identity.live_projects",
                                       "SELECT COUNT(*) FROM projects WHERE archived_at_ms IS NULL"};

constexpr NamedStatement kInsertKey{
    "identity.insert_key",
    "INSERT INTO api_keys (id, name, project, role, scopes, hash, created_at_ms, created_by, expires_at_ms) "
    "SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), "
    "CAST($6 AS TEXT), CAST($7 AS BIGINT), CAST($8 AS TEXT), CAST($9 AS BIGINT) "
    "WHERE (SELECT COUNT(*) FROM api_keys WHERE project = CAST($3 AS TEXT) AND revoked_at_ms IS NULL) "
    "< CAST($10 AS BIGINT)"};
// The first takes the project's row, so that on PostgreSQL the second, which looks anew, sees what another server
// stored.
constexpr NamedStatement kTakeProject{"identity.take_project", "UPDATE projects SET name = name WHERE id = $1"};
constexpr NamedStatement kFirstAdmin{
    "identity.first_admin",
    "UPDATE projects SET name = name WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM api_keys WHERE role = 'admin')"};
constexpr NamedStatement kRevokeKey{"identity.revoke_key",
                                    "UPDATE api_keys SET revoked_at_ms = $2 WHERE id = $1 AND revoked_at_ms IS NULL"};
constexpr NamedStatement kExpireKey{
    "identity.expire_key",
    "UPDATE api_keys SET expires_at_ms = CASE WHEN expires_at_ms < CAST($2 AS BIGINT) THEN expires_at_ms "
    "ELSE CAST($2 AS BIGINT) END WHERE id = $1 AND revoked_at_ms IS NULL"};
constexpr NamedStatement kKey{
    "identity.key",
    "SELECT k.id, k.name, k.project, k.role, k.scopes, k.hash, k.created_at_ms, k.created_by, k.expires_at_ms, "
    "k.last_used_at_ms, k.revoked_at_ms, p.archived_at_ms FROM api_keys k JOIN projects p ON p.id = k.project "
    "WHERE k.id = $1"};
constexpr NamedStatement kKeys{
    "identity.keys",
    "SELECT id, name, project, role, scopes, hash, created_at_ms, created_by, expires_at_ms, last_used_at_ms, "
    "revoked_at_ms FROM api_keys WHERE id > $1 ORDER BY id LIMIT $2"};
constexpr NamedStatement kProjectKeys{
    "identity.project_keys",
    "SELECT id, name, project, role, scopes, hash, created_at_ms, created_by, expires_at_ms, last_used_at_ms, "
    "revoked_at_ms FROM api_keys WHERE project = $3 AND id > $1 ORDER BY id LIMIT $2"};
constexpr NamedStatement kLiveKeys{"identity.live_keys",
                                   "SELECT COUNT(*) FROM api_keys WHERE project = $1 AND revoked_at_ms IS NULL"};
constexpr NamedStatement kAdminKeys{"identity.admin_keys", "SELECT COUNT(*) FROM api_keys WHERE role = 'admin'"};
constexpr NamedStatement kCountKeys{
    "identity.count_keys",
    "SELECT CASE WHEN revoked_at_ms IS NOT NULL THEN 'revoked' WHEN expires_at_ms <= CAST($1 AS BIGINT) THEN 'expired' "
    "ELSE 'active' END AS state, COUNT(*) FROM api_keys GROUP BY 1"};
constexpr NamedStatement kNoteUse{"identity.note_use",
                                  "UPDATE api_keys SET last_used_at_ms = $2 WHERE id = $1 "
                                  "AND (last_used_at_ms IS NULL OR last_used_at_ms <= CAST($3 AS BIGINT))"};

constexpr const NamedStatement* kStatements[] = {
    &kInsertProject, &kArchiveProject, &kProject,   &kProjectNamed, &kProjects,    &kLiveProjects,
    &kInsertKey,     &kRevokeKey,      &kExpireKey, &kKey,          &kKeys,        &kProjectKeys,
    &kLiveKeys,      &kAdminKeys,      &kCountKeys, &kNoteUse,      &kTakeProject, &kFirstAdmin};

// What we stored ourselves: a row that cannot be read is damage, or was written by a release that knows more.
std::unexpected<Error> unreadable(std::string_view what, std::string_view value) {
  return fail(ErrorCode::internal,
              fmt::format("the database holds the {} '{}', which this release does not know", what, value));
}

Result<Project> project_from(const Row& row) {
  return Project {
    .id = TRY(ProjectId::parse(row.text(0)))
    , .name = row.text(1), .created_at = row.time(2), .archived_at = row.optional_time(3)
  };
}

Result<ApiKey> key_from(const Row& row) {
  const auto role = json::enum_named<Role>(row.text(3));
  if (!role) return unreadable("role", row.text(3));
  return ApiKey {
    .id = TRY(KeyId::parse(row.text(0)))
    , .name = row.text(1), .project = TRY(ProjectId::parse(row.text(2)))
    , .role = *role, .scopes = scopes_from(row.text(4)), .hash = row.text(5), .created_at = row.time(6),
        .created_by = row.text(7), .expires_at = row.optional_time(8), .last_used_at = row.optional_time(9),
        .revoked_at = row.optional_time(10)
  };
}

template <class T>
Result<std::vector<T>> all_from(const storage::Rows& rows, Result<T> (*from)(const Row&)) {
  std::vector<T> found;
  found.reserve(rows.size());
  for (const Row& row : rows)
    found.push_back(TRY(from(row)));
  return found;
}

Result<Project> one_project(const storage::Rows& rows, std::string_view asked) {
  if (rows.empty()) return fail(ErrorCode::not_found, fmt::format("there is no project '{}'", asked));
  return project_from(rows.front());
}

}  // namespace

storage::Schema schema() {
  return {migrations(), kStatements};
}

void IdentityStore::add_project(WriteUnit& unit, const Project& project) {
  unit.add(kInsertProject, {sql(project.id.text()), sql(project.name), sql(project.created_at), sql(kProjectsMax)},
           Expect::exactly(1));
}

void IdentityStore::expect_no_admin_key(WriteUnit& unit, const ProjectId& project) {
  unit.add(kTakeProject, {sql(project.text())}, Expect::exactly(1));
  unit.add(kFirstAdmin, {sql(project.text())}, Expect::exactly(1));
}

void IdentityStore::archive_project(WriteUnit& unit, const ProjectId& id, Time at) {
  unit.add(kArchiveProject, {sql(id.text()), sql(at)}, Expect::exactly(1));
}

void IdentityStore::add_key(WriteUnit& unit, const ApiKey& key) {
  unit.add(kInsertKey,
           {sql(key.id.text()), sql(key.name), sql(key.project.text()), sql(json::name_of(key.role)),
            sql(scopes_text(key.scopes)), sql(key.hash), sql(key.created_at), sql(key.created_by), sql(key.expires_at),
            sql(kKeysPerProjectMax)},
           Expect::exactly(1));
}

void IdentityStore::revoke_key(WriteUnit& unit, const KeyId& id, Time at) {
  unit.add(kRevokeKey, {sql(id.text()), sql(at)}, Expect::exactly(1));
}

void IdentityStore::expire_key(WriteUnit& unit, const KeyId& id, Time at) {
  unit.add(kExpireKey, {sql(id.text()), sql(at)}, Expect::exactly(1));
}

Async<Result<Project>> IdentityStore::project(ProjectId id) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kProject, {sql(id.text())}));
  co_return one_project(rows, id.text());
}

Async<Result<Project>> IdentityStore::project_named(std::string name) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kProjectNamed, {sql(name)}));
  co_return one_project(rows, name);
}

Async<Result<std::vector<Project>>> IdentityStore::projects(std::string after, std::int64_t limit) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kProjects, {sql(after), sql(limit)}));
  co_return all_from<Project>(rows, project_from);
}

Async<Result<std::int64_t>> IdentityStore::live_projects() {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kLiveProjects, {}));
  co_return rows.at(0).integer(0);
}

Async<Result<KeyWithProject>> IdentityStore::key(KeyId id) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kKey, {sql(id.text())}));
  if (rows.empty()) co_return fail(ErrorCode::not_found, fmt::format("there is no key '{}'", id.text()));
  co_return KeyWithProject {
    .key = CO_TRY(key_from(rows.front()))
    , .project_archived = !rows.front().is_null(11)
  };
}

Async<Result<std::vector<ApiKey>>> IdentityStore::keys(std::optional<ProjectId> project, std::string after,
                                                       std::int64_t limit) {
  storage::Parameters parameters{sql(after), sql(limit)};
  if (project) parameters.push_back(sql(project->text()));
  const storage::Rows rows = CO_TRY(co_await database_.read(project ? &kProjectKeys : &kKeys, std::move(parameters)));
  co_return all_from<ApiKey>(rows, key_from);
}

Async<Result<std::int64_t>> IdentityStore::live_keys(ProjectId project) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kLiveKeys, {sql(project.text())}));
  co_return rows.at(0).integer(0);
}

Async<Result<bool>> IdentityStore::has_admin_key() {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kAdminKeys, {}));
  co_return rows.at(0).integer(0) > 0;
}

Async<Result<KeyCounts>> IdentityStore::count_keys(Time now) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kCountKeys, {sql(now)}));
  KeyCounts counts;
  for (const Row& row : rows) {
    const std::string& state = row.text(0);
    (state == "active" ? counts.active : state == "expired" ? counts.expired : counts.revoked) = row.integer(1);
  }
  co_return counts;
}

Async<Result<Done>> IdentityStore::note_use(std::vector<std::pair<KeyId, Time>> uses,
                                            std::chrono::milliseconds interval) {
  WriteUnit unit;
  for (const auto& [id, at] : uses)
    unit.add(kNoteUse, {sql(id.text()), sql(at), sql(at - interval)});
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

}  // namespace swarm::identity
