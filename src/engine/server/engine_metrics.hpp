#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/batching/inference.hpp"
#include "platform/telemetry/metrics.hpp"

namespace swarm::engine_server {

// How generations ended, as a label.
enum class Outcome { stop, length, cancelled, timeout, refused, failed };
inline constexpr std::size_t kOutcomes = 6;

// What the engine counts. The figures of EngineState are looked up before every exposition.
class EngineMetrics {
 public:
  // Registers one series for each device that `inference` has now. It outlives `metrics`' last exposition.
  EngineMetrics(telemetry::Metrics& metrics, const batching::Inference& inference);

  void ended(const batching::GenerationEnd& end, std::chrono::nanoseconds whole) const;
  void failed(ErrorCode code) const;
  void embedded(std::size_t inputs) const;

 private:
  // A counter behind a figure that somebody else counts.
  struct Followed {
    telemetry::Counter counter;
    double told = 0;
    void follow(double value);
  };
  struct Device {
    telemetry::Gauge used, total, limit;
    std::array<telemetry::Gauge, 4> by_kind;  // weights, kv, adapters, compute
    Followed fragmentation_events;
  };
  void add_device(telemetry::Metrics& metrics, const batching::DeviceMemory& memory);
  void refresh();
  void refresh(Device& device, const batching::DeviceMemory& memory);

  const batching::Inference& inference_;
  std::vector<Device> devices_;
  telemetry::Gauge slots_busy_, slots_idle_, waiting_, contexts_;
  Followed prompt_tokens_, cached_tokens_, output_tokens_, decode_calls_;
  Followed context_switches_, contexts_made_, contexts_given_back_, switching_seconds_;
  std::vector<telemetry::Counter> outcomes_;
  telemetry::Counter embeddings_;
  telemetry::Histogram first_token_, token_, queued_;
};

}  // namespace swarm::engine_server
