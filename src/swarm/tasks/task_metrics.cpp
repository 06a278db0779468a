#include "swarm/tasks/task_metrics.hpp"

namespace swarm::tasks {

namespace {

constexpr std::array<std::string_view, 5> kHeads{"math", "logic", "code", "reasoning", "none"};
constexpr std::array<std::string_view, 8> kOutcomes{"verified",  "agreed", "unverified", "refuted",
                                                    "abstained", "failed", "cancelled",  "dead_letter"};

}  // namespace

TaskMetrics::TaskMetrics(telemetry::Metrics& metrics)
    : submitted(metrics.counter("swarm_tasks_submitted_total", "Tasks accepted and stored.")),
      shed(metrics.counter("swarm_tasks_shed_total", "Tasks refused because the queue is long.")),
      stale(metrics.counter("swarm_task_stale_completions_total",
                            "Results dropped because the lease was lost or the task cancelled.")),
      reclaimed(metrics.counter("swarm_task_leases_reclaimed_total", "Tasks taken back from workers that ended.")),
      start_delay(metrics.histogram("swarm_task_start_delay_seconds", "From submission to the start of an attempt.")),
      retrying_(metrics.gauge("swarm_tasks_retrying", "Tasks that wait for their next attempt.")),
      dependent_(metrics.gauge("swarm_tasks_dependent", "Tasks that wait for the tasks they depend on.")),
      oldest_age_(metrics.gauge("swarm_task_oldest_age_seconds", "Age of the oldest waiting task.")) {
  for (const std::string_view head : kHeads) {
    for (const std::string_view outcome : kOutcomes) {
      finished_.emplace(std::pair(head, outcome),
                        metrics.counter("swarm_tasks_finished_total", "Tasks that ended, by head and outcome.",
                                        {{"head", head}, {"outcome", outcome}}));
    }
  }
  for (const auto& entry : enum_names(Priority{})) {
    queued_.emplace(entry.value, metrics.gauge("swarm_task_queue_length", "Tasks that wait for a worker.",
                                               {{"priority", entry.name}}));
  }
}

void TaskMetrics::finished(std::optional<answers::Head> head, std::string_view outcome) const {
  const std::string_view head_name = head ? json::name_of(*head) : "none";
  if (const auto found = finished_.find({head_name, outcome}); found != finished_.end()) found->second.add();
}

void TaskMetrics::queue_is(const std::map<Priority, std::int64_t>& queued, std::int64_t retrying,
                           std::int64_t dependent, std::chrono::milliseconds oldest) const {
  for (const auto& [priority, count] : queued)
    queued_.at(priority).set(static_cast<double>(count));
  retrying_.set(static_cast<double>(retrying));
  dependent_.set(static_cast<double>(dependent));
  oldest_age_.set(std::chrono::duration<double>(oldest).count());
}

}  // namespace swarm::tasks
