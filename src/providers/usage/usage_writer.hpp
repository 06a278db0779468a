#pragma once

#include <deque>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/mutex.hpp"
#include "platform/runtime/one_shot.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/runtime/timers.hpp"
#include "platform/storage/database.hpp"
#include "platform/telemetry/log.hpp"
#include "providers/usage/usage_config.hpp"
#include "providers/usage/usage_metrics.hpp"
#include "providers/usage/usage_record.hpp"
#include "providers/usage/usage_store.hpp"

namespace swarm::usage {

inline constexpr std::size_t kBatchMax = 1'000;                  // records of one write
inline constexpr std::chrono::milliseconds kFlushInterval{500};  // a record waits no longer for others

// Stores records in batches, each exactly once, in the background. While the database is away they wait, up to the
// bound. What waits is lost on kill -9 and power cuts. Thread-safe.
class UsageWriter final : public UsageSink {
 public:
  struct Deps {
    storage::Database& database;
    IdSource& ids;
    runtime::Loop& loop;
    UsageMetrics& metrics;
    telemetry::Log log;
  };
  UsageWriter(UsageConfig config, Deps deps);

  void start() { background_.spawn(write_forever()); }
  // Stores what waits. What the database does not take now is dropped and counted, as is what comes later.
  Async<void> stop();

  void record(UsageRecord record) override;
  // Returns once what waits now has been tried: stored, unless the database is in trouble.
  Async<void> flush();
  std::size_t waiting() const;

 private:
  using Batch = std::vector<UsageRecord>;
  enum class Tried { stored, dropped, to_be_tried_again };

  Async<void> write_forever();
  Async<void> write_what_waits(bool all);
  Async<Tried> write_batch();
  Tried judge(const Result<storage::WriteOutcome>& written);
  bool take_batch(bool also_a_part);
  void settle(const telemetry::Counter& counter);
  void tell(Tried tried, const Error& error);
  std::size_t drop_rest();

  const UsageConfig config_;
  Deps deps_;
  const UsageStore store_;
  const std::string writer_;  // of this run of the server
  runtime::Wakeup wakeup_;
  // On the Loop only.
  Batch current_;  // being written; not empty: to be tried first
  std::int64_t number_ = 1;
  bool was_tried_ = false;  // `current_`: whether it was stored is not known
  bool in_trouble_ = false;

  mutable Mutex mutex_;
  std::deque<Batch> full_ SWARM_GUARDED_BY(mutex_);
  Batch filling_ SWARM_GUARDED_BY(mutex_);
  std::size_t waiting_ SWARM_GUARDED_BY(mutex_) = 0;  // with `current_`
  std::vector<runtime::OneShot<Done>> flushes_ SWARM_GUARDED_BY(mutex_);
  bool ended_ SWARM_GUARDED_BY(mutex_) = false;
  runtime::TaskGroup background_;
};

}  // namespace swarm::usage
