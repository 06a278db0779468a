#pragma once

#include <cstdint>

#include "base/mutex.hpp"
#include "platform/storage/database.hpp"
#include "platform/storage/postgres/connection_keeper.hpp"
#include "platform/storage/postgres/postgres_parts.hpp"

namespace swarm::storage {

// One thread with a connection of its own that hears what other processes tell (LISTEN) and passes it on. Whatever it
// may have missed while it had no connection, it makes up for by telling everyone. Now and then it measures the
// database. `parts.health` is that of the connections that write: what they tell was told here already.
class PostgresListener {
 public:
  static constexpr std::chrono::seconds kMeasureInterval{60};

  PostgresListener(const PostgresParts& parts, PostgresHealth& own_health)
      : parts_(parts),
        keeper_parts_{parts.config, parts.clock, parts.stop, own_health, parts.accounts, parts.metrics, parts.topics},
        keeper_(Role::listener, keeper_parts_) {}

  void begin();  // listens before anybody can subscribe, so that nobody is told for nothing; before work()
  void work();   // until all is to end
  std::int64_t size_bytes() const;
  LiveRows live_rows() const;

 private:
  bool listen();
  void follow(PostgresConnection& connection);
  bool pass_on(PostgresConnection& connection);
  bool measure(PostgresConnection& connection);
  void wait(const PostgresConnection& connection) const;

  const PostgresParts& parts_;
  const PostgresParts keeper_parts_;
  ConnectionKeeper keeper_;
  bool listening_ = false;
  SteadyTime measured_at_{};
  mutable Mutex mutex_;
  std::int64_t size_bytes_ SWARM_GUARDED_BY(mutex_) = 0;
  LiveRows live_rows_ SWARM_GUARDED_BY(mutex_);
};

}  // namespace swarm::storage
