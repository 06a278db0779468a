#pragma once

#include <chrono>
#include <unordered_map>
#include <vector>

#include "base/mutex.hpp"
#include "platform/storage/database.hpp"
#include "platform/storage/storage_metrics.hpp"

namespace swarm::storage {

// How often and how long each statement ran since start; what both databases keep for `swarmctl database slow`. Passes
// every run on to the metrics. Safe to call from any thread.
class StatementAccounts {
 public:
  // Statements are constants of ours, so this is far away; what comes beyond it is accounted as "other".
  static constexpr std::size_t kStatementsMax = 4096;

  explicit StatementAccounts(StorageMetrics& metrics) : metrics_(metrics) {}

  void ran(const NamedStatement& what, std::chrono::nanoseconds duration);
  // By total time, longest first.
  std::vector<StatementAccount> all() const;

 private:
  struct Totals {
    std::int64_t calls = 0;
    std::chrono::nanoseconds total{0};
    std::chrono::nanoseconds max{0};
  };
  Totals& totals_of(const NamedStatement& what) SWARM_REQUIRES(mutex_);

  StorageMetrics& metrics_;
  mutable Mutex mutex_;
  std::unordered_map<const NamedStatement*, Totals> totals_ SWARM_GUARDED_BY(mutex_);
};

}  // namespace swarm::storage
