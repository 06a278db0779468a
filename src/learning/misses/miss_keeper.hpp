#pragma once

#include "learning/misses/miss_metrics.hpp"
#include "learning/misses/miss_store.hpp"

namespace swarm::misses {

// Forgets misses that are too old or too many, and shows how many there are. Thread-safe.
class MissKeeper {
 public:
  MissKeeper(storage::Database& database, telemetry::Metrics& metrics) : store_(database), metrics_(metrics) {}

  // One step, of at most `count`; how many went. Called again until 0, which is when they are counted.
  Async<Result<std::int64_t>> forget(Kept kept, std::int64_t count);

 private:
  MissStore store_;
  const MissMetrics metrics_;
};

}  // namespace swarm::misses
