#pragma once

#include <optional>
#include <string>

#include "engine/grammars/rules.hpp"

namespace swarm::grammars {

using WideInteger = __int128;
inline constexpr int kIntegerDigitsMax = 30;

// The integers from `least` to `most`, both included, in decimal. Where there is no bound, those of 16 digits, or of
// one digit more than the other bound. No number fits: nothing.
std::optional<Sequence> integers_between(RuleBook& book, std::optional<WideInteger> least,
                                         std::optional<WideInteger> most);

}  // namespace swarm::grammars
