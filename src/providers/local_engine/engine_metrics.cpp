#include "providers/local_engine/engine_metrics.hpp"

#include <utility>

namespace swarm::local_engine {

EngineMetrics::EngineMetrics(telemetry::Metrics& metrics)
    : up(metrics.gauge("swarm_engine_up", "1 while the engine that this server runs serves.")),
      starts(metrics.counter("swarm_engine_starts_total", "Times that the engine was started.")),
      restarts(metrics.counter("swarm_engine_restarts_total",
                               "Times that the engine ended by itself, and was started again.")),
      failed_starts(metrics.counter("swarm_engine_failed_starts_total", "Starts after which the engine never served.")),
      start_seconds(metrics.histogram("swarm_engine_start_seconds", "From the engine's start until it serves.")),
      waiting(metrics.gauge("swarm_engine_calls_waiting", "Calls that wait until the engine serves.")),
      log_lines_left_out(metrics.counter("swarm_engine_log_lines_left_out_total",
                                         "Lines of the engine beyond engine.log_lines_per_second.")) {}

DeviceMetrics::DeviceMetrics(telemetry::Metrics& metrics) : metrics_(metrics) {
  MutexLock lock(mutex_);
  devices_.emplace("cpu", make("cpu"));
}

DeviceMetrics::Series DeviceMetrics::make(const std::string& device) {
  return {.used = metrics_.gauge("swarm_engine_device_memory_used_bytes",
                                 "Memory of the engine's device that all processes use, as it reports it.",
                                 {{"device", device}}),
          .total = metrics_.gauge("swarm_engine_device_memory_total_bytes", "Memory of the engine's device.",
                                  {{"device", device}}),
          .limit = metrics_.gauge("swarm_engine_device_memory_limit_bytes", "What the engine may use of it.",
                                  {{"device", device}}),
          .fragmentation = metrics_.counter("swarm_engine_fragmentation_events_total",
                                            "Allocations of the engine that failed although memory was free.",
                                            {{"device", device}})};
}

void DeviceMetrics::show(const std::string& device, const Figures& figures) {
  MutexLock lock(mutex_);
  auto found = devices_.find(device);
  if (found == devices_.end()) {
    const std::string name = devices_.size() < kDevicesMax ? device : "other";
    found = devices_.find(name);
    if (found == devices_.end()) found = devices_.emplace(name, make(name)).first;
  }
  found->second.used.set(figures.used);
  found->second.total.set(figures.total);
  found->second.limit.set(figures.limit);
  const double more =
      figures.fragmentation_events - std::exchange(found->second.fragmentation_told, figures.fragmentation_events);
  if (more > 0) found->second.fragmentation.add(more);
}

void DeviceMetrics::nothing_serves() {
  MutexLock lock(mutex_);
  for (auto& [device, series] : devices_) {
    for (const telemetry::Gauge& gauge : {series.used, series.total, series.limit})
      gauge.set(0);
    series.fragmentation_told = 0;
  }
}

}  // namespace swarm::local_engine
