#pragma once

#include <array>
#include <span>
#include <string_view>

#include "swarm/heads/logic/language/token.hpp"

namespace swarm::logic {

// How a condition and its result belong together.
enum ConditionKind { if_kind, unless_kind, only_if_kind, iff_kind };
// The same between two statements: "q if p", "q unless p", "p implies q".
enum InfixKind { backward, forward, backward_unless, both_ways };

// Some words that mean one connective.
struct Phrase {
  std::array<std::string_view, 5> words;
  int kind;
};
std::size_t length(const Phrase& phrase);
bool starts_with(Span tokens, const Phrase& phrase);

const Phrase* condition_prefix(Span tokens);  // "if", "whenever", "provided that" in front of a statement
std::span<const Phrase> equivalences();       // between two: "if and only if"
std::span<const Phrase> implications();       // between two: "only if", "->", "unless"
bool is_conjunction(const Token& token);      // "and", "but", "while"
bool encloses(Span tokens);                   // one pair of parentheses around all

}  // namespace swarm::logic
