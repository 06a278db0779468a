#include "swarm/heads/logic/families/measures.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace swarm::logic {

namespace {

struct Adjective {
  std::string_view comparative, superlative, plain;
  std::string_view scales;  // the likeliest first
  int sign;
};

constexpr std::array kAdjectives{
    Adjective{"older", "oldest", "old", "age", 1},
    Adjective{"elder", "eldest", "old", "age", 1},
    Adjective{"younger", "youngest", "young", "age", -1},
    Adjective{"newer", "newest", "new", "age", -1},
    Adjective{"taller", "tallest", "tall", "height", 1},
    Adjective{"shorter", "shortest", "short", "height length", -1},
    Adjective{"longer", "longest", "long", "length", 1},
    Adjective{"faster", "fastest", "fast", "speed", 1},
    Adjective{"quicker", "quickest", "quick", "speed", 1},
    Adjective{"slower", "slowest", "slow", "speed", -1},
    Adjective{"heavier", "heaviest", "heavy", "weight", 1},
    Adjective{"lighter", "lightest", "light", "weight brightness", -1},
    Adjective{"bigger", "biggest", "big", "size", 1},
    Adjective{"larger", "largest", "large", "size", 1},
    Adjective{"smaller", "smallest", "small", "size", -1},
    Adjective{"dearer", "dearest", "dear", "price", 1},
    Adjective{"pricier", "priciest", "pricey", "price", 1},
    Adjective{"costlier", "costliest", "costly", "price", 1},
    Adjective{"cheaper", "cheapest", "cheap", "price", -1},
    Adjective{"richer", "richest", "rich", "wealth", 1},
    Adjective{"wealthier", "wealthiest", "wealthy", "wealth", 1},
    Adjective{"poorer", "poorest", "poor", "wealth", -1},
    Adjective{"stronger", "strongest", "strong", "strength", 1},
    Adjective{"weaker", "weakest", "weak", "strength", -1},
    Adjective{"hotter", "hottest", "hot", "temperature", 1},
    Adjective{"warmer", "warmest", "warm", "temperature", 1},
    Adjective{"colder", "coldest", "cold", "temperature", -1},
    Adjective{"cooler", "coolest", "cool", "temperature", -1},
    Adjective{"higher", "highest", "high", "level", 1},
    Adjective{"lower", "lowest", "low", "level", -1},
    Adjective{"deeper", "deepest", "deep", "depth", 1},
    Adjective{"shallower", "shallowest", "shallow", "depth", -1},
    Adjective{"wider", "widest", "wide", "width", 1},
    Adjective{"broader", "broadest", "broad", "width", 1},
    Adjective{"narrower", "narrowest", "narrow", "width", -1},
    Adjective{"thicker", "thickest", "thick", "thickness", 1},
    Adjective{"thinner", "thinnest", "thin", "thickness", -1},
    Adjective{"brighter", "brightest", "bright", "brightness", 1},
    Adjective{"darker", "darkest", "dark", "brightness", -1},
    Adjective{"dimmer", "dimmest", "dim", "brightness", -1},
    Adjective{"louder", "loudest", "loud", "loudness", 1},
    Adjective{"quieter", "quietest", "quiet", "loudness", -1},
    Adjective{"farther", "farthest", "far", "distance", 1},
    Adjective{"further", "furthest", "far", "distance", 1},
    Adjective{"nearer", "nearest", "near", "distance", -1},
    Adjective{"closer", "closest", "close", "distance", -1},
    Adjective{"harder", "hardest", "hard", "hardness difficulty", 1},
    Adjective{"softer", "softest", "soft", "hardness", -1},
    Adjective{"easier", "easiest", "easy", "difficulty", -1},
    Adjective{"earlier", "earliest", "early", "time", -1},
    Adjective{"sooner", "soonest", "soon", "time", -1},
    Adjective{"later", "latest", "late", "time", 1},
    Adjective{"better", "best", "good", "quality", 1},
    Adjective{"worse", "worst", "bad", "quality", -1},
    Adjective{"", "first", "", "time", -1},
    Adjective{"", "last", "", "time", 1},
    Adjective{"", "northernmost", "", "north", 1},
    Adjective{"", "southernmost", "", "north", -1},
    Adjective{"", "easternmost", "", "east", 1},
    Adjective{"", "westernmost", "", "east", -1},
    Adjective{"", "topmost", "", "level", 1},
    Adjective{"fuller", "fullest", "full", "fullness", 1},
    Adjective{"emptier", "emptiest", "empty", "fullness", -1},
    Adjective{"cleaner", "cleanest", "clean", "cleanness", 1},
    Adjective{"dirtier", "dirtiest", "dirty", "cleanness", -1},
    Adjective{"happier", "happiest", "happy", "happiness", 1},
    Adjective{"sadder", "saddest", "sad", "happiness", -1},
    Adjective{"smarter", "smartest", "smart", "wits", 1},
    Adjective{"cleverer", "cleverest", "clever", "wits", 1},
};

// After "more" and "most".
constexpr std::array kLongAdjectives{
    Adjective{"", "", "expensive", "price", 1},      Adjective{"", "", "costly", "price", 1},
    Adjective{"", "", "intelligent", "wits", 1},     Adjective{"", "", "clever", "wits", 1},
    Adjective{"", "", "recent", "age", -1},          Adjective{"", "", "ancient", "age", 1},
    Adjective{"", "", "difficult", "difficulty", 1}, Adjective{"", "", "powerful", "strength", 1},
};

struct Phrase {
  std::array<std::string_view, 4> words;
  std::string_view scale;
  int sign;
};

constexpr std::array kPrepositions{
    Phrase{{"ahead", "of"}, "time", -1},
    Phrase{{"before"}, "time", -1},
    Phrase{{"after"}, "time", 1},
    Phrase{{"behind"}, "time", 1},
    Phrase{{"in", "front", "of"}, "time", -1},
    Phrase{{"north", "of"}, "north", 1},
    Phrase{{"south", "of"}, "north", -1},
    Phrase{{"east", "of"}, "east", 1},
    Phrase{{"west", "of"}, "east", -1},
    Phrase{{"to", "the", "north", "of"}, "north", 1},
    Phrase{{"to", "the", "south", "of"}, "north", -1},
    Phrase{{"to", "the", "east", "of"}, "east", 1},
    Phrase{{"to", "the", "west", "of"}, "east", -1},
    Phrase{{"due", "north", "of"}, "north", 1},
    Phrase{{"due", "south", "of"}, "north", -1},
    Phrase{{"due", "east", "of"}, "east", 1},
    Phrase{{"due", "west", "of"}, "east", -1},
    Phrase{{"above"}, "level", 1},
    Phrase{{"below"}, "level", -1},
    Phrase{{"beneath"}, "level", -1},
    Phrase{{"underneath"}, "level", -1},
    Phrase{{"under"}, "level", -1},
    Phrase{{"senior", "to"}, "age", 1},
    Phrase{{"junior", "to"}, "age", -1},
};

constexpr std::array kCompass{Phrase{{"north"}, "north", 1}, Phrase{{"south"}, "north", -1},
                              Phrase{{"east"}, "east", 1},   Phrase{{"west"}, "east", -1},
                              Phrase{{"up"}, "level", 1},    Phrase{{"down"}, "level", -1}};

constexpr std::array kNouns{
    Phrase{{"age"}, "age", 1},
    Phrase{{"height"}, "height", 1},
    Phrase{{"length"}, "length", 1},
    Phrase{{"speed"}, "speed", 1},
    Phrase{{"weight"}, "weight", 1},
    Phrase{{"size"}, "size", 1},
    Phrase{{"price"}, "price", 1},
    Phrase{{"cost"}, "price", 1},
    Phrase{{"depth"}, "depth", 1},
    Phrase{{"width"}, "width", 1},
    Phrase{{"temperature"}, "temperature", 1},
    Phrase{{"strength"}, "strength", 1},
};

bool starts(Span tokens, const Phrase& phrase) {
  std::size_t i = 0;
  for (const std::string_view word : phrase.words) {
    if (word.empty()) break;
    if (i >= tokens.size() || !tokens[i++].is(word)) return false;
  }
  return true;
}

std::size_t length(const Phrase& phrase) {
  return static_cast<std::size_t>(
      std::ranges::count_if(phrase.words, [](std::string_view word) { return !word.empty(); }));
}

template <class Phrases>
std::optional<Measure> found_in(const Phrases& phrases, Span tokens) {
  for (const Phrase& phrase : phrases) {
    if (starts(tokens, phrase)) return Measure{{std::string(phrase.scale), phrase.sign}, length(phrase)};
  }
  return std::nullopt;
}

bool has_vowel(std::string_view text) {
  return text.find_first_of("aeiouy") != std::string_view::npos;
}

}  // namespace

Measures::Measures(const Sentences& sentences) {
  for (const Sentence& sentence : sentences) {
    for (const Token& token : sentence.tokens)
      words_.push_back(token.text);
  }
}

// Of several scales the one that another word of the prompt stands on.
Direction Measures::resolved(std::string_view scales, int sign) const {
  const auto candidates = split(scales, ' ');
  for (const std::string_view scale : candidates) {
    for (const Adjective& other : kAdjectives) {
      if (other.scales != scale) continue;
      for (const std::string_view word : {other.comparative, other.superlative, other.plain}) {
        if (!word.empty() && is_in(words_, word)) return {std::string(scale), sign};
      }
    }
    if (is_in(words_, scale)) return {std::string(scale), sign};
  }
  return {std::string(candidates.front()), sign};
}

// "fluffier", "fluffiest": a scale of its own.
std::optional<Measure> Measures::regular(const std::string& word, Form form) const {
  constexpr std::array<std::string_view, 26> kOthers{
      "never",  "ever",   "other",  "another", "rather", "either",   "neither", "whether", "together",
      "after",  "under",  "over",   "river",   "water",  "paper",    "number",  "member",  "brother",
      "sister", "mother", "father", "forest",  "guest",  "interest", "honest",  "modest"};
  if (is_in(kOthers, word)) return std::nullopt;
  const std::string_view ending = form == Form::comparative ? "er" : "est";
  if (form == Form::plain || word.size() < ending.size() + 3 || !word.ends_with(ending)) return std::nullopt;
  const std::string base = word.substr(0, word.size() - ending.size());
  if (!has_vowel(base)) return std::nullopt;
  return Measure{{base, 1}, 1};
}

std::optional<Measure> Measures::listed(Span tokens, Form form) const {
  for (const Adjective& adjective : kAdjectives) {
    const std::string_view word = form == Form::comparative   ? adjective.comparative
                                  : form == Form::superlative ? adjective.superlative
                                                              : adjective.plain;
    if (!word.empty() && tokens[0].is(word)) return Measure{resolved(adjective.scales, adjective.sign), 1};
  }
  return std::nullopt;
}

std::optional<Measure> Measures::comparative(Span tokens) const {
  if (tokens.empty()) return std::nullopt;
  if ((tokens[0].is("further") || tokens[0].is("farther")) && tokens.size() > 1) {
    if (const auto compass = found_in(kCompass, tokens.subspan(1))) return Measure{compass->direction, 2};
  }
  if ((tokens[0].is("more") || tokens[0].is("less")) && tokens.size() > 1) {
    const int sign = tokens[0].is("more") ? 1 : -1;
    if (tokens[1].is("than")) return Measure{{"amount", sign}, 1};
    const auto known = plain(tokens.subspan(1));
    if (!known) return std::nullopt;
    return Measure{{known->direction.scale, sign * known->direction.sign}, 2};
  }
  if (const auto found = listed(tokens, Form::comparative)) return found;
  return regular(tokens[0].text, Form::comparative);
}

std::optional<Measure> Measures::superlative(Span tokens) const {
  if (tokens.empty()) return std::nullopt;
  if ((tokens[0].is("furthest") || tokens[0].is("farthest")) && tokens.size() > 1) {
    const std::size_t skipped = tokens.size() > 2 && tokens[1].is("to") && tokens[2].is("the") ? 3 : 1;
    if (skipped < tokens.size()) {
      if (const auto compass = found_in(kCompass, tokens.subspan(skipped)))
        return Measure{compass->direction, skipped + 1};
    }
  }
  if (tokens[0].is("most") || tokens[0].is("least")) {
    const int sign = tokens[0].is("most") ? 1 : -1;
    if (tokens.size() == 1) return Measure{{"amount", sign}, 1};
    const auto known = plain(tokens.subspan(1));
    if (!known) return Measure{{"amount", sign}, 1};
    return Measure{{known->direction.scale, sign * known->direction.sign}, 2};
  }
  if (const auto found = listed(tokens, Form::superlative)) return found;
  return regular(tokens[0].text, Form::superlative);
}

std::optional<Measure> Measures::plain(Span tokens) const {
  if (tokens.empty() || tokens[0].kind != TokenKind::word) return std::nullopt;
  for (const Adjective& adjective : kLongAdjectives) {
    if (tokens[0].is(adjective.plain)) return Measure{{std::string(adjective.scales), adjective.sign}, 1};
  }
  if (const auto found = listed(tokens, Form::plain)) return found;
  constexpr std::array<std::string_view, 10> kNoAdjectives{"than", "the", "of", "in",  "is",
                                                           "and",  "or",  "as", "who", "money"};
  if (is_in(kNoAdjectives, tokens[0].text)) return std::nullopt;
  return Measure{{tokens[0].text, 1}, 1};
}

std::optional<Measure> Measures::noun(Span tokens) const {
  return found_in(kNouns, tokens);
}

std::optional<Measure> Measures::preposition(Span tokens) const {
  return found_in(kPrepositions, tokens);
}

}  // namespace swarm::logic
