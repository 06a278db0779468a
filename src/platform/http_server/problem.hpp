#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "platform/http_server/message.hpp"

namespace swarm::http {

// An Error as a problem document (RFC 9457): {type, title, status, code, reason, detail, errors, request_id}, with
// Retry-After when the error says when to come back. The message of an `internal` error stays here: the client sees the
// request id to ask about. `status` stands instead of the code's own where HTTP has a finer one (405, 415, 431).
Response problem(const Error& error, std::string_view request_id, std::optional<int> status = std::nullopt);

// A text that may quote what a client sent, as valid UTF-8 whatever was cut in two.
json::Value text_value(std::string_view text);
std::string retry_after_seconds(std::chrono::milliseconds wait);  // for Retry-After: at least one

// The schema of such a document, for OpenAPI.
json::Value problem_schema();

}  // namespace swarm::http
