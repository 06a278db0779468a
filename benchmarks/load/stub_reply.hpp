#pragma once

#include <string_view>

namespace swarm::load {

// What the stub answers, and what whoever asked through a gateway looks for in what came back.
inline constexpr std::string_view kStubText = "Nothing here was thought; this is the reply of the stub upstream.";
inline constexpr std::string_view kStubReply =
    R"({"id":"chatcmpl-stub","object":"chat.completion","created":1700000000,"model":"tiny","choices":[{"index":0,)"
    R"("message":{"role":"assistant","content":"Nothing here was thought; this is the reply of the stub upstream.",)"
    R"("refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":256,"completion_tokens":16,)"
    R"("total_tokens":272},"service_tier":"default","system_fingerprint":"fp_stub"})";
static_assert(kStubReply.find(kStubText) != std::string_view::npos);

}  // namespace swarm::load
