#include "swarm/heads/logic/families/grid.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "base/result.hpp"
#include "swarm/heads/logic/families/names.hpp"
#include "swarm/heads/logic/language/pattern.hpp"
#include "swarm/heads/logic/language/stem.hpp"

namespace swarm::logic {

namespace {

constexpr std::array<std::string_view, 26> kLinks{
    "is",       "are",   "was",  "were",   "be",      "has",     "have",    "had",    "does",
    "do",       "did",   "sits", "sit",    "sitting", "sat",     "seated",  "stands", "stand",
    "standing", "lives", "live", "living", "placed",  "located", "belongs", "belong"};

}  // namespace

Outcome<Formula> Grid::clause(Span tokens) {
  if (const auto read = statement(bare(tokens))) return *read;
  return outside(fmt::format("\"{}\" is no statement about places or things", words_of(tokens)));
}

std::optional<Formula> Grid::predicate(int item, Span tokens) {
  std::size_t at = 0;
  bool negative = false;
  while (at < tokens.size() && (links(tokens[at]) || tokens[at].is("not") || tokens[at].is("never"))) {
    if (tokens[at].is("not") || tokens[at].is("never")) negative = !negative;
    ++at;
  }
  const auto found = relation(tokens, at);
  if (!found) return std::nullopt;
  const auto formula = related(item, tokens, *found);
  if (!formula) return std::nullopt;
  return negative ? negation(*formula) : *formula;
}

bool Grid::links(const Token& token) const {
  if (token.is("to") || token.capital) return false;
  return is_in(kLinks, token.text) ||
         (roster_.knows_word(stem(token.text)) &&
          !is_in(std::array<std::string_view, 3>{"next", "left", "right"}, token.text)) ||
         token.is("owns") || token.is("own") || token.is("keeps") || token.is("gets") || token.is("got") ||
         token.is("directly-seated") || token.is("wears") || token.is("will");
}

std::optional<Formula> Grid::statement(Span tokens) {
  const auto subject = roster_.mention(tokens, 0);
  if (!subject || subject->end >= tokens.size()) return std::nullopt;
  // "the cat belongs to Ann" and "the cat is Ann's"
  return predicate(subject->item, tokens.subspan(subject->end));
}

std::optional<Formula> Grid::mutual(Span tokens) {
  const auto first = roster_.mention(tokens, 0);
  if (!first || first->end >= tokens.size() || !tokens[first->end].is("and")) return std::nullopt;
  const auto second = roster_.mention(tokens, first->end + 1);
  if (!second) return std::nullopt;
  static const Patterns adjacent{
      "[do|does|did] [not] (sit / sits / are / stand / live / are sitting / are seated) [not] "
      "[directly|right|immediately] "
      "(next to each other / side by side / next to one another / beside each other / neighbours / neighbors / "
      "adjacent / together)"};
  static const Patterns opposed{
      "[do|does|did] [not] (sit / are / are sitting / are seated) [not] [directly] (opposite each other / opposite "
      "one another / across from each other)"};
  const Span rest = tokens.subspan(second->end);
  if (!adjacent.fit(rest) && !opposed.fit(rest)) return std::nullopt;
  PlaceRelation relation;
  relation.kind = adjacent.fit(rest) ? PlaceRelation::Kind::beside : PlaceRelation::Kind::opposite;
  const auto formula = between_two(relation, first->item, second->item);
  if (!formula) return std::nullopt;
  return has_word(rest, "not") ? negation(*formula) : *formula;
}

bool Grid::starts(Span tokens, std::size_t at, std::initializer_list<std::string_view> words) {
  if (at + words.size() > tokens.size()) return false;
  return std::ranges::all_of(words, [&](std::string_view word) { return tokens[at++].is(word); });
}

std::optional<PlaceRelation> Grid::relation(Span tokens, std::size_t at) {
  struct Phrase {
    const char* words;
    PlaceRelation::Kind kind;
    bool reversed;
  };
  using enum PlaceRelation::Kind;
  static const std::vector<std::pair<Pattern, Phrase>> phrases = [] {
    std::vector<std::pair<Pattern, Phrase>> all;
    for (const Phrase& phrase : {
             Phrase{"[directly|right|immediately] (next to / beside / adjacent to / alongside / next door to)", beside,
                    false},
             Phrase{"a neighbour|neighbor of", beside, false},
             Phrase{"(immediately / directly / just / right) [to] [the] left of", right_before, false},
             Phrase{"(immediately / directly / just / right) [to] [the] right of", right_before, true},
             Phrase{"(immediately / directly / just / right) before", right_before, false},
             Phrase{"(immediately / directly / just / right) after", right_before, true},
             Phrase{"(immediately / directly / just / right) (below / under / beneath)", right_before, false},
             Phrase{"(immediately / directly / just / right) above", right_before, true},
             Phrase{"(immediately / directly / just / right) (in front of / ahead of)", right_before, false},
             Phrase{"(immediately / directly / just / right) behind", right_before, true},
             Phrase{"the day before", right_before, false},
             Phrase{"the day after", right_before, true},
             Phrase{"(one / a) (day / floor / place / seat) (before / below / ahead of)", right_before, false},
             Phrase{"(one / a) (day / floor / place / seat) (after / above / behind)", right_before, true},
             Phrase{"(somewhere / anywhere) [to] [the] left of", before, false},
             Phrase{"(somewhere / anywhere) [to] [the] right of", before, true},
             Phrase{"[to] [the] left of", at_left, false},
             Phrase{"[to] [the] right of", at_left, true},
             Phrase{"[directly|right|immediately] (opposite [to] / across from)", opposite, false},
             Phrase{"(earlier than / before / [somewhere] ahead of / [somewhere] in front of)", before, false},
             Phrase{"(later than / after / [somewhere] behind)", before, true},
             Phrase{"[somewhere] (below / under / lower than)", before, false},
             Phrase{"[somewhere] (above / higher than)", before, true},
             Phrase{"[somewhere|directly|right] (between / in between)", between, false},
         })
      all.emplace_back(Pattern(phrase.words), phrase);
    return all;
  }();
  if (auto found = places(tokens, at)) return found;
  for (std::size_t end = std::min(tokens.size(), at + 6); end > at; --end) {
    for (const auto& [pattern, phrase] : phrases) {
      if (!pattern.fits(tokens.subspan(at, end - at))) continue;
      PlaceRelation result;
      result.kind = phrase.kind;
      result.reversed = phrase.reversed;
      result.end = end;
      if (phrase.kind == at_left) {
        used_left_ = true;
        result.kind = choices_.immediate_left || roster_.round() ? right_before : before;
      }
      if (phrase.kind == between && tokens[at].is("directly")) return std::nullopt;
      return result;
    }
  }
  PlaceRelation result;
  result.end = at;
  if (at < tokens.size() &&
      (tokens[at].is("with") || tokens[at].is("to") || tokens[at].is("in") || tokens[at].is("on") ||
       tokens[at].is("from") || tokens[at].is("for") || tokens[at].is("by")))
    ++result.end;
  return result;
}

std::optional<PlaceRelation> Grid::places(Span tokens, std::size_t at) {
  static const Patterns ends{"at|on|in (an / one / either / the / one of the) end|ends [of <n>]",
                             "[at|on|in] one of the (ends / two ends) [of <n>]", "at the end"};
  static const Patterns left{"[at|on|in|to] the [far|extreme] left [end|hand|side|edge] [of <n>]",
                             "[at|on] the left-hand end [of <n>]", "[the] leftmost [seat|place|person|one|house]",
                             "at the left [hand] end [of <n>]",
                             "[in] [the] leftmost (seat / place / position / house / chair / spot)"};
  static const Patterns right{"[at|on|in|to] the [far|extreme] right [end|hand|side|edge] [of <n>]",
                              "[at|on] the right-hand end [of <n>]", "[the] rightmost [seat|place|person|one|house]",
                              "at the right [hand] end [of <n>]",
                              "[in] [the] rightmost (seat / place / position / house / chair / spot)"};
  static const Patterns middle{"in the (middle / centre / center) [seat|chair|position|house|place|spot] [of <n>]",
                               "in the exact middle", "[the] middle [one|person]",
                               "[in] the middle (seat / chair / house / position / place)"};
  static const Patterns numbered{
      "[in|on|at] [the] (seat / chair / position / house / place / floor / spot / room / slot / number / day / box) "
      "[number] <k>",
      "[in|on|at] the <o> (seat / chair / position / house / place / floor / spot / room / slot / day) [from the "
      "left]",
      "[the] <o> from the left",
      "[the] <f> from the right",
      "[in] <o> [place]",
      "[in|on|at] the <f> (seat / chair / position / house / place / spot) from the right"};
  const Span rest = tokens.subspan(at);
  if (rest.empty()) return std::nullopt;
  PlaceRelation result;
  result.kind = PlaceRelation::Kind::fixed;
  result.end = tokens.size();
  const auto take = [&](std::vector<int> values) {
    result.places = std::move(values);
    if (roster_.round()) return std::optional<PlaceRelation>();
    used_order_ = true;
    return std::optional(result);
  };
  static const Patterns top{"on the top floor", "on top", "at the top"},
      bottom{"on the (bottom / lowest) floor", "at the bottom"};
  if (ends.fit(rest)) return take({1, size_});
  if (left.fit(rest) || bottom.fit(rest)) return take({1});
  if (right.fit(rest) || top.fit(rest)) return take({size_});
  if (middle.fit(rest)) return size_ % 2 == 1 ? take({(size_ + 1) / 2}) : std::nullopt;
  std::optional<int> place;
  const bool fits = numbered.match(rest, [&](const Pattern::Match& match) {
    if (match.has("k") && match["k"].size() == 1) place = number_of(match["k"][0]);
    if (match.has("o") && match["o"].size() == 1) place = ordinal_of(match["o"][0]);
    if (match.has("f") && match["f"].size() == 1) {
      const auto ordinal = ordinal_of(match["f"][0]);
      if (ordinal) place = size_ + 1 - *ordinal;
    }
    if (place && *place == -1) place = size_;
    return place && *place >= 1 && *place <= size_;
  });
  if (!fits) return std::nullopt;
  return take({*place});
}

std::optional<Formula> Grid::related(int item, Span tokens, const PlaceRelation& relation) {
  if (relation.kind == PlaceRelation::Kind::fixed) {
    std::vector<Formula> parts;
    for (const int place : relation.places)
      parts.push_back(is_value(item, place));
    return any_of(std::move(parts));
  }
  if (relation.kind == PlaceRelation::Kind::between) return middle_of(item, tokens, relation.end);
  const auto other = roster_.mention(tokens, relation.end);
  if (!other) return std::nullopt;
  const bool possessive = other->end < tokens.size() && tokens[other->end].is("'s") && other->end + 1 == tokens.size();
  if (other->end != tokens.size() && !possessive) return std::nullopt;
  const auto& items = roster_.items();
  const bool alike =
      items[static_cast<std::size_t>(item)].category == items[static_cast<std::size_t>(other->item)].category;
  if (relation.kind == PlaceRelation::Kind::same && alike && item != other->item) return std::nullopt;
  return between_two(relation, item, other->item);
}

std::optional<Formula> Grid::between_two(const PlaceRelation& relation, int left, int right) {
  using enum PlaceRelation::Kind;
  if (relation.kind == same) return logic::same(left, right);
  used_order_ = true;
  const bool round = roster_.round();
  const int one = relation.reversed ? right : left, other = relation.reversed ? left : right;
  switch (relation.kind) {
    case beside:
      if (!round) return logic::beside(one, other);
      return any_of({next_in_circle(one, other), next_in_circle(other, one)});
    case right_before:
      return round ? next_in_circle(one, other) : logic::same(one, other, -1);
    case before:
      if (round) return std::nullopt;
      return below(one, other);
    case opposite:
      if (!round || size_ % 2 != 0) return std::nullopt;
      return any_of({logic::same(one, other, size_ / 2), logic::same(one, other, -size_ / 2)});
    default:
      return std::nullopt;
  }
}

std::optional<Formula> Grid::middle_of(int item, Span tokens, std::size_t at) {
  const auto first = roster_.mention(tokens, at);
  if (!first || first->end >= tokens.size() || !tokens[first->end].is("and")) return std::nullopt;
  const auto second = roster_.mention(tokens, first->end + 1);
  if (!second || second->end != tokens.size()) return std::nullopt;
  used_between_ = true;
  used_order_ = true;
  PlaceRelation next;
  next.kind =
      choices_.immediate_between || roster_.round() ? PlaceRelation::Kind::right_before : PlaceRelation::Kind::before;
  const auto chain = [&](int a, int b, int c) { return all_of({*between_two(next, a, b), *between_two(next, b, c)}); };
  return any_of({chain(first->item, item, second->item), chain(second->item, item, first->item)});
}

}  // namespace swarm::logic
