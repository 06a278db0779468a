#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/live.hpp"
#include "base/mutex.hpp"
#include "base/random.hpp"
#include "platform/audit/audit_writer.hpp"
#include "platform/runtime/blocking_pool.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/runtime/timers.hpp"
#include "platform/secrets/secret_box.hpp"
#include "platform/secrets/secret_store.hpp"
#include "platform/secrets/secret_table.hpp"
#include "platform/secrets/secrets_metrics.hpp"
#include "platform/telemetry/log.hpp"

namespace swarm::secrets {

inline constexpr std::chrono::milliseconds kSecretsPollInterval{500};  // a change elsewhere acts within two of these

// A secret as it may be shown: everything but its value.
struct SecretFacts {
  std::string name;
  Origin origin = Origin::store;
  std::int64_t version = 0;  // 0: of the environment
  std::string key_id{};      // empty: of the environment
  bool is_readable = true;   // this server has the master key
  std::optional<Time> created_at{};
  std::optional<Time> updated_at{};
  std::string updated_by{};
};

// Named secrets of the installation: kept sealed in the database, used from memory. A change acts in this process
// before the call that made it returns, and in others within a second. Every change is audited, by name only.
// Thread-safe.
class SecretService final : public SecretSource {
 public:
  struct Deps {
    storage::Database& database;
    audit::AuditWriter& audit;
    const SecretBox& box;
    EnvironmentSecrets environment;
    runtime::BlockingPool& blocking;
    runtime::Loop& loop;
    Random& random;
    const Clock& clock;
    SecretsMetrics& metrics;
    telemetry::Log log;
  };
  explicit SecretService(Deps deps);

  // Reads the secrets. A failure must end the start: without them no provider can be asked.
  Async<Result<Done>> start();
  Async<void> stop();

  SecretPointer find(std::string_view name) const override;

  // By name, those of the environment that no stored one hides among them.
  Async<Result<std::vector<SecretFacts>>> list();
  // Makes or replaces it. `invalid_input`: the name or the value; `limit_exceeded`: there are kSecretsMax;
  // `conflict` (reason "other_master_key"): this server does not have the installation's master key.
  Async<Result<SecretFacts>> set(audit::Caller caller, std::string name, std::string value);
  // Replaces one that is stored. `not_found`, and as above.
  Async<Result<SecretFacts>> rotate(audit::Caller caller, std::string name, std::string value);
  Async<Result<Done>> remove(audit::Caller caller, std::string name);  // `not_found`

  // Reads again what changed; what the background does, and tests.
  Async<Result<Done>> refresh();

 private:
  struct Entry {
    std::int64_t version = 0;
    std::string sealed{};
    SecretPointer value{};
  };
  struct Table {
    std::int64_t change_number = -1;
    std::string key_id{};  // with which it was opened
    ByName<Entry> entries{};
  };
  using Change = storage::WriteUnit (*)(const StoredSecret&);

  Async<Result<SecretFacts>> store(audit::Caller caller, std::string name, std::string value, Change change,
                                   std::string action);
  Async<Result<Error>> why_not_stored(std::string name, Error refusal);
  Async<Result<Done>> follow_master_key(std::string wanted);
  void say_once_that_it_is_missed(const std::string& key_id);
  Async<Result<Done>> reload(std::int64_t change_number);
  Entry opened(const StoredSecret& secret, const Table& before) const;
  Async<void> watch_forever();

  Deps deps_;
  SecretStore store_;
  Live<Table> table_{Table{}};
  Mutex changing_;                                        // held to change the table
  std::string missed_key_ SWARM_GUARDED_BY(changing_){};  // the master key that is not here, as was said
  runtime::Wakeup wakeup_;
  storage::Database::Subscription subscription_;
  runtime::TaskGroup background_;
};

}  // namespace swarm::secrets
