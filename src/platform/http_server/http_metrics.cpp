#include "platform/http_server/http_metrics.hpp"

#include <fmt/format.h>

namespace swarm::http {

namespace {

telemetry::Counter refused(telemetry::Metrics& metrics, std::string_view reason) {
  return metrics.counter("swarm_http_connections_refused_total",
                         "Connections that were closed because a limit was reached.", {{"reason", reason}});
}
telemetry::Counter timed_out(telemetry::Metrics& metrics, std::string_view phase) {
  return metrics.counter("swarm_http_timeouts_total", "Connections that were closed because the client was too slow.",
                         {{"phase", phase}});
}

constexpr std::size_t kMethods = static_cast<std::size_t>(Method::other) + 1;

}  // namespace

RouteMeter::RouteMeter(telemetry::Metrics& metrics, std::string route, std::string_view method, int success_status)
    : metrics_(metrics),
      route_(std::move(route)),
      method_(method),
      duration_(metrics.histogram("swarm_http_request_duration_seconds",
                                  "From the end of a request's header to the end of its answer, by declared route.",
                                  {{"route", route_}})) {
  make(success_status);
  make(500);
}

telemetry::Counter RouteMeter::make(int status) {
  const telemetry::Counter counter =
      metrics_.counter("swarm_http_requests_total", "Requests answered, by declared route.",
                       {{"route", route_}, {"method", method_}, {"status", fmt::to_string(status)}});
  MutexLock lock(mutex_);
  made_.push_back(counter);
  by_status_[static_cast<std::size_t>(status)].store(&made_.back(), std::memory_order_release);
  return counter;
}

void RouteMeter::answered(int status, double seconds) {
  duration_.observe(seconds);
  if (status < 100 || static_cast<std::size_t>(status) >= kStatuses) status = 500;
  const telemetry::Counter* known = by_status_[static_cast<std::size_t>(status)].load(std::memory_order_acquire);
  if (known != nullptr)
    known->add();
  else
    make(status).add();
}

HttpMetrics::HttpMetrics(telemetry::Metrics& metrics, const Router& router)
    : connections(metrics.gauge("swarm_http_connections", "Open connections.")),
      event_streams(metrics.gauge("swarm_http_event_streams", "Open event streams.")),
      refused_server_full(refused(metrics, "server_full")),
      refused_address_full(refused(metrics, "address_full")),
      shed(metrics.counter("swarm_http_requests_shed_total", "Requests answered with 503 because memory was short.")),
      framing_refused(metrics.counter("swarm_http_framing_refused_total",
                                      "Requests refused because their bytes were no strict HTTP/1.1.")),
      header_timeouts(timed_out(metrics, "header")),
      body_timeouts(timed_out(metrics, "body")),
      idle_timeouts(timed_out(metrics, "idle")),
      write_timeouts(timed_out(metrics, "write")),
      first_route_(router.routes().data()),
      catch_all_(router.catch_all()) {
  for (const Route& route : router.routes()) {
    routes_.push_back(std::make_unique<RouteMeter>(metrics, route.path, name_of(route.method), route.success_status));
  }
  for (std::size_t i = 0; i < kMethods; ++i) {
    others_.push_back(std::make_unique<RouteMeter>(metrics, "other", name_of(static_cast<Method>(i)), 404));
  }
}

RouteMeter& HttpMetrics::meter(const Route* route, Method method) {
  if (route == nullptr || route == catch_all_) return *others_[static_cast<std::size_t>(method)];
  return *routes_[static_cast<std::size_t>(route - first_route_)];
}

}  // namespace swarm::http
