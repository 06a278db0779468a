#include "platform/secrets/secret_store.hpp"

#include <fmt/format.h>

namespace swarm::secrets {

namespace {

using storage::Expect;
using storage::NamedStatement;
using storage::sql;
using storage::WriteUnit;

// $6: the most that there may be.
constexpr NamedStatement kPut{
    "secrets.put",
    "INSERT INTO secrets (name, value, key_id, version, created_at_ms, updated_at_ms, updated_by) "
    "SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), 1, swarm_now_ms(), swarm_now_ms(), CAST($4 AS TEXT) "
    "WHERE (SELECT count(*) FROM secrets AS o WHERE o.name <> CAST($1 AS TEXT)) < CAST($5 AS BIGINT) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value, key_id = excluded.key_id, "
    "version = secrets.version + 1, updated_at_ms = excluded.updated_at_ms, updated_by = excluded.updated_by "
    "RETURNING version"};
constexpr NamedStatement kReplace{
    "secrets.replace",
    "UPDATE secrets SET value = $2, key_id = $3, version = version + 1, updated_at_ms = swarm_now_ms(), "
    "updated_by = $4 WHERE name = $1 RETURNING version"};
constexpr NamedStatement kDelete{"secrets.delete", "DELETE FROM secrets WHERE name = $1"};
constexpr NamedStatement kCountChange{"secrets.count_change",
                                      "UPDATE secret_changes SET number = number + 1 WHERE id = 1"};

#define SWARM_SECRET_COLUMNS "s.name, s.value, s.key_id, s.version, s.created_at_ms, s.updated_at_ms, s.updated_by"
constexpr NamedStatement kAll{"secrets.all",
                              "SELECT " SWARM_SECRET_COLUMNS " FROM secrets AS s ORDER BY s.name LIMIT $1"};
constexpr NamedStatement kSealedWith{"secrets.sealed_with",
                                     "SELECT " SWARM_SECRET_COLUMNS
                                     " FROM secrets AS s WHERE s.key_id = $1 AND s.name > $2 ORDER BY s.name LIMIT $3"};
constexpr NamedStatement kState{
    "secrets.state",
    "SELECT c.number, k.key_id FROM secret_changes AS c, master_keys AS k WHERE c.id = 1 AND k.id = 1"};
// Locks the row, so that a change of the key and a use of it have an order.
constexpr NamedStatement kUseKey{
    "secrets.use_master_key",
    "UPDATE master_keys SET key_id = $1, uses = uses + 1 WHERE id = 1 AND (key_id = $1 OR key_id = '')"};
constexpr NamedStatement kSwitchKey{"secrets.switch_master_key",
                                    "UPDATE master_keys SET key_id = $2 WHERE id = 1 AND key_id IN ($1, $2, '')"};
constexpr NamedStatement kAdoptKey{"secrets.adopt_master_key", "UPDATE master_keys SET key_id = $1 WHERE id = 1"};
constexpr NamedStatement kReseal{"secrets.reseal",
                                 "UPDATE secrets SET value = $3, key_id = $4 WHERE name = $1 AND value = $2"};

constexpr const NamedStatement* kStatements[] = {&kPut,   &kReplace, &kDelete,    &kCountChange, &kAll,   &kSealedWith,
                                                 &kState, &kUseKey,  &kSwitchKey, &kAdoptKey,    &kReseal};

std::vector<StoredSecret> secrets_of(storage::Rows rows) {
  std::vector<StoredSecret> secrets;
  secrets.reserve(rows.size());
  for (storage::Row& row : rows) {
    secrets.push_back({.name = row.take_text(0),
                       .sealed = row.take_text(1),
                       .key_id = row.take_text(2),
                       .version = row.integer(3),
                       .created_at = row.time(4),
                       .updated_at = row.time(5),
                       .updated_by = row.take_text(6)});
  }
  return secrets;
}

// A unit that stores `secret` by its last statement.
WriteUnit unit_storing(const StoredSecret& secret) {
  WriteUnit unit;
  require_master_key(unit, secret.key_id);
  unit.add(kCountChange, {}, Expect::exactly(1));
  unit.topics.emplace_back(kSecretsTopic);
  return unit;
}

}  // namespace

storage::Schema schema() {
  return {migrations(), kStatements};
}

void require_master_key(WriteUnit& unit, const std::string& key_id) {
  unit.add(kUseKey, {sql(key_id)}, Expect::exactly(1));
}

WriteUnit SecretStore::put(const StoredSecret& secret) {
  WriteUnit unit = unit_storing(secret);
  unit.add(kPut, {sql(secret.name), sql(secret.sealed), sql(secret.key_id), sql(secret.updated_by), sql(kSecretsMax)},
           Expect::exactly(1));
  return unit;
}

WriteUnit SecretStore::replace(const StoredSecret& secret) {
  WriteUnit unit = unit_storing(secret);
  unit.add(kReplace, {sql(secret.name), sql(secret.sealed), sql(secret.key_id), sql(secret.updated_by)},
           Expect::exactly(1));
  return unit;
}

WriteUnit SecretStore::remove(const std::string& name) {
  WriteUnit unit;
  unit.add(kCountChange, {}, Expect::exactly(1));
  unit.add(kDelete, {sql(name)}, Expect::exactly(1));
  unit.topics.emplace_back(kSecretsTopic);
  return unit;
}

std::int64_t SecretStore::version_in(const storage::WriteOutcome& outcome) {
  return outcome.rows.back().at(0).integer(0);
}

Async<Result<std::vector<StoredSecret>>> SecretStore::all() {
  co_return secrets_of(CO_TRY(co_await database_.read(&kAll, {sql(kSecretsMax)})));
}

Async<Result<SecretsState>> SecretStore::state() {
  storage::Rows rows = CO_TRY(co_await database_.read(&kState, {}));
  co_return SecretsState{rows.at(0).integer(0), rows.at(0).take_text(1)};
}

WriteUnit SecretStore::switch_key(const std::string& from, const std::string& to) {
  WriteUnit unit;
  unit.add(kSwitchKey, {sql(from), sql(to)}, Expect::exactly(1));
  unit.topics.emplace_back(kSecretsTopic);
  return unit;
}

WriteUnit SecretStore::adopt_key(const std::string& to) {
  WriteUnit unit;
  unit.add(kAdoptKey, {sql(to)}, Expect::exactly(1));
  unit.topics.emplace_back(kSecretsTopic);
  return unit;
}

Async<Result<Done>> SecretStore::check_master_key(std::string key_id) {
  const SecretsState now = CO_TRY(co_await state());
  if (now.master_key_id.empty() || now.master_key_id == key_id) co_return Done{};
  co_return fail(ErrorCode::conflict, "other_master_key",
                 fmt::format("stored secrets are sealed with the master key {}, this server has {}; give it the same "
                             "master.key, or, if that is lost, rotate the master key with abandon_unreadable",
                             now.master_key_id, key_id));
}

Async<Result<std::vector<StoredSecret>>> SecretStore::sealed_with(std::string key_id, std::string after,
                                                                  std::int64_t limit) {
  co_return secrets_of(CO_TRY(co_await database_.read(&kSealedWith, {sql(key_id), sql(after), sql(limit)})));
}

void SecretStore::reseal(WriteUnit& unit, const StoredSecret& read, std::string sealed, std::string key_id) {
  unit.add(kReseal, {sql(read.name), sql(read.sealed), sql(sealed), sql(key_id)}, Expect::at_most(1));
}

}  // namespace swarm::secrets
