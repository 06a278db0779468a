// Cards of a deck and coloured balls in a bag, said outright.

#include <algorithm>
#include <fmt/format.h>
#include <functional>

#include "swarm/heads/math/forms/chance.hpp"

namespace swarm::math {

namespace {

constexpr std::int64_t kBallsMax = 400;

// --- cards -----------------------------------------------------------------------------------------------------------

struct Card {
  int rank;  // 1 the ace … 13 the king
  int suit;  // 0 hearts, 1 diamonds, 2 clubs, 3 spades
};

// What a word means on a card; nothing for other words.
std::function<bool(Card)> card_named(std::string_view word) {
  const auto rank = [](int wanted) { return [wanted](Card card) { return card.rank == wanted; }; };
  const auto suit = [](int wanted) { return [wanted](Card card) { return card.suit == wanted; }; };
  if (word.ends_with("s") && word.size() > 3) word.remove_suffix(1);
  if (word == "ace") return rank(1);
  if (word == "jack") return rank(11);
  if (word == "queen") return rank(12);
  if (word == "king") return rank(13);
  if (word == "heart") return suit(0);
  if (word == "diamond") return suit(1);
  if (word == "club") return suit(2);
  if (word == "spade") return suit(3);
  if (word == "red") return [](Card card) { return card.suit <= 1; };
  if (word == "black") return [](Card card) { return card.suit >= 2; };
  if (word == "face" || word == "picture" || word == "court") return [](Card card) { return card.rank >= 11; };
  return nullptr;
}

// Counted over the 52 cards by rank and suit, and again by number.
Outcome<Solution> one_card(Question& q, const std::string& reading, const std::function<bool(Card)>& good) {
  std::int64_t by_suit = 0, by_number = 0;
  for (int suit = 0; suit < 4; ++suit) {
    for (int rank = 1; rank <= 13; ++rank)
      by_suit += good({rank, suit}) ? 1 : 0;
  }
  for (int number = 0; number < 52; ++number)
    by_number += good({number / 4 + 1, number % 4}) ? 1 : 0;
  return probability(q, reading, ratio_of(by_suit, 52), ratio_of(by_number, 52));
}

Outcome<Solution> card_one(const Match& m, Question& q) {
  const auto good = card_named(q.tokens()[m.place("w")].text);
  if (!good) return outside("no kind of card");
  return one_card(q, fmt::format("a card that is {}", q.tokens()[m.place("w")].text), good);
}

Outcome<Solution> card_both(const Match& m, Question& q) {
  const auto first = card_named(q.tokens()[m.place("w")].text);
  const auto second = card_named(q.tokens()[m.place("v")].text);
  if (!first || !second) return outside("no kind of card");
  return one_card(q, "a card that is both", [&](Card card) { return first(card) && second(card); });
}

Outcome<Solution> card_either(const Match& m, Question& q) {
  const auto first = card_named(q.tokens()[m.place("w")].text);
  const auto second = card_named(q.tokens()[m.place("v")].text);
  if (!first || !second) return outside("no kind of card");
  return one_card(q, "a card that is one of both", [&](Card card) { return first(card) || second(card); });
}

Outcome<Solution> card_rank(const Match& m, Question& q) {
  const std::int64_t wanted = m.number("s");
  if (wanted < 2 || wanted > 10) return outside("no such card");
  return one_card(q, fmt::format("a card with the number {}", wanted),
                  [wanted](Card card) { return card.rank == wanted; });
}

Outcome<Solution> card_not(const Match& m, Question& q) {
  const auto good = card_named(q.tokens()[m.place("w")].text);
  if (!good) return outside("no kind of card");
  return one_card(q, "a card that is not that", [&](Card card) { return !good(card); });
}

// --- coloured balls --------------------------------------------------------------------------------------------------

struct Bag {
  std::vector<std::pair<std::int64_t, std::int64_t>> counts;  // colour word, how many
  std::int64_t total = 0;

  std::int64_t of(std::int64_t color) const {
    std::int64_t sum = 0;
    for (const auto& [known, count] : counts)
      sum += known == color ? count : 0;
    return sum;
  }
};

Outcome<Bag> bag_of(const Match& m) {
  Bag bag;
  for (const char index : {'1', '2', '3', '4', '5'}) {
    const std::string number = std::string("n") + index, color = std::string("c") + index;
    if (!m.has(color)) continue;
    if (bag.of(m.number(color)) != 0) return outside("a colour is named twice");
    bag.counts.emplace_back(m.number(color), m.number(number));
    bag.total += m.number(number);
  }
  if (bag.total < 1 || bag.total > kBallsMax) return outside("a bag with 1 to 400 balls");
  return bag;
}

bool knows(const Bag& bag, std::int64_t color) {
  return std::ranges::any_of(bag.counts, [&](const auto& entry) { return entry.first == color; });
}

// Every single ball looked at.
Rational share_of_balls(const Bag& bag, const std::function<bool(std::int64_t)>& good) {
  std::int64_t favourable = 0, total = 0;
  for (const auto& [color, count] : bag.counts) {
    for (std::int64_t i = 0; i < count; ++i, ++total)
      favourable += good(color) ? 1 : 0;
  }
  return ratio_of(favourable, total);
}

Outcome<Solution> ball_is(const Match& m, Question& q) {
  const Bag bag = TRY(bag_of(m));
  const std::int64_t wanted = m.number("x");
  const std::int64_t other = m.has("y") ? m.number("y") : wanted;
  if (!knows(bag, wanted) || !knows(bag, other)) return outside("that colour is not in the bag");
  const std::int64_t favourable = bag.of(wanted) + (other == wanted ? 0 : bag.of(other));
  const auto good = [&](std::int64_t color) { return color == wanted || color == other; };
  return probability(q, "a ball of that colour", ratio_of(favourable, bag.total), share_of_balls(bag, good));
}

Outcome<Solution> ball_is_not(const Match& m, Question& q) {
  const Bag bag = TRY(bag_of(m));
  const std::int64_t wanted = m.number("x");
  if (!knows(bag, wanted)) return outside("that colour is not in the bag");
  const auto good = [&](std::int64_t color) { return color != wanted; };
  return probability(q, "a ball of another colour", Rational(1) - ratio_of(bag.of(wanted), bag.total),
                     share_of_balls(bag, good));
}

// Two draws of one colour; ordered pairs of balls are gone through.
template <bool replaced>
Outcome<Solution> two_balls(const Match& m, Question& q) {
  const Bag bag = TRY(bag_of(m));
  const std::int64_t wanted = m.number("x");
  const std::int64_t count = bag.of(wanted);
  if (!knows(bag, wanted) || bag.total < 2) return outside("that colour is not in the bag");
  const Rational formula = replaced ? ratio_of(count * count, bag.total * bag.total)
                                    : ratio_of(count * (count - 1), bag.total * (bag.total - 1));
  std::int64_t favourable = 0, total = 0;
  for (std::int64_t first = 0; first < bag.total; ++first) {
    for (std::int64_t second = 0; second < bag.total; ++second) {
      if (!replaced && first == second) continue;
      ++total;
      favourable += first < count && second < count ? 1 : 0;  // the wanted balls come first in the count
    }
  }
  return probability(q, fmt::format("two balls of that colour {} replacement", replaced ? "with" : "without"), formula,
                     ratio_of(favourable, total));
}

void add_cards(Grammar& g) {
  g.macro("fromdeck",
          "(from|out of|in) [a|the] [standard|full|regular|normal|well shuffled|shuffled|single|ordinary|fair] [52 "
          "card] [deck|pack] [of] [52] [playing] [card] [at random]");
  g.form("@prob [draw] [a|an|one|any] {w:word} [card] @fromdeck", card_one);
  g.form("@prob [draw] [the|a|an] {w:word} of {v:word} @fromdeck", card_both);
  g.form("@prob [draw] [a|an] {w:word} or [a|an] {v:word} [card] @fromdeck", card_either);
  g.form("@prob [draw] [a|an|the] {s:integer} @fromdeck", card_rank);
  g.form("@prob [a|the] [card] [draw] @fromdeck is [a|an] {w:word} [card]", card_one);
  g.form("@prob not (draw|get|getting) [a|an] {w:word} [card] @fromdeck", card_not);
}

void add_balls(Grammar& g) {
  g.macro("ball",
          "(ball|balls|marble|marbles|counter|counters|bead|beads|sock|socks|candy|candies|chip|chips|pen|pens|pencil|"
          "pencils|sweet|sweets|button|buttons|one|ones|token|tokens|disc|discs|jelly "
          "beans|jellybeans|cube|cubes|tile|tiles|ticket|card|crayons|crayon|block|blocks|apples|apple|jelly "
          "bean|stone|stones|item|items|of them)");
  g.macro("bag", "(bag|box|jar|urn|drawer|basket|bowl|hat|container|bucket|sack|pouch)");
  g.macro("holds",
          "([if|from|in] [there is] [a|an|the|my|one|i have a|you have a] @bag [that] "
          "(contain|contains|has|have|holds|hold|containing|with|is filled with|of|filled with|had|contained)|there "
          "is|i have|you have|given)");
  g.macro("contents",
          "[only|exactly] {n1:integer} {c1:color} [@ball] [,] [and] {n2:integer} {c2:color} [@ball] [[,] [and] "
          "{n3:integer} {c3:color} [@ball]] [[,] [and] {n4:integer} {c4:color} [@ball]] [[,] [and] {n5:integer} "
          "{c5:color} [@ball]] [in (a|the) @bag]");
  g.macro("random",
          "[from it|from the @bag|out of the @bag|out|of them|out of it|from a @bag] [at random|randomly|without "
          "looking|blindly]");
  g.macro("drawn",
          "[(if|and|when|suppose|then|) (one|a|1|a single) [@ball] is (draw|taken|drawn out|taken out|chosen|removed) "
          "@random|(if|and|when|suppose|) @they (randomly|) (draw|take|take out|reach in and draw|grab) (one|a|1|a "
          "single|) [@ball] @random]");
  g.macro("chance", "@ask (probability|p) [that|of|to|for]");
  g.macro("target",
          "[@they|the|a|that] [@ball] [will|is|i draw is|draw is|draw|chosen|taken] [@random] "
          "[draw|get|getting|taking|take|drawn|have|obtain] [one|it|it is|it will|the @ball|a @ball|that] [is|be|draw "
          "is|will be]");
  g.macro("end", "[@ball] [@random] [next|instead]");
  g.form("@holds @contents ~ @drawn ~ @chance @target [a|an|one|1] {x:color} @end", ball_is);
  g.form(
      "@holds @contents ~ @drawn ~ @chance @target [a|an|either|either a] {x:color} [@ball] or [a|an] {y:color} @end",
      ball_is);
  g.form(
      "@holds @contents ~ @drawn ~ @chance @target (not|that is not|is not|which is not|other than) [draw] [a|an|one] "
      "{x:color} @end",
      ball_is_not);
  g.form("@holds @contents ~ @drawn ~ @chance not (draw|getting) [a|an|one] {x:color} @end", ball_is_not);
  g.form(
      "@chance @target [a|an|one] {x:color} @end (from|out of|in|if|when) [there is] [a|the|my] @bag "
      "(with|of|containing|that has|has|that contains|contains|holding|contain|that contain) @contents",
      ball_is);
  g.macro("pair",
          "[(if|and|when|) 2 [@ball] is (draw|taken|chosen) [out] @random|(if|and|when|) @they (randomly|) (draw|take) "
          "(2|out 2) [@ball] @random|2 draw]");
  g.macro(
      "without",
      "(without replacement|without replacing [the first|it|them|either]|without putting (the first|it|them) back)");
  g.macro("with", "(with replacement|replacing it|putting it back|with the first put back)");
  g.macro("both",
          "(@ask (probability|p) [that|of] [@they] [draw|getting|get] [both|2|both of them|both @ball|they|the 2|all] "
          "[@ball] [is] [both|2] {x:color} [@ball]|@ask p \\( [both|2] {x:color} [@ball] \\))");
  g.form("@holds @contents ~ @pair @without ~ @both", two_balls<false>);
  g.form("@holds @contents ~ @pair @with ~ @both", two_balls<true>);
  g.form("@holds @contents ~ @pair ~ @both [in a row|in 2 draw] @without", two_balls<false>);
  g.form("@holds @contents ~ @pair ~ @both [in a row|in 2 draw] @with", two_balls<true>);
}

}  // namespace

void add_cards_and_balls(Grammar& grammar) {
  add_cards(grammar);
  add_balls(grammar);
}

}  // namespace swarm::math
