#pragma once

#include <optional>

#include "swarm/heads/logic/language/pattern.hpp"

namespace swarm::logic {

// "is a knight", "always lies", "telling the truth": whether it says that somebody tells the truth.
std::optional<bool> says_truthful(Span tokens);

bool is_speech(const Token& token);  // "says", "claims"
bool has_speech(Span tokens);        // somebody says something
bool asks_behind(Span tokens);       // a question stands behind a comma

const Patterns& rules_of_the_island();   // "knights always tell the truth and knaves always lie"
const Patterns& people_of_the_island();  // "<l> are each a knight or a knave"
const Patterns& asks_of_all();           // "who is what"
const Patterns& asks_of_one();           // "what is <x>"

}  // namespace swarm::logic
