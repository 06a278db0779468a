#include "swarm/heads/logic/families/names.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "swarm/heads/logic/language/claims.hpp"

namespace swarm::logic {

namespace {

constexpr std::array<std::string_view, 142> kStops{
    "and",         "or",       "but",      "who",     "which",     "than",     "is",       "are",    "was",
    "were",        "finished", "came",     "come",    "arrived",   "ran",      "runs",     "placed", "ended",
    "costs",       "cost",     "weighs",   "weighed", "scored",    "beat",     "beats",    "lives",  "lie",
    "lies",        "stands",   "sits",     "got",     "has",       "have",     "had",      "did",    "does",
    "do",          "not",      "before",   "after",   "ahead",     "behind",   "in",       "on",     "at",
    "of",          "to",       "as",       "between", "north",     "south",    "east",     "west",   "above",
    "below",       "beneath",  "under",    "while",   "if",        "then",     "so",       "be",     "been",
    "be",          "neither",  "nor",      "goes",    "went",      "drives",   "walks",    "swims",  "jumps",
    "climbs",      "flies",    "sings",    "cooks",   "reads",     "works",    "earns",    "earned", "eats",
    "ate",         "drinks",   "drank",    "moves",   "travels",   "grew",     "grows",    "plays",  "played",
    "jumped",      "swam",     "finishes", "arrives", "left",      "right",    "next",     "will",   "can",
    "must",        "from",     "with",     "by",      "every",     "all",      "each",     "no",     "none",
    "nobody",      "everyone", "only",     "also",    "much",      "slightly", "both",     "either", "it",
    "he",          "she",      "they",     "sat",     "there",     "beaten",   "defeated", "lost",   "won",
    "immediately", "directly", "for",      "suppose", "supposing", "assume",   "assuming", "given",  "crossed",
    "crosses",     "reached",  "reaches",  "passed",  "passes",    "overtook", "overtakes"};
constexpr std::array<std::string_view, 10> kTitles{"mr",        "mrs",  "ms",  "dr",   "prof",
                                                   "professor", "miss", "sir", "lady", "st"};
// What introductions are made of, besides names and numbers.
constexpr auto kIntroduction = std::to_array<std::string_view>(
    {"there",      "are",       "is",          "were",         "was",      "the",        "a",          "an",
     "of",         "in",        "and",         "friends",      "siblings", "brothers",   "sisters",    "people",
     "persons",    "children",  "kids",        "students",     "runners",  "racers",     "athletes",   "swimmers",
     "cyclists",   "horses",    "cars",        "buildings",    "houses",   "trees",      "boxes",      "towns",
     "cities",     "villages",  "mountains",   "rivers",       "books",    "colleagues", "classmates", "cousins",
     "players",    "teams",     "boys",        "girls",        "men",      "women",      "dogs",       "cats",
     "race",       "ran",       "took",        "part",         "competed", "contest",    "who",        "finished",
     "their",      "ages",      "heights",     "weights",      "compare",  "compared",   "comparing",  "consider",
     "we",         "have",      "has",         "with",         "five",     "four",       "three",      "two",
     "six",        "different", "no",          "ties",         "each",     "all",        "family",     "group",
     "line",       "up",        "stand",       "named",        "called",   "namely",     "i",          "my",
     "know",       "some",      "entered",     "met",          "at",       "same",       "town",       "live",
     "street",     "on",        "lined",       "running",      "marathon", "sprint",     "students",   "coworkers",
     "neighbours", "neighbors", "competitors", "participants", "had",      "as",         "follows",    "swam",
     "competed",   "take",      "think",       "imagine",      "yesterday"});

bool stops(const Token& token) {
  return token.kind != TokenKind::word || is_in(kStops, token.text) || is_beside_names(token);
}

std::string key_of(Span tokens) {
  std::string key;
  for (const Token& token : tokens) {
    if (&token == &tokens.front() && is_article(token) && tokens.size() > 1 && !token.is("my")) continue;
    key += (key.empty() ? "" : " ") + (token.is("me") ? std::string("i") : token.text);
  }
  return key;
}

}  // namespace

bool is_beside_names(const Token& token) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"when",  "whenever", "since",   "because",   "although", "though",  "however", "whereas",  "take",  "consider",
       "think", "imagine",  "picture", "compare",   "given",    "please",  "thanks",  "once",     "again", "too",
       "among", "between",  "today",   "yesterday", "tomorrow", "tonight", "now",     "meanwhile"});
  return is_in(kWords, token.text);
}

std::size_t Names::length(Span tokens) {
  constexpr std::size_t kWordsMax = 3;
  if (tokens.empty()) return 0;
  if (tokens[0].kind == TokenKind::number) return 0;
  const bool article = is_article(tokens[0]);
  if (!article && stops(tokens[0])) return 0;
  std::size_t at = article ? 1 : 0;
  const bool title = at < tokens.size() && is_in(kTitles, tokens[at].text);
  const bool proper = !article && tokens[0].capital;
  std::size_t words = 0;
  while (at < tokens.size() && words < kWordsMax) {
    if (tokens[at].is("'s")) {
      ++at;
      words = 0;
      if (at < tokens.size() && !stops(tokens[at])) {
        ++at;
        ++words;
      }
      continue;
    }
    if (stops(tokens[at]) || is_article(tokens[at])) break;
    if (words > 0 && at + 1 < tokens.size() &&
        (tokens[at + 1].is("than") || tokens[at].is("more") || tokens[at].is("less")))
      break;
    if (proper && words > 0 && !tokens[at].capital) break;
    ++at;
    ++words;
    if (title && words == 2) break;
  }
  return words == 0 ? 0 : at;
}

std::optional<int> Names::find(Span tokens) const {
  const auto found = std::ranges::find(keys_, key_of(tokens));
  if (found == keys_.end()) return std::nullopt;
  return static_cast<int>(found - keys_.begin());
}

int Names::add(Span tokens) {
  if (const auto known = find(tokens)) return *known;
  const bool article = tokens.size() > 1 && is_article(tokens[0]) && !tokens[0].is("my") && !tokens[0].is("your");
  keys_.push_back(key_of(tokens));
  shown_.push_back(words_of(article ? tokens.subspan(1) : tokens));
  return static_cast<int>(keys_.size()) - 1;
}

bool Names::overlap() const {
  for (const std::string& one : keys_) {
    for (const std::string& other : keys_) {
      if (&one != &other && (" " + other + " ").contains(" " + one + " ")) return true;
    }
  }
  return false;
}

std::optional<NameList> name_list(Span tokens) {
  NameList list;
  std::size_t at = 0;
  while (at < tokens.size()) {
    const std::size_t length = Names::length(tokens.subspan(at));
    if (length == 0) break;
    list.names.push_back(tokens.subspan(at, length));
    at += length;
    list.length = at;
    const bool comma = at < tokens.size() && tokens[at].is(",");
    if (comma) ++at;
    if (at < tokens.size() && (tokens[at].is("and") || tokens[at].is("or")))
      ++at;
    else if (!comma)
      break;
  }
  if (list.names.size() < 2) return std::nullopt;
  return list;
}

std::optional<std::vector<Span>> introduced(Span tokens) {
  std::vector<Span> names;
  for (std::size_t at = 0; at < tokens.size();) {
    const Token& token = tokens[at];
    const bool mark = token.is(",") || token.is(":") || token.is("—") || token.is("(") || token.is(")");
    const bool between = token.is("between") && at > 0 && (tokens[at - 1].is("race") || tokens[at - 1].is("contest"));
    const bool filling = mark || between || number_of(token) || is_in(kIntroduction, token.text);
    if (!filling || (token.capital && at > 0)) {
      const std::size_t length = token.capital ? Names::length(tokens.subspan(at)) : 0;
      if (length == 0) return std::nullopt;
      // Any word is typed with a capital letter at the beginning: a name is one of several there.
      const bool listed = length < tokens.size() && (tokens[length].is(",") || tokens[length].is("and"));
      if (at == 0 && !listed) return std::nullopt;
      names.push_back(tokens.subspan(at, length));
      at += length;
    } else {
      ++at;
    }
  }
  return names;
}

std::optional<int> number_of(const Token& token) {
  constexpr std::array<std::string_view, 13> kNumbers{"zero",  "one",   "two",  "three", "four",   "five",  "six",
                                                      "seven", "eight", "nine", "ten",   "eleven", "twelve"};
  const auto* const found = std::ranges::find(kNumbers, token.text);
  if (found != kNumbers.end()) return static_cast<int>(found - kNumbers.begin());
  int value = 0;
  const char* const end = token.text.data() + token.text.size();
  const auto [stop, error] = std::from_chars(token.text.data(), end, value);
  if (token.kind != TokenKind::number || error != std::errc{} || stop != end || value > 1'000) return std::nullopt;
  return value;
}

std::optional<int> ordinal_of(const Token& token) {
  constexpr std::array<std::string_view, 9> kOrdinals{"first", "second",  "third",  "fourth", "fifth",
                                                      "sixth", "seventh", "eighth", "ninth"};
  if (token.is("last")) return -1;
  const auto* const found = std::ranges::find(kOrdinals, token.text);
  if (found != kOrdinals.end()) return static_cast<int>(found - kOrdinals.begin()) + 1;
  if (token.kind != TokenKind::number || token.text.size() < 3) return std::nullopt;
  Token number = token;
  number.text.resize(token.text.size() - 2);
  const bool ordinal = token.text.back() >= 'a';
  return ordinal ? number_of(number) : std::nullopt;
}

}  // namespace swarm::logic
