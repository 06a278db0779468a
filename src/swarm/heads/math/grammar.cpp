#include "swarm/heads/math/grammar.hpp"

#include <algorithm>
#include <array>

#include "swarm/heads/math/forms/families.hpp"

namespace swarm::math {

namespace {

// What Parser itself asks for.
constexpr std::array<std::string_view, 15> kParserWords{"the",     "or",       "cubed", "factorial", "power",
                                                        "choose",  "negative", "equal", "number",    "some",
                                                        "certain", "unknown",  "same",  "as",        "give"};

Vocabulary with_aliases() {
  Vocabulary vocabulary;
  add_aliases(vocabulary);
  for (const std::string_view word : kParserWords)
    vocabulary.add(word);
  return vocabulary;
}

}  // namespace

Grammar::Grammar() : vocabulary_(with_aliases()), number_words_(vocabulary_), units_(vocabulary_), infix_(vocabulary_) {
  add_fillers(*this);
  add_all_families(*this);
  vocabulary_.finish();
  std::ranges::sort(listed_);
}

void Grammar::phrase(std::string_view pattern, Builder build) {
  add_phrase(pattern, build, false);
}
void Grammar::tight_phrase(std::string_view pattern, Builder build) {
  add_phrase(pattern, build, true);
}

void Grammar::add_phrase(std::string_view pattern, Builder build, bool tight) {
  phrases_.push_back(std::make_unique<Phrase>(Pattern(pattern, macros_, vocabulary_), build));
  phrases_.back()->open_ended = !tight && phrases_.back()->pattern.ends_openly();
  const Phrase* added = phrases_.back().get();
  if (added->pattern.starts_openly()) ordinal_phrases_.push_back(added);
  for (const WordId first : added->pattern.first_words()) {
    if (phrases_by_word_.size() <= first) phrases_by_word_.resize(first + 1u);
    phrases_by_word_[first].push_back(added);
  }
}

void Grammar::opening(std::string_view pattern, Builder build) {
  openings_.push_back({Pattern(pattern, macros_, vocabulary_), build, false});
}

void Grammar::step(std::string_view pattern, StepBuilder build) {
  steps_.push_back({Pattern(pattern, macros_, vocabulary_), build});
}

void Grammar::form(std::string_view pattern, Solver solve) {
  forms_.push_back({Pattern(pattern, macros_, vocabulary_), solve});
}

void Grammar::lead(std::string_view pattern, bool asks) {
  leads_.push_back({Pattern(pattern, macros_, vocabulary_), asks});
}

void Grammar::tail(std::string_view pattern, bool asks) {
  tails_.push_back({Pattern(pattern, macros_, vocabulary_), asks});
}

void Grammar::list_words(PieceKind kind, std::string_view words) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (end > 0) listed_.emplace_back(kind, vocabulary_.add(words.substr(0, end)));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

std::vector<const Grammar::Phrase*> Grammar::phrases_at(const Token& token) const {
  if (token.kind == TokenKind::ordinal) return ordinal_phrases_;
  if (token.word == kNoWord) return {};
  std::vector<const Phrase*> found;
  if (token.word < phrases_by_word_.size()) found = phrases_by_word_[token.word];
  if (number_words_.ordinal(token.word)) found.insert(found.end(), ordinal_phrases_.begin(), ordinal_phrases_.end());
  return found;
}

bool Grammar::listed(PieceKind kind, WordId word) const {
  return word != kNoWord && std::ranges::binary_search(listed_, std::pair{kind, word});
}

}  // namespace swarm::math
