#pragma once

#include <string_view>

#include "base/result.hpp"
#include "engine/grammars/json_rules.hpp"

namespace swarm::grammars {

// The texts that a pattern fits, between quotes and escaped as JSON wants it. Patterns are those of ECMA 262, as JSON
// Schema has them: without ^ or $, anything may stand before or behind. Dots and classes that say what is not meant
// leave control characters out (but for tab and line ends). `invalid_input` says what is no pattern, or what rules
// cannot express: back references, looking ahead or back, boundaries of words, anchors within.
Result<Sequence> strings_of_pattern(RuleBook& book, JsonRules& json, std::string_view pattern);

}  // namespace swarm::grammars
