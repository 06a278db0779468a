#include "swarm/heads/math/language/vocabulary.hpp"

#include <algorithm>

namespace swarm::math {

namespace {

constexpr std::size_t kCorrectedLettersMin = 4;

bool one_edit_apart(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  std::size_t start = 0;
  while (start < a.size() && a[start] == b[start])
    ++start;
  if (b.size() == a.size() + 1) return a.substr(start) == b.substr(start + 1);
  if (a.size() != b.size() || start == a.size()) return false;
  if (a.substr(start + 1) == b.substr(start + 1)) return true;
  return start + 1 < a.size() && a[start] == b[start + 1] && a[start + 1] == b[start] &&
         a.substr(start + 2) == b.substr(start + 2);
}

}  // namespace

extern const std::string_view kOtherEnglishWords;  // other_words.cpp

WordId Vocabulary::add(std::string_view word) {
  if (const WordId known = find(word); known != kNoWord) return known;
  const auto id = static_cast<WordId>(texts_.size());
  texts_.emplace_back(word);
  ids_.emplace(word, id);
  return id;
}

void Vocabulary::alias(std::string_view spelling, std::string_view of) {
  ids_.emplace(spelling, add(of));
}

WordId Vocabulary::find(std::string_view word) const {
  const auto found = ids_.find(word);
  return found == ids_.end() ? kNoWord : found->second;
}

void Vocabulary::finish() {
  for (std::string_view rest = kOtherEnglishWords; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (end > 0) other_words_.insert(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  for (const auto& [spelling, id] : ids_) {
    if (spelling.size() < kCorrectedLettersMin) continue;
    if (by_length_.size() <= spelling.size()) by_length_.resize(spelling.size() + 1);
    by_length_[spelling.size()].emplace_back(spelling, id);
  }
}

// Two neighbouring letters exchanged: the likeliest slip, and the only one that keeps every letter.
WordId Vocabulary::meant_by_exchange(std::string_view typed) const {
  WordId found = kNoWord;
  std::string candidate(typed);
  for (std::size_t i = 0; i + 1 < candidate.size(); ++i) {
    if (candidate[i] == candidate[i + 1]) continue;
    std::swap(candidate[i], candidate[i + 1]);
    const WordId id = find(candidate);
    std::swap(candidate[i], candidate[i + 1]);
    if (id == kNoWord || id == found) continue;
    if (found != kNoWord) return kNoWord;
    found = id;
  }
  return found;
}

WordId Vocabulary::meant(std::string_view typed) const {
  if (typed.size() < kCorrectedLettersMin || other_words_.contains(typed)) return kNoWord;
  if (const WordId exchanged = meant_by_exchange(typed); exchanged != kNoWord) return exchanged;
  WordId found = kNoWord;
  for (std::size_t length = typed.size() - 1; length <= typed.size() + 1; ++length) {
    if (length >= by_length_.size()) break;
    for (const auto& [spelling, id] : by_length_[length]) {
      if (id == found || !one_edit_apart(typed, spelling)) continue;
      if (found != kNoWord) return kNoWord;  // two words may be meant
      found = id;
    }
  }
  return found;
}

}  // namespace swarm::math
