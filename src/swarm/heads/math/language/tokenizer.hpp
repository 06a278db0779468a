#pragma once

#include <string_view>

#include "swarm/heads/math/budget.hpp"
#include "swarm/heads/math/language/number_words.hpp"
#include "swarm/heads/math/language/token.hpp"
#include "swarm/heads/math/language/vocabulary.hpp"

namespace swarm::math {

inline constexpr std::size_t kTokensMax = 4'096;

// Splits a prompt that is checked UTF-8 without control characters into tokens. Contractions are opened ("what's"),
// typing errors mended where a listed word is meant beyond doubt, and number words joined ("three hundred and twelve").
// Errors: outside_grammar at a character or number that no rule knows, too_large for a number beyond the digit limit.
Outcome<Tokens> tokenize(std::string_view prompt, const Vocabulary& vocabulary, const NumberWords& number_words,
                         const Budget& budget);

}  // namespace swarm::math
