#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace swarm::http {

// traceparent (https://www.w3.org/TR/trace-context/): "00-<trace id>-<span id>-<flags>".
struct TraceParent {
  std::string trace_id;  // 32 hexadecimal digits
  std::string flags;     // 2
};
std::optional<TraceParent> parse_traceparent(std::string_view text);

// What a client may choose as X-Request-Id: 1 to 128 letters, digits, '.', '_' and '-'.
bool is_request_id(std::string_view text);

// 1 to 255 visible ASCII characters.
bool is_idempotency_key(std::string_view text);

}  // namespace swarm::http
