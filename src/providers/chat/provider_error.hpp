#pragma once

#include <string>
#include <string_view>

namespace swarm::chat {

// OpenAI's name for the kind of error that a status stands for: "rate_limit_error".
std::string_view error_type_of(int status);
// OpenAI's error object where the provider sent none that can be read, such as a proxy's page of HTML.
std::string error_of_status(int status);

}  // namespace swarm::chat
