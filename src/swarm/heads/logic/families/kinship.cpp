#include "swarm/heads/logic/families/kinship.hpp"

#include <algorithm>
#include <array>

namespace swarm::logic {

namespace {

constexpr std::array<std::string_view, 34> kFunctionWords{
    "the",   "a",    "an",   "in",  "on",   "at",  "of",   "to",  "my",   "his", "her", "its",
    "their", "our",  "have", "can", "may",  "for", "with", "and", "or",   "i",   "he",  "she",
    "it",    "they", "we",   "by",  "from", "do",  "get",  "go",  "this", "that"};

struct Opposites {
  std::string_view one, other;
};
// Stems.
constexpr std::array kOpposites{
    Opposites{"open", "clos"},
    Opposites{"on", "off"},
    Opposites{"aliv", "dead"},
    Opposites{"awak", "asleep"},
    Opposites{"lock", "unlock"},
    Opposites{"pas", "fail"},
    Opposites{"win", "los"},
    Opposites{"present", "absent"},
    Opposites{"guilty", "innocent"},
    Opposites{"true", "fals"},
    Opposites{"wet", "dry"},
    Opposites{"hot", "cold"},
    Opposites{"warm", "cold"},
    Opposites{"rich", "poor"},
    Opposites{"happy", "sad"},
    Opposites{"light", "dark"},
    Opposites{"full", "empty"},
    Opposites{"up", "down"},
    Opposites{"in", "out"},
    Opposites{"marry", "singl"},
    Opposites{"ill", "healthy"},
    Opposites{"sick", "healthy"},
    Opposites{"sick", "wel"},
    Opposites{"late", "early"},
    Opposites{"lat", "early"},
    Opposites{"even", "odd"},
    Opposites{"tal", "short"},
    Opposites{"big", "smal"},
    Opposites{"young", "old"},
    Opposites{"new", "old"},
    Opposites{"fast", "slow"},
    Opposites{"safe", "dangerou"},
    Opposites{"saf", "dangerou"},
    Opposites{"buy", "sel"},
    Opposites{"leav", "stay"},
    Opposites{"arriv", "leav"},
    Opposites{"start", "stop"},
    Opposites{"sit", "stand"},
    Opposites{"friend", "enemy"},
    Opposites{"male", "female"},
    Opposites{"man", "woman"},
    Opposites{"boy", "girl"},
    Opposites{"liv", "die"},
    Opposites{"remember", "forget"},
    Opposites{"love", "hate"},
    Opposites{"lov", "hat"},
    Opposites{"lik", "dislik"},
    Opposites{"mortal", "immortal"},
    Opposites{"perfect", "imperfect"},
    Opposites{"lie", "honest"},
    Opposites{"sleep", "awak"},
    Opposites{"work", "broken"},
    Opposites{"sunny", "cloudy"},
    Opposites{"fresh", "stal"},
};

// Of the second word, "not" and the first: nothing is between them.
constexpr std::array kComplements{
    Opposites{"on", "off"},         Opposites{"open", "clos"},   Opposites{"open", "shut"},
    Opposites{"awak", "asleep"},    Opposites{"aliv", "dead"},   Opposites{"lock", "unlock"},
    Opposites{"present", "absent"}, Opposites{"mary", "unmary"}, Opposites{"mortal", "immortal"},
    Opposites{"marry", "unmarry"},  Opposites{"even", "odd"},
};

Stems slice(const Stems& stems, std::size_t begin, std::size_t end) {
  return {stems.begin() + static_cast<std::ptrdiff_t>(begin), stems.begin() + static_cast<std::ptrdiff_t>(end)};
}

bool opposite(const std::string& left, const std::string& right) {
  const bool prefixed = "un" + left == right || "un" + right == left || "non-" + left == right ||
                        "non-" + right == left || "dis" + left == right || "dis" + right == left ||
                        "in" + left == right || "in" + right == left || "im" + left == right || "im" + right == left;
  return prefixed || std::ranges::any_of(kOpposites, [&](const Opposites& pair) {
           return (pair.one == left && pair.other == right) || (pair.one == right && pair.other == left);
         });
}

}  // namespace

Kinship kinship(const Stems& left, const Stems& right) {
  std::size_t prefix = 0;
  while (prefix < left.size() && prefix < right.size() && left[prefix] == right[prefix])
    ++prefix;
  std::size_t suffix = 0;
  while (suffix + prefix < left.size() && suffix + prefix < right.size() &&
         left[left.size() - 1 - suffix] == right[right.size() - 1 - suffix])
    ++suffix;
  const Stems l = slice(left, prefix, left.size()), r = slice(right, prefix, right.size());
  const auto content = [](const std::string& word) { return !is_in(kFunctionWords, word); };
  const bool same_subject = std::ranges::any_of(slice(left, 0, prefix), content) && l.size() <= 2 && r.size() <= 2;
  const bool subjects_differ = suffix > 0 && prefix == 0 && left.size() - suffix > 0 && right.size() - suffix > 0;
  bool overlap = l.empty() || r.empty(), opposed = false;
  for (const std::string& a : l) {
    for (const std::string& b : r) {
      overlap |= a == b && content(a) && !subjects_differ;
      opposed |= opposite(a, b);
    }
  }
  if (overlap || opposed) return Kinship::words;
  return same_subject ? Kinship::same_subject : Kinship::none;
}

std::optional<std::string> complement_of(const std::string& stem) {
  const auto* const found = std::ranges::find(kComplements, stem, &Opposites::other);
  if (found == kComplements.end()) return std::nullopt;
  return std::string(found->one);
}

}  // namespace swarm::logic
