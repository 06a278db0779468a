#pragma once

#include <string>
#include <vector>

#include "base/random.hpp"
#include "platform/audit/audit_writer.hpp"
#include "platform/runtime/blocking_pool.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/runtime/timers.hpp"
#include "platform/secrets/secret_box.hpp"
#include "platform/secrets/secret_store.hpp"
#include "platform/secrets/secrets_metrics.hpp"
#include "platform/telemetry/log.hpp"

namespace swarm::secrets {

inline constexpr std::chrono::milliseconds kFinishInterval{5'000};  // until an unfinished change is tried again
inline constexpr std::int64_t kResealedPerUnit = 100;
inline constexpr int kResealPassesMax = 20;  // each but the last found something that was stored meanwhile

// Somebody who stores sealed texts, and seals them anew when the master key changed.
class SealedOwner {
 public:
  virtual ~SealedOwner() = default;
  // Seals everything that the key `old_key` sealed with the present one, in units that require_master_key() guards.
  // How many; 0: nothing is left but what cannot be opened. Errors: `conflict` when the key changed again, and those
  // of the database.
  virtual Async<Result<std::int64_t>> reseal(std::string old_key) = 0;
};

// The named secrets' own.
class SecretResealer final : public SealedOwner {
 public:
  SecretResealer(storage::Database& database, const SecretBox& box, Random& random, telemetry::Log log)
      : database_(database), store_(database), box_(box), random_(random), log_(std::move(log)) {}
  Async<Result<std::int64_t>> reseal(std::string old_key) override;

 private:
  storage::Database& database_;
  SecretStore store_;
  const SecretBox& box_;
  Random& random_;
  telemetry::Log log_;
};

// Changes the master key: new key, every owner's texts sealed anew, old key forgotten. The old key's file is kept until
// nothing needs it, so an end in the middle loses nothing, and the next start goes on. Thread-safe.
class MasterKeyService {
 public:
  struct Deps {
    storage::Database& database;
    audit::AuditWriter& audit;
    const SecretBox& box;
    runtime::BlockingPool& blocking;
    runtime::Loop& loop;
    Random& random;
    SecretsMetrics& metrics;
    telemetry::Log log;
  };
  explicit MasterKeyService(Deps deps);

  void add_owner(SealedOwner& owner) { owners_.push_back(&owner); }  // before start()
  void start();
  Async<void> stop();

  struct Rotated {
    std::string key_id;
    std::string previous_key_id;
    std::int64_t resealed = 0;
    bool finished = false;  // otherwise the background goes on
  };
  // `conflict`: the last change has not ended (reason "rotation_unfinished"), or this server does not have the
  // installation's key (reason "other_master_key"). With `abandon_unreadable` the latter is no obstacle: what other
  // keys sealed stays unreadable until it is set again.
  Async<Result<Rotated>> rotate(audit::Caller caller, bool abandon_unreadable);

  // Seals anew what the previous key sealed, and forgets that key; how many. 0 when there is nothing to finish.
  Async<Result<std::int64_t>> finish();

 private:
  Async<Result<Done>> switch_key(audit::Caller caller, bool abandon_unreadable);
  Async<void> finish_forever();

  Deps deps_;
  SecretStore store_;
  SecretResealer own_;
  std::vector<SealedOwner*> owners_;
  std::atomic<bool> rotating_ = false;
  runtime::Wakeup wakeup_;
  runtime::TaskGroup background_;
};

}  // namespace swarm::secrets
