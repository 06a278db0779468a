// Dice, coins, cards and coloured balls, said outright. Every probability is counted twice: by formula and by going
// through all outcomes.

#include <functional>

#include <fmt/format.h>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/functions/arguments.hpp"
#include "swarm/heads/math/number/factor.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

constexpr std::int64_t kCoinsMax = 1'000;
constexpr std::int64_t kListedCoinsMax = 18;
constexpr std::int64_t kBallsMax = 400;

Rational ratio(std::int64_t part, std::int64_t whole) { return {Integer(part), Integer(whole)}; }

Outcome<Solution> probability(Question& q, std::string reading, const Rational& formula, const Rational& counted) {
  if (formula != counted) return trouble(TroubleKind::unchecked, "formula and enumeration disagree");
  return q.solution(fmt::format("P({})", reading), q.text({Surd(formula), nullptr}), "going through all outcomes gives the same share");
}

// --- dice ------------------------------------------------------------------------------------------------------------

// The share of `sides`^`dice` outcomes whose sum has a property, by enumeration.
Rational enumerate_dice(std::int64_t dice, std::int64_t sides, const std::function<bool(std::int64_t)>& good) {
  std::int64_t favourable = 0, total = 0;
  std::function<void(std::int64_t, std::int64_t)> roll = [&](std::int64_t left, std::int64_t sum) {
    if (left == 0) {
      ++total;
      favourable += good(sum) ? 1 : 0;
      return;
    }
    for (std::int64_t face = 1; face <= sides; ++face) roll(left - 1, sum + face);
  };
  roll(dice, 0);
  return ratio(favourable, total);
}

// The same by adding up distributions, die by die.
Rational convolve_dice(std::int64_t dice, std::int64_t sides, const std::function<bool(std::int64_t)>& good) {
  std::vector<std::int64_t> ways{1};
  for (std::int64_t i = 0; i < dice; ++i) {
    std::vector<std::int64_t> next(ways.size() + static_cast<std::size_t>(sides));
    for (std::size_t sum = 0; sum < ways.size(); ++sum) {
      for (std::size_t face = 1; face <= static_cast<std::size_t>(sides); ++face) next[sum + face] += ways[sum];
    }
    ways = std::move(next);
  }
  std::int64_t favourable = 0, total = 0;
  for (std::size_t sum = 0; sum < ways.size(); ++sum) {
    total += ways[sum];
    if (good(static_cast<std::int64_t>(sum))) favourable += ways[sum];
  }
  return ratio(favourable, total);
}

struct Dice {
  std::int64_t count = 1;
  std::int64_t sides = 6;
};

Outcome<Dice> dice_of(const Match& m) {
  const Dice dice{m.has("dice") ? m.number("dice") : 1, m.has("sides") ? m.number("sides") : 6};
  if (dice.count < 1 || dice.count > 5 || dice.sides < 2 || dice.sides > 20) return outside("one to five dice with 2 to 20 sides");
  return dice;
}

Outcome<Solution> dice_sum(const Match& m, Question& q, std::string_view what, const std::function<bool(std::int64_t)>& good) {
  const Dice dice = TRY(dice_of(m));
  const std::string reading = fmt::format("{} with {} {}-sided {}", what, dice.count, dice.sides, dice.count == 1 ? "die" : "dice");
  return probability(q, reading, convolve_dice(dice.count, dice.sides, good), enumerate_dice(dice.count, dice.sides, good));
}

Outcome<Solution> dice_exactly(const Match& m, Question& q) {
  const std::int64_t wanted = m.number("s");
  return dice_sum(m, q, fmt::format("sum {}", wanted), [wanted](std::int64_t sum) { return sum == wanted; });
}
Outcome<Solution> dice_above(const Match& m, Question& q) {
  const std::int64_t wanted = m.number("s");
  return dice_sum(m, q, fmt::format("more than {}", wanted), [wanted](std::int64_t sum) { return sum > wanted; });
}
Outcome<Solution> dice_below(const Match& m, Question& q) {
  const std::int64_t wanted = m.number("s");
  return dice_sum(m, q, fmt::format("less than {}", wanted), [wanted](std::int64_t sum) { return sum < wanted; });
}
Outcome<Solution> dice_at_least(const Match& m, Question& q) {
  const std::int64_t wanted = m.number("s");
  return dice_sum(m, q, fmt::format("at least {}", wanted), [wanted](std::int64_t sum) { return sum >= wanted; });
}
Outcome<Solution> dice_at_most(const Match& m, Question& q) {
  const std::int64_t wanted = m.number("s");
  return dice_sum(m, q, fmt::format("at most {}", wanted), [wanted](std::int64_t sum) { return sum <= wanted; });
}
Outcome<Solution> dice_not(const Match& m, Question& q) {
  const std::int64_t wanted = m.number("s");
  return dice_sum(m, q, fmt::format("not {}", wanted), [wanted](std::int64_t sum) { return sum != wanted; });
}
Outcome<Solution> die_either(const Match& m, Question& q) {
  const std::int64_t a = m.number("s"), b = m.number("r");
  return dice_sum(m, q, fmt::format("{} or {}", a, b), [a, b](std::int64_t sum) { return sum == a || sum == b; });
}
Outcome<Solution> dice_even(const Match& m, Question& q) {
  return dice_sum(m, q, "an even number", [](std::int64_t sum) { return sum % 2 == 0; });
}
Outcome<Solution> dice_odd(const Match& m, Question& q) {
  return dice_sum(m, q, "an odd number", [](std::int64_t sum) { return sum % 2 == 1; });
}
Outcome<Solution> dice_prime(const Match& m, Question& q) {
  return dice_sum(m, q, "a prime number", [](std::int64_t sum) { return is_prime(Integer(sum)); });
}

// All dice alike.
Outcome<Solution> doubles(const Match& m, Question& q) {
  const Dice dice = TRY(dice_of(m));
  if (dice.count != 2) return outside("doubles are of two dice");
  std::int64_t alike = 0;
  for (std::int64_t a = 1; a <= dice.sides; ++a) {
    for (std::int64_t b = 1; b <= dice.sides; ++b) alike += a == b ? 1 : 0;
  }
  return probability(q, "doubles with two dice", ratio(1, dice.sides), ratio(alike, dice.sides * dice.sides));
}

// At least one of the dice, or all of them, show a face.
template <bool all>
Outcome<Solution> faces(const Match& m, Question& q) {
  const Dice dice = TRY(dice_of(m));
  const std::int64_t face = m.number("s");
  if (face < 1 || face > dice.sides) return outside("no such face");
  std::int64_t total = 1, without = 1;
  for (std::int64_t i = 0; i < dice.count; ++i) total *= dice.sides, without *= dice.sides - 1;
  std::int64_t favourable = 0;
  for (std::int64_t outcome = 0; outcome < total; ++outcome) {
    std::int64_t hits = 0;
    for (std::int64_t rest = outcome, i = 0; i < dice.count; ++i, rest /= dice.sides) hits += rest % dice.sides + 1 == face ? 1 : 0;
    favourable += (all ? hits == dice.count : hits > 0) ? 1 : 0;
  }
  const Rational formula = all ? ratio(1, total) : ratio(total - without, total);
  return probability(q, fmt::format("{} {} with {} dice", all ? "only" : "at least one", face, dice.count), formula, ratio(favourable, total));
}

// --- coins -----------------------------------------------------------------------------------------------------------

Outcome<Solution> coins(Question& q, std::int64_t tosses, std::string_view what, const std::function<bool(std::int64_t)>& good) {
  if (tosses < 1 || tosses > kCoinsMax) return outside("a few tosses of a coin");
  Integer favourable;
  std::vector<Integer> row{Integer(1)};  // Pascal's triangle, the second path
  for (std::int64_t i = 0; i < tosses; ++i) {
    row.emplace_back(0);
    for (std::size_t k = row.size() - 1; k > 0; --k) row[k] += row[k - 1];
  }
  Integer counted;
  for (std::int64_t heads = 0; heads <= tosses; ++heads) {
    if (!good(heads)) continue;
    favourable += binomial(static_cast<std::uint64_t>(tosses), static_cast<std::uint64_t>(heads));
    counted += row[static_cast<std::size_t>(heads)];
  }
  const Integer total = power(Integer(2), static_cast<std::uint64_t>(tosses));
  if (tosses <= kListedCoinsMax) {
    std::int64_t listed = 0;
    for (std::uint64_t outcome = 0; outcome < (1ULL << tosses); ++outcome) listed += good(__builtin_popcountll(outcome)) ? 1 : 0;
    counted = Integer(listed);
  }
  return probability(q, fmt::format("{} in {} tosses of a fair coin", what, tosses), Rational(favourable, total), Rational(counted, total));
}

std::int64_t tosses_of(const Match& m) { return m.has("n") ? m.number("n") : 1; }

Outcome<Solution> coin_exactly(const Match& m, Question& q) {
  const std::int64_t k = m.has("k") ? m.number("k") : 1;
  if (k > tosses_of(m)) return outside("more heads than tosses");
  return coins(q, tosses_of(m), fmt::format("exactly {} alike", k), [k](std::int64_t heads) { return heads == k; });
}
Outcome<Solution> coin_at_least(const Match& m, Question& q) {
  const std::int64_t k = m.number("k");
  return coins(q, tosses_of(m), fmt::format("at least {} alike", k), [k](std::int64_t heads) { return heads >= k; });
}
Outcome<Solution> coin_at_most(const Match& m, Question& q) {
  const std::int64_t k = m.number("k");
  return coins(q, tosses_of(m), fmt::format("at most {} alike", k), [k](std::int64_t heads) { return heads <= k; });
}
Outcome<Solution> coin_all(const Match& m, Question& q) {
  const std::int64_t n = tosses_of(m);
  return coins(q, n, "all of one named side", [n](std::int64_t heads) { return heads == n; });
}
Outcome<Solution> coin_none(const Match& m, Question& q) {
  return coins(q, tosses_of(m), "none of one side", [](std::int64_t heads) { return heads == 0; });
}
Outcome<Solution> coin_in_a_row(const Match& m, Question& q) {
  const std::int64_t k = m.number("k");
  return coins(q, k, "all of one named side", [k](std::int64_t heads) { return heads == k; });
}

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
    for (int rank = 1; rank <= 13; ++rank) by_suit += good({rank, suit}) ? 1 : 0;
  }
  for (int number = 0; number < 52; ++number) by_number += good({number / 4 + 1, number % 4}) ? 1 : 0;
  return probability(q, reading, ratio(by_suit, 52), ratio(by_number, 52));
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
  return one_card(q, fmt::format("a card with the number {}", wanted), [wanted](Card card) { return card.rank == wanted; });
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
    for (const auto& [known, count] : counts) sum += known == color ? count : 0;
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
    for (std::int64_t i = 0; i < count; ++i, ++total) favourable += good(color) ? 1 : 0;
  }
  return ratio(favourable, total);
}

Outcome<Solution> ball_is(const Match& m, Question& q) {
  const Bag bag = TRY(bag_of(m));
  const std::int64_t wanted = m.number("x");
  const std::int64_t other = m.has("y") ? m.number("y") : wanted;
  if (!knows(bag, wanted) || !knows(bag, other)) return outside("that colour is not in the bag");
  const std::int64_t favourable = bag.of(wanted) + (other == wanted ? 0 : bag.of(other));
  const auto good = [&](std::int64_t color) { return color == wanted || color == other; };
  return probability(q, "a ball of that colour", ratio(favourable, bag.total), share_of_balls(bag, good));
}

Outcome<Solution> ball_is_not(const Match& m, Question& q) {
  const Bag bag = TRY(bag_of(m));
  const std::int64_t wanted = m.number("x");
  if (!knows(bag, wanted)) return outside("that colour is not in the bag");
  const auto good = [&](std::int64_t color) { return color != wanted; };
  return probability(q, "a ball of another colour", Rational(1) - ratio(bag.of(wanted), bag.total), share_of_balls(bag, good));
}

// Two draws of one colour; ordered pairs of balls are gone through.
template <bool replaced>
Outcome<Solution> two_balls(const Match& m, Question& q) {
  const Bag bag = TRY(bag_of(m));
  const std::int64_t wanted = m.number("x");
  const std::int64_t count = bag.of(wanted);
  if (!knows(bag, wanted) || bag.total < 2) return outside("that colour is not in the bag");
  const Rational formula = replaced ? ratio(count * count, bag.total * bag.total) : ratio(count * (count - 1), bag.total * (bag.total - 1));
  std::int64_t favourable = 0, total = 0;
  for (std::int64_t first = 0; first < bag.total; ++first) {
    for (std::int64_t second = 0; second < bag.total; ++second) {
      if (!replaced && first == second) continue;
      ++total;
      favourable += first < count && second < count ? 1 : 0;  // the wanted balls come first in the count
    }
  }
  return probability(q, fmt::format("two balls of that colour {} replacement", replaced ? "with" : "without"), formula, ratio(favourable, total));
}

void add_dice(Grammar& g) {
  g.macro("prob", "@ask probability (of|that|to|for|if) [@they|a] [will] [get|getting|obtain|obtaining|roll|have|having|draw|land|a roll of|the roll of|landing|land on]");
  g.macro("onedie", "[on|with|from|using|in|when|by|if @they] [roll|one roll of|a roll of|a single roll of|rolling] [a|one|a single|the] [fair|standard|regular|normal|ordinary|single|six sided|balanced] [six sided|{sides:integer} sided] die [once|one time|is roll]");
  g.macro("thedice", "[on|with|from|using|in|when|by|if @they] [roll|one roll of|a roll of|a single roll of] [a pair of|a|the] {dice:integer} [roll of a|roll of|throw of a] [fair|standard|regular|normal|ordinary] [six sided|{sides:integer} sided] die [is roll|are roll]");
  g.macro("anum", "[a|an|the|any] [number] [that is] ");
  g.form("@prob @anum {s:integer} @onedie", dice_exactly);
  g.form("@prob [a] number (larger than|more than|above|>|over) {s:integer} @onedie", dice_above);
  g.form("@prob (larger than|more than|above|>|over) [a] {s:integer} @onedie", dice_above);
  g.form("@prob [a] number (less than|smaller than|below|<|under) {s:integer} @onedie", dice_below);
  g.form("@prob (less than|smaller than|below|<|under) [a] {s:integer} @onedie", dice_below);
  g.form("@prob (at least|a minimum of) [a] {s:integer} @onedie", dice_at_least);
  g.form("@prob {s:integer} or (more|larger|higher|above|better) @onedie", dice_at_least);
  g.form("@prob at most [a] {s:integer} @onedie", dice_at_most);
  g.form("@prob {s:integer} or (less|smaller|lower|below) @onedie", dice_at_most);
  g.form("@prob [a] {s:integer} or [a] {r:integer} @onedie", die_either);
  g.form("@prob [an] even [number] @onedie", dice_even);
  g.form("@prob [an] odd [number] @onedie", dice_odd);
  g.form("@prob [a] prime [number] @onedie", dice_prime);
  g.form("@ask probability of not (roll|get|getting) [a] {s:integer} @onedie", dice_not);
  g.macro("sumof", "[the] [a] (sum|total|sum equal|total equal) [of|is|to|that is|equal|being|equal to|that equal]");
  g.form("@prob @sumof {s:integer} @thedice", dice_exactly);
  g.form("@prob {s:integer} @thedice", [](const Match&, Question&) -> Outcome<Solution> { return outside("a number with several dice has two readings"); });
  g.form("(@prob @thedice|when @thedice|if @thedice) ~ [what is the probability (that|of|to)] [and] [get|getting|the|a|that|they] (sum|total) [to|of|is|equal|will be|up to] {s:integer}", dice_exactly);
  g.form("@prob @thedice (sum|add|add up|total) [to|up to] {s:integer}", dice_exactly);
  g.form("@prob [a] (sum|total) [of|that is] [is] (larger than|more than|above|over) {s:integer} @thedice", dice_above);
  g.form("@prob [a] (sum|total) [of|that is] [is] (less than|smaller than|below|under) {s:integer} @thedice", dice_below);
  g.form("@prob [a] (sum|total) [of|that is] [is] at least {s:integer} @thedice", dice_at_least);
  g.form("@prob [a] (sum|total) [of|that is] [is] at most {s:integer} @thedice", dice_at_most);
  g.form("@prob [an] even (sum|total) @thedice", dice_even);
  g.form("@prob [an] odd (sum|total) @thedice", dice_odd);
  g.form("@prob (doubles|a double|the same number twice|the same number|matching numbers|the same number on both) @thedice", doubles);
  g.form("@prob (2|double) {s:integer} [s] @thedice", faces<true>);
  g.form("@prob at least one {s:integer} @thedice", faces<false>);
}

void add_coins(Grammar& g) {
  g.macro("side", "(head|tail)");
  g.macro("tosses", "[in|on|with|from|when|if|out of|after|over|by] [@they] [toss] [a|the] [fair|single|one|unbiased|standard|regular|normal|ordinary] [coin] [is] [toss] [{n:integer}] [time|times|fair|coin|coin toss|toss|unbiased] [of] [a|the] [fair|unbiased|coin] [coin|toss|coins]");
  g.form("@prob [exactly|precisely|only|just] {k:integer} @side @tosses", coin_exactly);
  g.form("@prob [a] @side @tosses", coin_all);
  g.form("@prob (at least|a minimum of) {k:integer} @side @tosses", coin_at_least);
  g.form("@prob (at most|no more than) {k:integer} @side @tosses", coin_at_most);
  g.form("@prob (all|only|nothing but) @side @tosses", coin_all);
  g.form("@prob (no|zero|not a single) @side @tosses", coin_none);
  g.form("@prob {k:integer} @side in a row", coin_in_a_row);
  g.form("@prob {k:integer} @side in a row @tosses", coin_in_a_row);
  g.form("@prob @side (twice|both times|on both|2 times|two times|2 times in a row|twice in a row) @tosses", [](const Match& m, Question& q) -> Outcome<Solution> {
    if (m.has("n") && m.number("n") != 2) return outside("twice in more than two tosses");
    return coins(q, 2, "all of one named side", [](std::int64_t heads) { return heads == 2; });
  });
  g.form("@prob @side {k:integer} (time|time in a row) @tosses", [](const Match& m, Question& q) -> Outcome<Solution> {
    const std::int64_t k = m.number("k");
    if (m.has("n")) return coin_exactly(m, q);
    return coins(q, k, "all of one named side", [k](std::int64_t heads) { return heads == k; });
  });
  g.form("@prob (both|all) (coin) (landing on|land on|come up|coming up|is|show|showing) @side @tosses", coin_all);
  g.form("[if|when] [@they] [toss] [a|the] [fair|unbiased] coin [is toss] {n:integer} time ~ what is the probability (of|that) [@they] [get|getting|it lands on] [exactly] {k:integer} @side", coin_exactly);
  g.form("[if|when] [@they] [toss] [a|the] [fair|unbiased] coin [is toss] {n:integer} time ~ what is the probability (of|that) [@they] [get|getting|it lands on] at least {k:integer} @side", coin_at_least);
  g.form("[if|when] [@they] [toss] [a|the] [fair|unbiased] coin [is toss] {n:integer} time ~ what is the probability (of|that) [@they] [get|getting|it lands on] (all|only) @side", coin_all);
}

void add_cards(Grammar& g) {
  g.macro("fromdeck", "(from|out of|in) [a|the] [standard|full|regular|normal|well shuffled|shuffled|single|ordinary|fair] [52 card] [deck|pack] [of] [52] [playing] [card] [at random]");
  g.form("@prob [draw] [a|an|one|any] {w:word} [card] @fromdeck", card_one);
  g.form("@prob [draw] [the|a|an] {w:word} of {v:word} @fromdeck", card_both);
  g.form("@prob [draw] [a|an] {w:word} or [a|an] {v:word} [card] @fromdeck", card_either);
  g.form("@prob [draw] [a|an|the] {s:integer} @fromdeck", card_rank);
  g.form("@prob [a|the] [card] [draw] @fromdeck is [a|an] {w:word} [card]", card_one);
  g.form("@prob not (draw|get|getting) [a|an] {w:word} [card] @fromdeck", card_not);
}

void add_balls(Grammar& g) {
  g.macro("ball", "(ball|balls|marble|marbles|counter|counters|bead|beads|sock|socks|candy|candies|chip|chips|pen|pens|pencil|pencils|sweet|sweets|button|buttons|one|ones|token|tokens|disc|discs|jelly beans|jellybeans|cube|cubes|tile|tiles|ticket|card|crayons|crayon|block|blocks|apples|apple|jelly bean|stone|stones|item|items|of them)");
  g.macro("bag", "(bag|box|jar|urn|drawer|basket|bowl|hat|container|bucket|sack|pouch)");
  g.macro("holds", "([if|from|in] [there is] [a|an|the|my|one|i have a|you have a] @bag [that] (contain|contains|has|have|holds|hold|containing|with|is filled with|of|filled with|had|contained)|there is|i have|you have|given)");
  g.macro("contents", "[only|exactly] {n1:integer} {c1:color} [@ball] [,] [and] {n2:integer} {c2:color} [@ball] [[,] [and] {n3:integer} {c3:color} [@ball]] [[,] [and] {n4:integer} {c4:color} [@ball]] [[,] [and] {n5:integer} {c5:color} [@ball]] [in (a|the) @bag]");
  g.macro("random", "[from it|from the @bag|out of the @bag|out|of them|out of it|from a @bag] [at random|randomly|without looking|blindly]");
  g.macro("drawn", "[(if|and|when|suppose|then|) (one|a|1|a single) [@ball] is (draw|taken|drawn out|taken out|chosen|removed) @random|(if|and|when|suppose|) @they (randomly|) (draw|take|take out|reach in and draw|grab) (one|a|1|a single|) [@ball] @random]");
  g.macro("chance", "@ask (probability|p) [that|of|to|for]");
  g.macro("target", "[@they|the|a|that] [@ball] [will|is|i draw is|draw is|draw|chosen|taken] [@random] [draw|get|getting|taking|take|drawn|have|obtain] [one|it|it is|it will|the @ball|a @ball|that] [is|be|draw is|will be]");
  g.macro("end", "[@ball] [@random] [next|instead]");
  g.form("@holds @contents ~ @drawn ~ @chance @target [a|an|one|1] {x:color} @end", ball_is);
  g.form("@holds @contents ~ @drawn ~ @chance @target [a|an|either|either a] {x:color} [@ball] or [a|an] {y:color} @end", ball_is);
  g.form("@holds @contents ~ @drawn ~ @chance @target (not|that is not|is not|which is not|other than) [draw] [a|an|one] {x:color} @end", ball_is_not);
  g.form("@holds @contents ~ @drawn ~ @chance not (draw|getting) [a|an|one] {x:color} @end", ball_is_not);
  g.form("@chance @target [a|an|one] {x:color} @end (from|out of|in|if|when) [there is] [a|the|my] @bag (with|of|containing|that has|has|that contains|contains|holding|contain|that contain) @contents", ball_is);
  g.macro("pair", "[(if|and|when|) 2 [@ball] is (draw|taken|chosen) [out] @random|(if|and|when|) @they (randomly|) (draw|take) (2|out 2) [@ball] @random|2 draw]");
  g.macro("without", "(without replacement|without replacing [the first|it|them|either]|without putting (the first|it|them) back)");
  g.macro("with", "(with replacement|replacing it|putting it back|with the first put back)");
  g.macro("both", "(@ask (probability|p) [that|of] [@they] [draw|getting|get] [both|2|both of them|both @ball|they|the 2|all] [@ball] [is] [both|2] {x:color} [@ball]|@ask p \\( [both|2] {x:color} [@ball] \\))");
  g.form("@holds @contents ~ @pair @without ~ @both", two_balls<false>);
  g.form("@holds @contents ~ @pair @with ~ @both", two_balls<true>);
  g.form("@holds @contents ~ @pair ~ @both [in a row|in 2 draw] @without", two_balls<false>);
  g.form("@holds @contents ~ @pair ~ @both [in a row|in 2 draw] @with", two_balls<true>);
}

}  // namespace

void add_probability(Grammar& g) {
  add_dice(g);
  add_coins(g);
  add_cards(g);
  add_balls(g);
}

}  // namespace swarm::math
