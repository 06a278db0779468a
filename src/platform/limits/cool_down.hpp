#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "platform/identity/lru_map.hpp"
#include "platform/limits/token_bucket.hpp"

namespace swarm::limits {

// Which addresses presented too many wrong keys and are refused for a while, right keys or not. When there are more
// addresses than `addresses_max`, the one that failed longest ago is forgotten. Thread-safe.
class CoolDown {
 public:
  explicit CoolDown(std::size_t addresses_max) : failures_(addresses_max) {}

  void failed(const std::string& address, Rate allowed, std::chrono::milliseconds duration, SteadyTime now);
  // How long it is still refused; nothing when it is not.
  std::optional<std::chrono::milliseconds> remaining(const std::string& address, SteadyTime now);
  std::size_t size() const;

 private:
  struct Failures {
    TokenBucket allowed;
    SteadyTime refused_until;
  };
  std::atomic<bool> any_failed_ = false;  // nearly always false: then no lock is taken
  mutable Mutex mutex_;
  identity::LruMap<std::string, Failures> failures_ SWARM_GUARDED_BY(mutex_);
};

}  // namespace swarm::limits
