#pragma once

#include <map>
#include <string>

#include "base/mutex.hpp"
#include "platform/telemetry/metrics.hpp"

namespace swarm::local_engine {

struct EngineMetrics {
  explicit EngineMetrics(telemetry::Metrics& metrics);

  telemetry::Gauge up;
  telemetry::Counter starts, restarts, failed_starts;
  telemetry::Histogram start_seconds;
  telemetry::Gauge waiting;
  telemetry::Counter log_lines_left_out;
};

// swarm_engine_device_memory_{used,total,limit}_bytes{device} and swarm_engine_fragmentation_events_total{device}, as
// the engine tells them. Device names are the engine's: at most kDevicesMax, a further one reads "other". Thread-safe.
class DeviceMetrics {
 public:
  static constexpr std::size_t kDevicesMax = 32;
  explicit DeviceMetrics(telemetry::Metrics& metrics);
  struct Figures {
    double used = 0, total = 0, limit = 0;
    double fragmentation_events = 0;
  };
  void show(const std::string& device, const Figures& figures);
  void nothing_serves();  // its figures begin anew

 private:
  struct Series {
    telemetry::Gauge used, total, limit;
    telemetry::Counter fragmentation;
    double fragmentation_told = 0;  // since the engine's start
  };
  Series make(const std::string& device);

  telemetry::Metrics& metrics_;
  Mutex mutex_;
  std::map<std::string, Series> devices_ SWARM_GUARDED_BY(mutex_);
};

}  // namespace swarm::local_engine
