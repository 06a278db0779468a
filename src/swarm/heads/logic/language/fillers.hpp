#pragma once

#include "swarm/heads/logic/language/token.hpp"

namespace swarm::logic {

// Greetings, introductions and requests that say nothing about what is asked: "here is a puzzle", "please explain".
bool is_filler(const Sentence& sentence);
// Without what may stand around a question or statement: "so", "can you tell me", "from these facts alone", "right".
Span without_fillers(Span tokens);
bool ends_with_right(Span tokens);  // "…, right?"

}  // namespace swarm::logic
