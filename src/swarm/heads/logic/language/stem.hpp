#pragma once

#include <string>
#include <string_view>

namespace swarm::logic {

// One text for the forms of a word: "rings", "rang", "ringing" and "ring"; "wolves" and "wolf". It need not be a word,
// and two words may share one; it is only compared with other stems.
std::string stem(std::string_view word);

// The participle of a past tense with "have": "has rung", "had eaten", "has finished".
bool is_participle(std::string_view word);

}  // namespace swarm::logic
