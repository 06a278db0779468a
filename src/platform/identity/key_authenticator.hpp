#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "platform/http_server/gatekeepers.hpp"
#include "platform/identity/identity_metrics.hpp"
#include "platform/identity/identity_store.hpp"
#include "platform/identity/key_cache.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/runtime/timers.hpp"
#include "platform/telemetry/log.hpp"

namespace swarm::identity {

inline constexpr std::chrono::milliseconds kLastUseInterval{60'000};  // last_used_at is this exact
inline constexpr std::chrono::milliseconds kMaintenanceInterval{10'000};
inline constexpr std::size_t kUsesWaitingMax =
    10'000;  // keys whose use waits to be written; more wait for their next use
inline constexpr std::size_t kUsesPerUnitMax = 500;
inline constexpr std::size_t kCachedProjectsMax = 1'000;

// Answers who presents a key. One for the process; thread-safe. In the background it writes when keys were last used
// and keeps the gauges of keys.
class KeyAuthenticator final : public http::Authenticator {
 public:
  struct Deps {
    IdentityStore& store;
    runtime::Loop& loop;
    const Clock& clock;
    IdentityMetrics& metrics;
    telemetry::Log log;
  };
  explicit KeyAuthenticator(Deps deps);

  void start();
  Async<void> stop();  // writes what waits

  Async<Result<http::Principal>> authenticate(std::string presented, std::optional<std::string> project) override;
  bool grants(const http::Principal& principal, http::Permission permission) const override;

  // A key was changed here: from now on the database decides about it again.
  void forget(const KeyId& id) { cache_.drop(id); }
  void forget_all();

  // One round of the background work; also for tests.
  Async<Result<Done>> maintain();
  std::size_t cached() const { return cache_.size(); }

 private:
  struct KnownProject {
    ProjectId id;
    SteadyTime fresh_until;
  };

  Async<Result<std::shared_ptr<const ApiKey>>> identify(std::string presented);
  Async<Result<std::shared_ptr<const ApiKey>>> look_up(KeyId id, std::string hash);
  Result<Done> check_usable(const ApiKey& key) const;
  Async<Result<ProjectId>> acting_project(Role role, std::string named);
  std::optional<ProjectId> known_project(const std::string& named);
  void note_use(const ApiKey& key);
  std::vector<std::pair<KeyId, Time>> take_uses();
  Async<void> maintain_forever();

  Deps deps_;
  KeyCache cache_;
  Mutex mutex_;
  LruMap<std::string, KnownProject> projects_ SWARM_GUARDED_BY(mutex_){kCachedProjectsMax};
  std::unordered_map<KeyId, Time> uses_ SWARM_GUARDED_BY(mutex_);
  runtime::TaskGroup background_;
};

}  // namespace swarm::identity
