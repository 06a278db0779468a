#pragma once

#include <array>
#include <map>
#include <string>

#include "platform/telemetry/metrics.hpp"
#include "swarm/tasks/task_types.hpp"

namespace swarm::tasks {

struct TaskMetrics {
  explicit TaskMetrics(telemetry::Metrics& metrics);

  // The head is nothing when none was chosen.
  void finished(std::optional<answers::Head> head, std::string_view outcome) const;
  void queue_is(const std::map<Priority, std::int64_t>& queued, std::int64_t retrying, std::int64_t dependent,
                std::chrono::milliseconds oldest) const;

  telemetry::Counter submitted;
  telemetry::Counter shed;           // refused because the queue is long
  telemetry::Counter stale;          // completions of a lost lease, dropped
  telemetry::Counter reclaimed;      // from dead workers
  telemetry::Histogram start_delay;  // from submission to the start of the first attempt

 private:
  std::map<std::pair<std::string_view, std::string_view>, telemetry::Counter> finished_;
  std::map<Priority, telemetry::Gauge> queued_;
  telemetry::Gauge retrying_;
  telemetry::Gauge dependent_;
  telemetry::Gauge oldest_age_;
};

}  // namespace swarm::tasks
