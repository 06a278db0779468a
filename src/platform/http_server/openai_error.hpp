#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "platform/http_server/message.hpp"

namespace swarm::http {

// Whether clients of OpenAI's API ask here, who understand only its kind of errors.
bool is_openai_path(std::string_view path);

// An Error as OpenAI's error object: {"error": {message, type, param, code}}, with Retry-After when the error says when
// to come back. `type` is what official clients know ("invalid_request_error", "insufficient_quota", …), `code` our
// reason, `param` the first fault's place ("messages[0].content"). The budget's end is 429 here, as there.
Response openai_problem(const Error& error, std::string_view request_id, std::optional<int> status = std::nullopt);

}  // namespace swarm::http
