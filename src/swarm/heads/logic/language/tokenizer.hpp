#pragma once

#include <string_view>

#include "swarm/heads/logic/language/token.hpp"
#include "swarm/heads/logic/outcome.hpp"

namespace swarm::logic {

// The sentences of a prompt, without the labels of its lines ("1.", "P2:", "-"). Refuses signs that have no place in
// statements, and prompts beyond kTokensMax or kSentencesMax.
Outcome<Sentences> read_sentences(std::string_view prompt);

}  // namespace swarm::logic
