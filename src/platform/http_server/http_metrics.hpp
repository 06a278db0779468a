#pragma once

#include <array>
#include <atomic>
#include <deque>
#include <memory>
#include <vector>

#include "base/mutex.hpp"
#include "platform/http_server/router.hpp"
#include "platform/telemetry/metrics.hpp"

namespace swarm::http {

// swarm_http_requests_total{route,method,status} and swarm_http_request_duration_seconds{route} of one route. The
// series of the successful status and of 500 exist from the start, the others from the first such answer: all of them
// would be a thousand lines that stay at zero. Safe to call from any thread.
class RouteMeter {
 public:
  RouteMeter(telemetry::Metrics& metrics, std::string route, std::string_view method, int success_status);
  void answered(int status, double seconds);

 private:
  static constexpr std::size_t kStatuses = 600;
  telemetry::Counter make(int status);

  telemetry::Metrics& metrics_;
  const std::string route_;
  const std::string_view method_;
  const telemetry::Histogram duration_;
  Mutex mutex_;
  std::deque<telemetry::Counter> made_ SWARM_GUARDED_BY(mutex_);  // never moved once made
  std::array<std::atomic<const telemetry::Counter*>, kStatuses> by_status_{};
};

// Every series of this module; the golden file of metric names has them with their help.
struct HttpMetrics {
  HttpMetrics(telemetry::Metrics& metrics, const Router& router);

  // `route`: of the router given above; null for a request that matched none.
  RouteMeter& meter(const Route* route, Method method);

  telemetry::Gauge connections;
  telemetry::Gauge event_streams;
  telemetry::Counter refused_server_full;
  telemetry::Counter refused_address_full;
  telemetry::Counter shed;
  telemetry::Counter framing_refused;
  telemetry::Counter header_timeouts;
  telemetry::Counter body_timeouts;
  telemetry::Counter idle_timeouts;
  telemetry::Counter write_timeouts;

 private:
  const Route* first_route_;
  const Route* catch_all_;
  std::vector<std::unique_ptr<RouteMeter>> routes_;
  std::vector<std::unique_ptr<RouteMeter>> others_;  // by Method
};

}  // namespace swarm::http
