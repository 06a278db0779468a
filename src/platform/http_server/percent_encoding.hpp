#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace swarm::http {

enum class Plus { is_plus, is_space };  // a "+" in a path is one; in a query it stands for a blank

// RFC 3986, section 2.1. Nothing when a "%" is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text, Plus plus);

}  // namespace swarm::http
