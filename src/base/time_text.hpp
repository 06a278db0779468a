#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace swarm {

// "2026-11-21T17:23:05.120Z": RFC 3339 in UTC, always with milliseconds, so that texts sort as times do.
std::string to_text(Time time);

// RFC 3339 with any offset and any fraction (cut to milliseconds). `invalid_input` otherwise.
Result<Time> parse_time(std::string_view text);

}  // namespace swarm
