#pragma once

#include <array>
#include <string_view>

namespace swarm::gateway {

// What OpenTelemetry's semantic conventions for generative AI call what we measure
// (opentelemetry.io/docs/specs/semconv, "gen_ai", as of version 1.37), so that a collector can rename our series. The
// only place that knows these names.
struct GenAiName {
  std::string_view ours;  // a series, a label of one, or a member of a usage record
  std::string_view gen_ai;
  std::string_view note;
};

inline constexpr std::array<GenAiName, 13> kGenAiNames{{
    {"swarm_provider_duration_seconds", "gen_ai.client.operation.duration", "Histogram, seconds."},
    {"swarm_provider_first_frame_seconds", "gen_ai.server.time_to_first_token", "Histogram, seconds; of streams."},
    {"swarm_provider_tokens_total", "gen_ai.client.token.usage", "A counter here, a histogram there."},
    {"direction", "gen_ai.token.type", "input, output."},
    {"provider", "gen_ai.provider.name", "The name in our configuration."},
    {"model", "gen_ai.request.model", "As the provider says it; in usage records."},
    {"operation", "gen_ai.operation.name", "chat, text_completion (our completions), embeddings, responses."},
    {"input_tokens", "gen_ai.usage.input_tokens", "In usage records and tasks."},
    {"output_tokens", "gen_ai.usage.output_tokens", "In usage records and tasks."},
    {"result", "error.type", "refused, failed, aborted; absent for answered."},
    {"status", "http.response.status_code", "In usage records."},
    {"session", "gen_ai.conversation.id", "X-Session-Id, else user."},
    {"request_id", "gen_ai.response.id", "Ours, not the provider's."},
}};

}  // namespace swarm::gateway
