#pragma once

#include <span>
#include <string>
#include <vector>

#include "platform/runtime/async.hpp"
#include "platform/secrets/secret_types.hpp"
#include "platform/storage/database.hpp"

namespace swarm::secrets {

std::span<const storage::Migration> migrations();
storage::Schema schema();

inline constexpr std::string_view kSecretsTopic = "secrets";

// What tells cheaply whether a server must read its secrets, or its master key, again.
struct SecretsState {
  std::int64_t change_number = 0;
  std::string master_key_id{};  // what everything new must be sealed with; empty: nothing was sealed yet
};

// Refuses the unit (`conflict`) unless `key_id` is the installation's master key, and makes it that when there is none:
// a unit that stores something sealed must not slip behind a change of the master key.
void require_master_key(storage::WriteUnit& unit, const std::string& key_id);
// Named secrets in the database, sealed. Changes are units, so that their audit entry is in the same transaction.
// Thread-safe. Every read may fail with `unavailable`.
class SecretStore {
 public:
  explicit SecretStore(storage::Database& database) : database_(database) {}

  // Makes or replaces it; the outcome's last statement returns its version. `conflict`: kSecretsMax is reached, or
  // another master key is the installation's.
  static storage::WriteUnit put(const StoredSecret& secret);
  static storage::WriteUnit replace(const StoredSecret& secret);  // `conflict` also when there is none
  static storage::WriteUnit remove(const std::string& name);      // `conflict`: there is none
  static std::int64_t version_in(const storage::WriteOutcome& outcome);

  Async<Result<std::vector<StoredSecret>>> all();  // by name, at most kSecretsMax
  Async<Result<SecretsState>> state();
  // Says before anything is sealed, and clearly, when `key_id` is not the installation's master key: `conflict` (reason
  // "other_master_key").
  Async<Result<Done>> check_master_key(std::string key_id);

  // --- Change of the master key ---
  // Makes `to` the installation's, when `from` or nothing is; again has no effect. `conflict` otherwise.
  static storage::WriteUnit switch_key(const std::string& from, const std::string& to);
  static storage::WriteUnit adopt_key(const std::string& to);  // whatever was before
  Async<Result<std::vector<StoredSecret>>> sealed_with(std::string key_id, std::string after, std::int64_t limit);
  // Adds the value sealed anew, unless it was changed in the meantime.
  static void reseal(storage::WriteUnit& unit, const StoredSecret& read, std::string sealed, std::string key_id);

 private:
  storage::Database& database_;
};

}  // namespace swarm::secrets
