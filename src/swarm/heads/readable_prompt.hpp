#pragma once

#include <optional>
#include <string_view>

#include "swarm/heads/computing_head.hpp"

namespace swarm::heads {

// Why a grammar of words need not look at the prompt: it is longer than the limit, no well-formed UTF-8, or has control
// characters other than line ends and tabulators. Pure; linear in the prompt's length.
std::optional<Refusal> unreadable(std::string_view prompt, const ComputeLimits& limits);

}  // namespace swarm::heads
