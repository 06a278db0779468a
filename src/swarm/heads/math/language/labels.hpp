#pragma once

#include <optional>
#include <string>

#include "swarm/heads/math/language/token.hpp"

namespace swarm::math {

// Numbers that are labels: dates, telephone numbers, page ranges, scores, times, "24/7". Returns what was found.
//
// `asked` says that a word or a sign asks for a computation; without it also bare chains such as 12-15 and 10/2 are
// taken for labels.
std::optional<std::string> find_label(const Tokens& tokens, bool asked);

}  // namespace swarm::math
