#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "swarm/lessons/dice.hpp"
#include "swarm/lessons/lesson.hpp"

namespace swarm::lessons {

// The lines of a table of wordings or words, without the empty ones.
std::vector<std::string_view> lines_of(std::string_view table);

// Fills one wording. In a wording "[a|b|]" stands for one of its parts (a later "[as|bs|]" for the same one), and
// "{thing}" for a word of that kind (words.hpp) or for what was bound; "{thing2}" for another one, the same each time
// it stands there. "{n}" is a number,
// "{n1}" one of up to three digits. Brackets without '|' and braces around anything else stand for themselves. With a
// side only that side's nine or one in ten of the words are used.
class Phrasing {
 public:
  explicit Phrasing(Dice& dice, std::optional<Side> words = std::nullopt) : dice_(dice), words_(words) {}

  void bind(std::string slot, std::string text) { bound_[std::move(slot)] = std::move(text); }
  std::string fill(std::string_view wording);  // without blanks at the ends or two in a row

 private:
  void expand(std::string_view wording, std::string& out);
  std::string word(std::string_view slot);
  std::optional<std::size_t> linked(const std::vector<std::string_view>& parts) const;

  Dice& dice_;
  std::optional<Side> words_;
  std::map<std::string, std::string, std::less<>> bound_;
  std::vector<std::pair<std::vector<std::string_view>, std::size_t>> chosen_;  // in this wording
};

// "Who is it?" as it stands behind "If so, ".
std::string within_sentence(std::string sentence);

// The prompt as somebody may type it: with a greeting, without its last mark, all small …
// `kept` is for prompts with names that the answer repeats: letters stay as they are, and no greeting stands before a
// name.
std::string typed(std::string prompt, Dice& dice, bool kept = false);

}  // namespace swarm::lessons
