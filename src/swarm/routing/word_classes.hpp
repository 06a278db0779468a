#pragma once

#include <cstdint>
#include <string_view>

namespace swarm::routing {

// What a word is about, as far as it matters for the choice of a head. A sentence whose words are replaced by their
// classes looks the same whether it speaks of pythons or of poodles, so that what was learnt carries over to words
// that no training prompt had.
enum class WordClass : std::uint8_t {
  other,   // no class: any content word
  letter,  // standing alone: x, B
  function_word,
  number_word,
  unit,
  calendar,
  operation,
  mathematics,
  shape,
  chance,
  money,
  logic,
  technology,   // a word of programming and of nothing else
  language,     // the name of a language or tool that is also an everyday word: python, rust, go
  programming,  // everyday words that programmers use too: class, loop, string
  person,
  kin,
  position,
  comparison,
  role,
  colour,
  animal,
  clothing,
  food,
  travel,
  health,
  home,
  feeling,
  work,
  arts,
  nature,
  writing,
  advice,
};
inline constexpr std::size_t kWordClassCount = static_cast<std::size_t>(WordClass::advice) + 1;

// As it reads in a reason: "a unit", "a person".
std::string_view name_of(WordClass word_class);

// FNV-1a, the hash by which words are looked up and named in features.
constexpr std::uint32_t hash_of(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

// The class of a word in lower case, also of a plural; `hash` is hash_of(word). Safe to call from any thread.
WordClass class_of(std::string_view word, std::uint32_t hash);

}  // namespace swarm::routing
