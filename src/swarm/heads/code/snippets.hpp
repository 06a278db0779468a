#pragma once

#include <string_view>
#include <vector>

#include "swarm/heads/code/code_question.hpp"

namespace swarm::code {

inline constexpr std::size_t kSnippetsMax = 9;  // ways to divide a prompt that are looked at

// Where program text may stand in the prompt: between fences, between back quotes, or bare between words that are only
// about it. At most kSnippetsMax ways, the likeliest first; empty when there is none. Pure; linear in the prompt but
// for the words at its ends.
std::vector<Snippet> find_snippets(std::string_view prompt);

}  // namespace swarm::code
