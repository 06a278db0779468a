#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace swarm::grammars {

// The pattern of a format that is kept to exactly; nothing for others, which are too wide or too loosely defined.
std::optional<std::string> pattern_of_format(std::string_view format);

inline constexpr std::string_view kFormatsKept = "date, time, date-time, uuid, ipv4, ipv6";

}  // namespace swarm::grammars
