#pragma once

#include <string>
#include <vector>

#include "platform/telemetry/metrics.hpp"
#include "providers/chat/catalogue.hpp"
#include "providers/usage/usage_record.hpp"

namespace swarm::gateway {

// Of one provider.
struct ProviderMetrics {
  ProviderMetrics(telemetry::Metrics& metrics, const std::string& provider);
  void ended(usage::CallResult result) const;

  telemetry::Counter answered, refused, failed, aborted;  // swarm_provider_requests_total{provider,outcome}
  telemetry::Counter retries;
  telemetry::Counter fallbacks;
  telemetry::Counter input_tokens, output_tokens;
  telemetry::Counter dollars;
  telemetry::Histogram duration;
  telemetry::Histogram first_frame;
  telemetry::Gauge running;
  telemetry::Gauge waiting;
  telemetry::Gauge up;  // 1 when its last answer, or its health, was good
};

struct GatewayMetrics {
  GatewayMetrics(telemetry::Metrics& metrics, const chat::Catalogue& catalogue);
  std::vector<ProviderMetrics> providers;  // in the order of the catalogue
};

}  // namespace swarm::gateway
