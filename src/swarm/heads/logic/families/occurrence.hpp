#pragma once

#include <optional>
#include <string>
#include <vector>

#include "swarm/heads/logic/language/token.hpp"
#include "swarm/heads/logic/outcome.hpp"

namespace swarm::logic {

using Stems = std::vector<std::string>;

// One simple statement as it stands in the prompt, before it is known which words are a subject and which a predicate.
struct Occurrence {
  enum class Kind { letter, plain, all, some };
  Kind kind = Kind::plain;
  bool negated = false;               // the whole: "not all", "there is no"
  bool body_negated = false;          // "no x is y"
  bool reversed = false;              // "only x are y"
  bool everything = false;            // "everyone", "someone": any individual
  bool persons = false;               // "everyone" is no stone
  bool there = false;                 // "there are x that y"
  bool generic = false;               // "a whale is …", "whales are …": read as all
  Stems stems;                        // behind the quantifier; "not" stands for every negation
  std::vector<std::size_t> verbs;     // where an auxiliary stood
  std::optional<std::size_t> middle;  // of stems: restrictor | body, subject | predicate
  Stems names;                        // capitalised words behind the first
  std::string text;
};

// Refuses words that make a statement uncertain ("probably"), comparative, temporal or numeric.
// `after_copula`: the copula of a question has been taken away from the front.
Outcome<Occurrence> read_occurrence(Span tokens, bool after_copula = false);
// "someone studies" and "they pass" as one universal statement; nothing when the words are others.
std::optional<Occurrence> read_general_condition(Span condition, Span result);

std::string joined(const Stems& stems);

}  // namespace swarm::logic
