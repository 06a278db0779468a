#include "providers/gateway/gateway_metrics.hpp"

namespace swarm::gateway {

namespace {

constexpr std::string_view kRequests = "swarm_provider_requests_total";
constexpr std::string_view kRequestsHelp = "Calls to a provider, attempts counted one by one, by how they ended.";
constexpr std::string_view kTokens = "swarm_provider_tokens_total";
constexpr std::string_view kTokensHelp = "Tokens that a provider says it read and wrote.";

}  // namespace

ProviderMetrics::ProviderMetrics(telemetry::Metrics& metrics, const std::string& provider)
    : answered(metrics.counter(kRequests, kRequestsHelp, {{"provider", provider}, {"outcome", "answered"}})),
      refused(metrics.counter(kRequests, kRequestsHelp, {{"provider", provider}, {"outcome", "refused"}})),
      failed(metrics.counter(kRequests, kRequestsHelp, {{"provider", provider}, {"outcome", "failed"}})),
      aborted(metrics.counter(kRequests, kRequestsHelp, {{"provider", provider}, {"outcome", "aborted"}})),
      retries(metrics.counter("swarm_provider_retries_total", "Calls that were made again.", {{"provider", provider}})),
      fallbacks(metrics.counter("swarm_provider_fallbacks_total",
                                "Calls that went to this provider in another's place.", {{"provider", provider}})),
      input_tokens(metrics.counter(kTokens, kTokensHelp, {{"provider", provider}, {"direction", "input"}})),
      output_tokens(metrics.counter(kTokens, kTokensHelp, {{"provider", provider}, {"direction", "output"}})),
      dollars(metrics.counter("swarm_provider_cost_dollars_total",
                              "What calls cost; the worst case where it is unknown.", {{"provider", provider}})),
      duration(metrics.histogram("swarm_provider_duration_seconds", "Of a call, from sending it to its end.",
                                 {{"provider", provider}})),
      first_frame(metrics.histogram("swarm_provider_first_frame_seconds",
                                    "From sending a call to the first frame of its stream.", {{"provider", provider}})),
      running(metrics.gauge("swarm_provider_calls_running", "Calls that run now.", {{"provider", provider}})),
      waiting(metrics.gauge("swarm_provider_calls_waiting", "Calls that wait for a place.", {{"provider", provider}})),
      up(metrics.gauge("swarm_provider_up", "1 when the provider's last answer, or its health, was good.",
                       {{"provider", provider}})) {}

void ProviderMetrics::ended(usage::CallResult result) const {
  switch (result) {
    case usage::CallResult::answered:
      return answered.add();
    case usage::CallResult::refused:
      return refused.add();
    case usage::CallResult::failed:
      return failed.add();
    case usage::CallResult::aborted:
      return aborted.add();
  }
}

GatewayMetrics::GatewayMetrics(telemetry::Metrics& metrics, const chat::Catalogue& catalogue) {
  for (const chat::Provider& provider : catalogue.providers())
    providers.emplace_back(metrics, provider.config.name);
}

}  // namespace swarm::gateway
