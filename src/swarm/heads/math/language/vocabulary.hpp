#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "swarm/heads/math/language/token.hpp"

namespace swarm::math {

// The words that the grammar knows. Built once, then read from any thread. Different spellings and plural forms of a
// word share its id, so that patterns are written once.
class Vocabulary {
 public:
  WordId add(std::string_view word);                           // the id, also of a word that is known already
  void alias(std::string_view spelling, std::string_view of);  // before `spelling` is added itself
  WordId find(std::string_view word) const;                    // kNoWord when it is not listed
  std::string_view text(WordId id) const { return texts_[id]; }
  std::size_t size() const { return texts_.size(); }

  // The listed word that was meant beyond doubt: one edit away (a letter left out, added, changed, or two neighbours
  // exchanged), the only such word, both with at least four letters, and the typed word is no other English word.
  WordId meant(std::string_view typed) const;

  // After the last word: prepares `meant`.
  void finish();

 private:
  WordId meant_by_exchange(std::string_view typed) const;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::unordered_map<std::string, WordId, Hash, std::equal_to<>> ids_;
  std::vector<std::string> texts_{""};
  std::vector<std::vector<std::pair<std::string, WordId>>> by_length_;
  std::unordered_set<std::string_view> other_words_;  // English words one edit away from listed ones: never corrected
};

// The spellings that share an id: plural forms, British and American spelling, chat spelling.
void add_aliases(Vocabulary& vocabulary);

}  // namespace swarm::math
