#include "swarm/heads/logic/families/roster.hpp"

#include <algorithm>
#include <array>
#include <ranges>

#include "swarm/heads/logic/families/names.hpp"
#include "swarm/heads/logic/language/claims.hpp"
#include "swarm/heads/logic/language/stem.hpp"

namespace swarm::logic {

namespace {

constexpr std::array<std::string_view, 7> kDays{"monday", "tuesday",  "wednesday", "thursday",
                                                "friday", "saturday", "sunday"};
constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};
// No items, and nothing that they say restricts an introduction.
constexpr std::array<std::string_view, 100> kGlue{
    "each",        "every",     "one",     "of",       "them",   "the",      "a",        "an",       "are",
    "is",          "and",       "or",      "in",       "some",   "order",    "has",      "have",     "had",
    "different",   "exactly",   "there",   "were",     "was",    "to",       "with",     "who",      "that",
    "which",       "on",        "at",      "from",     "all",    "their",    "his",      "her",      "names",
    "three",       "four",      "five",    "six",      "two",    "friends",  "people",   "children", "students",
    "kids",        "girls",     "boys",    "women",    "men",    "siblings", "brothers", "sisters",  "colleagues",
    "neighbours",  "neighbors", "persons", "named",    "called", "own",      "owns",     "pet",      "pets",
    "necessarily", "although",  "though",  "this",     "these",  "row",      "line",     "round",    "around",
    "table",       "seats",     "seat",    "chairs",   "sit",    "sits",     "sitting",  "seated",   "stand",
    "standing",    "live",      "houses",  "circular", "bench",  "left",     "right",    "numbered", "same",
    "no",          "share",     "another", "other",    "it",     "for",      "by",       "into",     "as",
    "following"};
// A sentence with one of them says more than an introduction does.
constexpr std::array<std::string_view, 34> kStatements{
    "if",      "unless",  "neither",  "nor",    "than",  "except",      "only",     "either",    "next",
    "beside",  "between", "opposite", "before", "after", "immediately", "directly", "somewhere", "who's",
    "whose",   "because", "never",    "always", "says",  "said",        "above",    "below",     "but",
    "whoever", "cannot",  "can",      "must",   "does",  "did",         "adjacent"};

bool starts(Span tokens, std::size_t at, std::initializer_list<std::string_view> words) {
  if (at + words.size() > tokens.size()) return false;
  return std::ranges::all_of(words, [&](std::string_view word) { return tokens[at++].is(word); });
}

bool item_word(const Token& token) {
  return (token.kind == TokenKind::word && !is_in(kGlue, token.text) && !is_in(kStatements, token.text) &&
          !is_auxiliary(token) && !is_article(token) && !token.is("not")) ||
         token.kind == TokenKind::number;
}

std::size_t position_in(const std::vector<std::string>& words, bool& known) {
  for (const auto& names : {std::span<const std::string_view>(kDays), std::span<const std::string_view>(kMonths)}) {
    const auto found = std::ranges::find(names, words.front());
    known = words.size() == 1 && found != names.end();
    if (known) return static_cast<std::size_t>(found - names.begin());
  }
  return 0;
}

}  // namespace

// "a cat, a dog and a parrot": items of one or two words, all with an article or none.
std::optional<Roster::List> Roster::list_at(Span tokens, std::size_t at) const {
  List list;
  list.begin = at;
  bool ended = false, last = false;
  while (at < tokens.size() && !ended) {
    std::size_t begin = at;
    // "one has a cat, another a dog"
    if (starts(tokens, begin, {"one"}) || starts(tokens, begin, {"another"})) {
      begin += 1;
      if (starts(tokens, begin, {"of", "them"})) begin += 2;
      while (begin < tokens.size() && (is_auxiliary(tokens[begin]) || is_in(words_, stem(tokens[begin].text))))
        ++begin;
    }
    if (begin < tokens.size() && is_article(tokens[begin])) ++begin;
    std::size_t end = begin;
    const bool title = end < tokens.size() &&
                       (tokens[end].is("mr") || tokens[end].is("mrs") || tokens[end].is("ms") || tokens[end].is("dr"));
    while (end < tokens.size() && end - begin < 2 && item_word(tokens[end]) &&
           (end == begin || title || tokens[end].capital == tokens[begin].capital))
      ++end;
    if (end == begin) break;
    if (!list.items.empty() && !list.items.front()[0].capital && tokens[begin].capital) return std::nullopt;
    const bool border = end >= tokens.size() || tokens[end].is(",") || tokens[end].is("and") || tokens[end].is("or");
    if (!border && end - begin == 2 && !title) --end;
    list.items.push_back(tokens.subspan(begin, end - begin));
    at = end;
    const std::size_t before = at;
    bool last_follows = false;
    while (at < tokens.size() && (tokens[at].is(",") || tokens[at].is("and") || tokens[at].is("or")))
      last_follows |= !tokens[at++].is(",");
    ended = at == before || last;
    last |= last_follows;
    list.end = before;
    if (at > before && at < tokens.size() && !item_word(tokens[at]) && !is_article(tokens[at]) &&
        !tokens[at].is("one") && !tokens[at].is("another"))
      ended = true;
  }
  if (list.items.size() < 2) return std::nullopt;
  const std::size_t words = list.items.front().size();
  const bool verb_in_front =
      words == 2 && !list.items.front()[0].capital &&
      std::ranges::all_of(list.items | std::views::drop(1), [](Span item) { return item.size() == 1; });
  if (verb_in_front) return std::nullopt;  // "teach art, biology and chemistry"
  if (words == 1 && list.items.back().size() == 2 && !list.items.back()[0].capital) {
    list.noun = stem(list.items.back()[1].text);
    list.items.back() = list.items.back().first(1);
  }
  if (words == 1 && list.end < tokens.size() && !tokens[list.end].is(",") && list.noun.empty() &&
      item_word(tokens[list.end]) && !list.items.front()[0].capital && list.items.size() > 2) {
    list.noun = stem(tokens[list.end].text);
    ++list.end;
  }
  return list;
}

void Roster::add_category(const List& list, std::vector<std::string> words) {
  Category category;
  category.words = std::move(words);
  if (!list.noun.empty()) category.words.push_back(list.noun);
  category.persons = list.items.front()[0].capital;
  std::vector<std::pair<std::size_t, Item>> found;
  bool ordered = true;
  for (const Span tokens : list.items) {
    Item item;
    for (const Token& token : tokens)
      item.words.push_back(token.text);
    item.shown = words_of(tokens);
    item.category = categories_.size();
    bool known = false;
    found.emplace_back(position_in(item.words, known), std::move(item));
    ordered &= known;
  }
  if (ordered) {
    std::ranges::sort(found, {}, [](const auto& pair) { return pair.first; });
    category.persons = false;
    category.ordered = true;
  }
  for (auto& [position, item] : found) {
    category.items.push_back(static_cast<int>(items_.size()));
    items_.push_back(std::move(item));
  }
  categories_.push_back(std::move(category));
}

void Roster::add_persons(const std::vector<Span>& names) {
  List list;
  list.items = names;
  add_category(list, {});
}

void Roster::note_layout(Span tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    round_ |= tokens[i].is("round") || tokens[i].is("circular") || tokens[i].is("circle");
    row_ |= tokens[i].is("row") || tokens[i].is("bench") || starts(tokens, i, {"side", "by", "side"}) ||
            tokens[i].is("queue") ||
            (tokens[i].is("line") && i > 0 && (tokens[i - 1].is("a") || tokens[i - 1].is("in"))) ||
            tokens[i].is("shelf") || tokens[i].is("leftmost") || tokens[i].is("rightmost") || tokens[i].is("floor") ||
            tokens[i].is("floors") ||
            (tokens[i].is("left") && (starts(tokens, i, {"left", "of"}) || starts(tokens, i, {"left", "to", "right"}) ||
                                      starts(tokens, i, {"left", "end"}))) ||
            starts(tokens, i, {"right", "of"});
  }
}

bool Roster::introduce(Span tokens) {
  if (std::ranges::any_of(tokens, [](const Token& token) { return is_in(kStatements, token.text); })) return false;
  static constexpr std::array<std::string_view, 4> kTail{"not", "necessarily", "in", "that"};
  std::vector<List> lists;
  std::vector<std::string> words;
  std::vector<std::vector<std::string>> before;  // the words in front of each list
  std::size_t unknown = 0;
  for (std::size_t at = 0; at < tokens.size();) {
    const Token& token = tokens[at];
    if (token.is("not")) {
      std::size_t k = 0;
      while (k < kTail.size() && at + k < tokens.size() && (tokens[at + k].is(kTail[k]) || tokens[at + k].is("this")))
        ++k;
      if (k < kTail.size() || at + k >= tokens.size()) return false;
      at += k;
      continue;
    }
    const bool starts_item = is_article(token) || item_word(token) || token.is("one");
    const auto list = starts_item ? list_at(tokens, at) : std::nullopt;
    if (list && (list->items.size() >= 3 || (list->items.size() == 2 && list->items[0][0].capital && lists.empty()) ||
                 (list->items.size() == 2 && !lists.empty() && lists[0].items.size() == 2))) {
      lists.push_back(*list);
      before.push_back(std::exchange(words, {}));
      at = list->end;
      continue;
    }
    if (token.kind == TokenKind::word && !is_in(kGlue, token.text)) {
      if (token.capital && at > 0) return false;
      words.push_back(stem(token.text));
      if (!number_of(token)) ++unknown;
    }
    if (token.is("pet") || token.is("pets") || token.is("own") || token.is("owns") || token.is("live") ||
        token.is("sit"))
      words.push_back(stem(token.text));
    ++at;
  }
  constexpr std::size_t kUnknownWordsMax = 7;
  if (lists.empty() || unknown > kUnknownWordsMax) return false;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    if (!categories_.empty() && lists[i].items.size() != size()) return false;
    add_category(lists[i], before[i]);
    words_.insert(words_.end(), before[i].begin(), before[i].end());
  }
  if (!words.empty()) {
    categories_.back().words.insert(categories_.back().words.end(), words.begin(), words.end());
    words_.insert(words_.end(), words.begin(), words.end());
  }
  return true;
}

std::optional<int> Roster::only_layout(Span tokens) {
  constexpr std::array<std::string_view, 24> kMore{"side",     "by",     "bench",    "queue",    "shelf",    "stand",
                                                   "standing", "facing", "center",   "centre",   "guests",   "persons",
                                                   "stood",    "sat",    "seated",   "next",     "each",     "other",
                                                   "long",     "single", "straight", "together", "numbered", "floors"};
  int largest = 0;
  for (const Token& token : tokens) {
    const auto number = number_of(token);
    if (number) largest = std::max(largest, *number);
    const bool plain = token.kind == TokenKind::sign || number || is_in(kGlue, token.text) || is_in(kMore, token.text);
    if (!plain || token.is("no") || token.is("same") || token.is("exactly")) return std::nullopt;
  }
  return largest > 1 ? std::optional(largest) : std::nullopt;
}

bool Roster::complete() const {
  return !categories_.empty() &&
         std::ranges::all_of(categories_, [&](const Category& category) { return category.items.size() == size(); });
}

std::optional<std::size_t> Roster::persons() const {
  const auto found = std::ranges::find(categories_, true, &Category::persons);
  if (found == categories_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - categories_.begin());
}

bool Roster::knows_word(const std::string& word) const {
  return is_in(words_, word) || category_of(word).has_value();
}

std::optional<std::size_t> Roster::category_of(const std::string& word) const {
  for (std::size_t i = 0; i < categories_.size(); ++i) {
    if (is_in(categories_[i].words, word)) return i;
  }
  return std::nullopt;
}

// "cat", "the cat", "the red dress", "Mr Hill", "cats"
std::optional<std::size_t> Roster::plain_item(Span tokens, std::size_t at, int& found) const {
  if (at < tokens.size() && is_article(tokens[at])) ++at;
  std::size_t best = 0;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const auto& words = items_[i].words;
    if (at + words.size() > tokens.size() || words.size() <= best) continue;
    const bool here =
        std::ranges::equal(words, tokens.subspan(at, words.size()), [](const std::string& word, const Token& token) {
          return token.is(word) || (!token.capital && stem(token.text) == stem(word));
        });
    if (!here) continue;
    best = words.size();
    found = static_cast<int>(i);
  }
  if (best == 0) return std::nullopt;
  std::size_t end = at + best;
  const Category& category = categories_[items_[static_cast<std::size_t>(found)].category];
  if (end < tokens.size() && !is_auxiliary(tokens[end]) && is_in(category.words, stem(tokens[end].text)) &&
      !tokens[end].is("lives") && !tokens[end].is("live") && !category.persons)
    ++end;
  return end;
}

// Also "the person with the cat", "the one who owns the cat", "the cat owner", "Ann's pet".
std::optional<Mention> Roster::mention(Span tokens, std::size_t at) const {
  constexpr std::array<std::string_view, 16> kPersons{"person", "one",     "man",   "woman",    "boy",    "girl",
                                                      "friend", "student", "child", "owner",    "player", "guest",
                                                      "lady",   "house",   "kid",   "neighbour"};
  constexpr std::array<std::string_view, 14> kAgents{"owner",  "lover",   "drinker", "player", "person",
                                                     "fan",    "house",   "driver",  "eater",  "wearer",
                                                     "keeper", "teacher", "rider",   "student"};
  int found = 0;
  if (const auto end = plain_item(tokens, at, found)) {
    std::size_t behind = *end;
    const bool person = categories_[items_[static_cast<std::size_t>(found)].category].persons;
    if (behind + 1 < tokens.size() && tokens[behind].is("'s") && person && knows_word(stem(tokens[behind + 1].text)))
      behind += 2;
    else if (behind < tokens.size() && tokens[behind].is("'s") && behind + 1 < tokens.size() &&
             tokens[behind + 1].is("owner"))
      behind += 2;
    else if (behind < tokens.size() && !person && is_in(kAgents, tokens[behind].text))
      ++behind;
    return Mention{found, behind};
  }
  std::size_t next = at;
  if (next < tokens.size() && (is_article(tokens[next]) || tokens[next].is("whoever"))) ++next;
  if (next == at || next >= tokens.size()) return std::nullopt;
  const bool whoever = tokens[at].is("whoever");
  if (!whoever) {
    if (!is_in(kPersons, tokens[next].text)) return std::nullopt;
    ++next;
  }
  // "with the", "who has the", "in the", "of the", "wearing the", "who is not" is a statement of its own.
  for (std::size_t used = 0; used < 4 && next < tokens.size(); ++used, ++next) {
    if (tokens[next].is("not") || tokens[next].is("left") || tokens[next].is("right")) return std::nullopt;
    if (used > 0 || whoever) {
      if (const auto end = plain_item(tokens, next, found)) return Mention{found, *end};
    }
    const std::string word = stem(tokens[next].text);
    const bool link = tokens[next].is("with") || tokens[next].is("who") || tokens[next].is("that") ||
                      tokens[next].is("in") || tokens[next].is("of") || tokens[next].is("from") ||
                      tokens[next].is("on") || tokens[next].is("is") || tokens[next].is("has") || word == "own" ||
                      word == "hav" || word == "have" || word == "liv" || word == "keep" || knows_word(word);
    if (!link) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace swarm::logic
