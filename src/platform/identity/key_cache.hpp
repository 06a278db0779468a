#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "platform/identity/identity_types.hpp"
#include "platform/identity/lru_map.hpp"

namespace swarm::identity {

inline constexpr std::size_t kCachedKeysMax = 10'000;
// How long another replica's revocation may go unnoticed here.
inline constexpr std::chrono::milliseconds kCacheLifetime{5'000};

// Keys that were lately looked up and whose secret was right. Thread-safe.
class KeyCache {
 public:
  KeyCache(std::size_t size_max, std::chrono::milliseconds lifetime, const Clock& clock);

  // Null when there is none, when it is too old, or when it is of another secret.
  std::shared_ptr<const ApiKey> find(const KeyId& id, const std::string& hash);

  // To be asked before the database is; put() then refuses what was dropped in between.
  std::uint64_t generation() const;
  void put(std::shared_ptr<const ApiKey> key, std::uint64_t generation);

  void drop(const KeyId& id);
  void clear();
  std::size_t size() const;

 private:
  struct Entry {
    std::shared_ptr<const ApiKey> key;
    SteadyTime fresh_until;
  };

  const std::chrono::milliseconds lifetime_;
  const Clock& clock_;
  mutable Mutex mutex_;
  LruMap<KeyId, Entry> entries_ SWARM_GUARDED_BY(mutex_);
  std::uint64_t generation_ SWARM_GUARDED_BY(mutex_) = 0;  // how often something was dropped
};

}  // namespace swarm::identity
