#pragma once

#include <chrono>
#include <cstdint>
#include <set>
#include <string>

#include "base/clock.hpp"
#include "base/mutex.hpp"

namespace swarm::storage {

// What the connections of one kind (those that write, those that read) know of the server, together. Safe to use from
// any thread.
class PostgresHealth {
 public:
  explicit PostgresHealth(const Clock& clock) : clock_(clock), down_since_(clock.steady_now()) {}

  // `process`: the server's number for the connection.
  void connected(int process);
  void lost(int process, std::string why);
  void not_connected(std::string why);  // an attempt failed
  void closed(int process);             // on purpose
  void busy(bool is_busy);              // one connection began or ended work

  // Nobody has had a connection for `duration`.
  bool down_for(std::chrono::milliseconds duration) const;
  bool is_ours(int process) const;

  struct Snapshot {
    std::int64_t connected = 0;
    std::int64_t busy = 0;
    std::string trouble{};  // of the last attempt to reach the server; empty when it went well
  };
  Snapshot snapshot() const;

 private:
  void remove(int process) SWARM_REQUIRES(mutex_);

  const Clock& clock_;
  mutable Mutex mutex_;
  std::set<int> processes_ SWARM_GUARDED_BY(mutex_);
  std::int64_t busy_ SWARM_GUARDED_BY(mutex_) = 0;
  std::string trouble_ SWARM_GUARDED_BY(mutex_);
  SteadyTime down_since_ SWARM_GUARDED_BY(mutex_);
};

}  // namespace swarm::storage
