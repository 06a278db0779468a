#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/mutex.hpp"

namespace swarm::http {

// Who is inside a server: how many connections, in all and from each address. Safe to call from any thread.
class Occupancy {
 public:
  enum class Verdict { welcome, server_full, address_full };
  Occupancy(std::int64_t connections_max, std::int64_t per_address_max)
      : connections_max_(connections_max), per_address_max_(per_address_max) {}

  // `is_proxy`: many clients come through it, so the limit for one address does not count.
  Verdict enter(const std::string& address, bool is_proxy);
  void leave(const std::string& address, bool is_proxy);
  std::int64_t connections() const;

 private:
  const std::int64_t connections_max_;
  const std::int64_t per_address_max_;
  mutable Mutex mutex_;
  std::int64_t connections_ SWARM_GUARDED_BY(mutex_) = 0;
  std::map<std::string, std::int64_t> by_address_ SWARM_GUARDED_BY(mutex_);
};

// Counts the coroutines of a server and says when the last one has ended. Safe to call from any thread.
class Activity {
 public:
  void begin();
  void end();
  // Calls `told` once, now or later, when nothing runs; on the thread that ended last.
  void when_quiet(std::function<void()> told);
  bool is_quiet() const;

 private:
  mutable Mutex mutex_;
  std::int64_t running_ SWARM_GUARDED_BY(mutex_) = 0;
  std::vector<std::function<void()>> waiting_ SWARM_GUARDED_BY(mutex_);
};

}  // namespace swarm::http
