#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "swarm/routing/prompt_tokens.hpp"

namespace swarm::routing {

// What the classifier sees of a prompt: the presence of small things, each hashed to one of kBuckets numbers. The
// runtime and the trainer share this file, so the two cannot drift apart; whoever changes it trains again.
inline constexpr std::uint32_t kBuckets = 1U << 17;

enum class FeatureKind : std::uint8_t {
  always,     // present in every prompt: the heads' prior
  word,       // one word
  spelling,   // a part of a word, so that a typing error does not lose it
  phrase,     // up to three words that stand together
  shape,      // words in order, content words replaced by their classes: "all _ are _"
  opening,    // how the prompt begins
  question,   // how the last sentence begins
  ending,     // how the prompt ends
  classes,    // two classes of words occur, or a class under an opening
  structure,  // counts of numbers, sentences, names, repeated words; operators; code's punctuation
};

struct Feature {
  std::uint32_t bucket = 0;
  FeatureKind kind = FeatureKind::always;
  std::uint16_t first = 0;  // the token that it begins with; of classes one class, of structure the Measure
  std::uint16_t count = 0;  // of tokens; of classes the other class, of structure the measured count
};

// How much a feature of the kind counts: what carries over to unseen words counts more than a part of a word.
constexpr int strength_of(FeatureKind kind) {
  switch (kind) {
    case FeatureKind::classes:
    case FeatureKind::structure:
      return 3;
    case FeatureKind::word:
      return 2;
    default:
      return 1;
  }
}

// Every bucket at most once, in the order of discovery. Bounded by the bounded number of tokens.
std::vector<Feature> features_of(const PromptTokens& prompt);

// A feature in words for people: "'git rebase'", "the shape 'all _ are _'", "several numbers".
std::string words_for(const Feature& feature, const PromptTokens& prompt);

}  // namespace swarm::routing
