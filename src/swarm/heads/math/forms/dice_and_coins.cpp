// Dice and coins, said outright.

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>

#include "swarm/heads/math/forms/chance.hpp"
#include "swarm/heads/math/number/factor.hpp"

namespace swarm::math {

namespace {

constexpr std::int64_t kCoinsMax = 1'000;
constexpr std::int64_t kListedCoinsMax = 18;

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
    for (std::int64_t face = 1; face <= sides; ++face)
      roll(left - 1, sum + face);
  };
  roll(dice, 0);
  return ratio_of(favourable, total);
}

// The same by adding up distributions, die by die.
Rational convolve_dice(std::int64_t dice, std::int64_t sides, const std::function<bool(std::int64_t)>& good) {
  std::vector<std::int64_t> ways{1};
  for (std::int64_t i = 0; i < dice; ++i) {
    std::vector<std::int64_t> next(ways.size() + static_cast<std::size_t>(sides));
    for (std::size_t sum = 0; sum < ways.size(); ++sum) {
      for (std::size_t face = 1; face <= static_cast<std::size_t>(sides); ++face)
        next[sum + face] += ways[sum];
    }
    ways = std::move(next);
  }
  std::int64_t favourable = 0, total = 0;
  for (std::size_t sum = 0; sum < ways.size(); ++sum) {
    total += ways[sum];
    if (good(static_cast<std::int64_t>(sum))) favourable += ways[sum];
  }
  return ratio_of(favourable, total);
}

struct Dice {
  std::int64_t count = 1;
  std::int64_t sides = 6;
};

// "with dice": more than one, or the everyday singular "a dice"?
bool says_plural(const Match& m, const Question& q) {
  constexpr std::array<std::string_view, 5> kOne{"a", "the", "one", "fair", "single"};
  for (std::size_t i = m.begin() + 1; i < m.end(); ++i) {
    if (q.tokens()[i].text != "dice") continue;
    std::size_t before = i - 1;
    while (before > m.begin() && (q.tokens()[before].text == "sided" || q.tokens()[before].kind == TokenKind::number))
      --before;
    return std::ranges::find(kOne, q.tokens()[before].text) == kOne.end();
  }
  return false;
}

Outcome<Dice> dice_of(const Match& m, const Question& q) {
  const Dice dice{m.has("dice") ? m.number("dice") : 1, m.has("sides") ? m.number("sides") : 6};
  if (dice.count < 1 || dice.count > 5 || dice.sides < 2 || dice.sides > 20)
    return outside("one to five dice with 2 to 20 sides");
  if (!m.has("dice") && says_plural(m, q)) return outside("how many dice is not said");
  return dice;
}

Outcome<Solution> dice_sum(const Match& m, Question& q, std::string_view what,
                           const std::function<bool(std::int64_t)>& good) {
  const Dice dice = TRY(dice_of(m, q));
  const std::string reading =
      fmt::format("{} with {} {}-sided {}", what, dice.count, dice.sides, dice.count == 1 ? "die" : "dice");
  return probability(q, reading, convolve_dice(dice.count, dice.sides, good),
                     enumerate_dice(dice.count, dice.sides, good));
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
  const Dice dice = TRY(dice_of(m, q));
  if (dice.count != 2) return outside("doubles are of two dice");
  std::int64_t alike = 0;
  for (std::int64_t a = 1; a <= dice.sides; ++a) {
    for (std::int64_t b = 1; b <= dice.sides; ++b)
      alike += a == b ? 1 : 0;
  }
  return probability(q, "doubles with two dice", ratio_of(1, dice.sides), ratio_of(alike, dice.sides * dice.sides));
}

// At least one of the dice, or all of them, show a face.
template <bool all>
Outcome<Solution> faces(const Match& m, Question& q) {
  const Dice dice = TRY(dice_of(m, q));
  const std::int64_t face = m.number("s");
  if (face < 1 || face > dice.sides) return outside("no such face");
  std::int64_t total = 1, without = 1;
  for (std::int64_t i = 0; i < dice.count; ++i)
    total *= dice.sides, without *= dice.sides - 1;
  std::int64_t favourable = 0;
  for (std::int64_t outcome = 0; outcome < total; ++outcome) {
    std::int64_t hits = 0;
    for (std::int64_t rest = outcome, i = 0; i < dice.count; ++i, rest /= dice.sides)
      hits += rest % dice.sides + 1 == face ? 1 : 0;
    favourable += (all ? hits == dice.count : hits > 0) ? 1 : 0;
  }
  const Rational formula = all ? ratio_of(1, total) : ratio_of(total - without, total);
  return probability(q, fmt::format("{} {} with {} dice", all ? "only" : "at least one", face, dice.count), formula,
                     ratio_of(favourable, total));
}

// --- coins -----------------------------------------------------------------------------------------------------------

Outcome<Solution> coins(Question& q, std::int64_t tosses, std::string_view what,
                        const std::function<bool(std::int64_t)>& good) {
  if (tosses < 1 || tosses > kCoinsMax) return outside("a few tosses of a coin");
  Integer favourable;
  std::vector<Integer> row{Integer(1)};  // Pascal's triangle, the second path
  for (std::int64_t i = 0; i < tosses; ++i) {
    row.emplace_back(0);
    for (std::size_t k = row.size() - 1; k > 0; --k)
      row[k] += row[k - 1];
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
    for (std::uint64_t outcome = 0; outcome < (1ULL << tosses); ++outcome)
      listed += good(__builtin_popcountll(outcome)) ? 1 : 0;
    counted = Integer(listed);
  }
  return probability(q, fmt::format("{} in {} tosses of a fair coin", what, tosses), Rational(favourable, total),
                     Rational(counted, total));
}

// One toss where no number is said; nothing where the plural says that there were several.
std::int64_t tosses_of(const Match& m, const Question& q) {
  if (m.has("n")) return m.number("n");
  for (std::size_t i = m.begin(); i < m.end(); ++i) {
    const std::string& word = q.tokens()[i].text;
    if (word == "flips" || word == "tosses" || word == "coins" || word == "times") return 0;
  }
  return 1;
}

Outcome<Solution> coin_exactly(const Match& m, Question& q) {
  const std::int64_t k = m.has("k") ? m.number("k") : 1;
  if (k > tosses_of(m, q)) return outside("more heads than tosses");
  return coins(q, tosses_of(m, q), fmt::format("exactly {} alike", k), [k](std::int64_t heads) { return heads == k; });
}
Outcome<Solution> coin_at_least(const Match& m, Question& q) {
  const std::int64_t k = m.number("k");
  return coins(q, tosses_of(m, q), fmt::format("at least {} alike", k), [k](std::int64_t heads) { return heads >= k; });
}
Outcome<Solution> coin_at_most(const Match& m, Question& q) {
  const std::int64_t k = m.number("k");
  return coins(q, tosses_of(m, q), fmt::format("at most {} alike", k), [k](std::int64_t heads) { return heads <= k; });
}
Outcome<Solution> coin_all(const Match& m, Question& q) {
  const std::int64_t n = tosses_of(m, q);
  return coins(q, n, "all of one named side", [n](std::int64_t heads) { return heads == n; });
}
// "heads" of several tosses: all of them, one of them?
Outcome<Solution> coin_once(const Match& m, Question& q) {
  if (tosses_of(m, q) != 1) return trouble(TroubleKind::ambiguous, "how many heads is not said");
  return coin_all(m, q);
}
Outcome<Solution> coin_none(const Match& m, Question& q) {
  return coins(q, tosses_of(m, q), "none of one side", [](std::int64_t heads) { return heads == 0; });
}
Outcome<Solution> coin_in_a_row(const Match& m, Question& q) {
  const std::int64_t k = m.number("k");
  return coins(q, k, "all of one named side", [k](std::int64_t heads) { return heads == k; });
}

void add_dice(Grammar& g) {
  g.macro("prob",
          "@ask probability (of|that|to|for|if) [@they|a] [will] "
          "[get|getting|obtain|obtaining|roll|toss|have|having|draw|land|a roll of|the roll of|landing|land on]");
  g.macro("onedie",
          "[on|with|from|using|in|when|by|if @they] [roll|one roll of|a roll of|a single roll of|rolling] [a|one|a "
          "single|the] [fair|standard|regular|normal|ordinary|single|six sided|balanced] [six sided|{sides:integer} "
          "sided] die [once|one (time|times)|is roll]");
  g.macro("thedice",
          "[on|with|from|using|in|when|by|if @they] [roll|one roll of|a roll of|a single roll of] [a pair of|a|the] "
          "{dice:integer} [roll of a|roll of|throw of a] [fair|standard|regular|normal|ordinary] [six "
          "sided|{sides:integer} sided] die [is roll|are roll]");
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
  g.form("@prob {s:integer} @thedice", [](const Match&, Question&) -> Outcome<Solution> {
    return outside("a number with several dice has two readings");
  });
  g.macro("diceset",
          "[if|when|suppose] [@they] [roll] [a pair of|a|the] {dice:integer} [fair|standard|regular|normal|ordinary] "
          "[six sided|{sides:integer} sided] die [is] [roll] [at the same (time|times)|together|once]");
  g.macro("thatsum",
          "@ask probability (that|of|to|for) [get|getting|roll|having|@they get] [the|a|that|their|they] "
          "(sum|total|sum of the numbers|numbers|two numbers|sum of the two numbers|sum of the dice) "
          "[to|of|is|equal|will be|up to|add up to|sum to|being]");
  g.form("@diceset ~ @thatsum {s:integer}", dice_exactly);
  g.form("@diceset ~ @thatsum (larger than|more than|above|over) {s:integer}", dice_above);
  g.form("@diceset ~ @thatsum (less than|smaller than|below|under) {s:integer}", dice_below);
  g.form("@diceset ~ @thatsum at least {s:integer}", dice_at_least);
  g.form(
      "@diceset ~ @ask probability (that|of) [get|getting|rolling|roll] (doubles|a double|both show the same "
      "number|they show the same number|the same number on both|the same number)",
      doubles);
  g.form(
      "[if|when] [@they] [roll] [a|the] [fair|standard|normal] [six sided|{sides:integer} sided] die [is] [roll] "
      "[once] ~ @ask probability (that|of) [get|getting|roll|it shows|it lands on|it is|the result is] [a|an] "
      "{s:integer}",
      dice_exactly);
  g.form("@prob @thedice (sum|add|add up|total) [to|up to] {s:integer}", dice_exactly);
  g.form("@prob [a] (sum|total) [of|that is] [is] (larger than|more than|above|over) {s:integer} @thedice", dice_above);
  g.form("@prob [a] (sum|total) [of|that is] [is] (less than|smaller than|below|under) {s:integer} @thedice",
         dice_below);
  g.form("@prob [a] (sum|total) [of|that is] [is] at least {s:integer} @thedice", dice_at_least);
  g.form("@prob [a] (sum|total) [of|that is] [is] at most {s:integer} @thedice", dice_at_most);
  g.form("@prob [an] even (sum|total) @thedice", dice_even);
  g.form("@prob [an] odd (sum|total) @thedice", dice_odd);
  g.form(
      "@prob (doubles|a double|the same number twice|the same number|matching numbers|the same number on both) "
      "@thedice",
      doubles);
  g.form("@prob (2|double) {s:integer} [s] @thedice", faces<true>);
  g.form("@prob at least one {s:integer} @thedice", faces<false>);
}

void add_coins(Grammar& g) {
  g.macro("side", "(head|tail)");
  g.macro("tosses",
          "[in|on|with|from|when|if|out of|after|over|by] [@they] [toss] [a|the] "
          "[fair|single|one|unbiased|standard|regular|normal|ordinary] [coin] [is] [toss] [{n:integer}] "
          "[(time|times)|times|fair|coin|coin toss|toss|unbiased] [of] [a|the] [fair|unbiased|coin] [coin|toss|coins]");
  g.form("@prob [exactly|precisely|only|just] {k:integer} @side @tosses", coin_exactly);
  g.form("@prob [a] @side @tosses", coin_once);
  g.form("@prob (at least|a minimum of) {k:integer} @side @tosses", coin_at_least);
  g.form("@prob (at most|no more than) {k:integer} @side @tosses", coin_at_most);
  g.form("@prob (all|only|nothing but) @side @tosses", coin_all);
  g.form("@prob (no|zero|not a single) @side @tosses", coin_none);
  g.form("@prob {k:integer} @side in a row", coin_in_a_row);
  g.form("@prob {k:integer} @side in a row @tosses", coin_in_a_row);
  g.form("@prob @side (twice|both times|on both|2 times|two times|2 times in a row|twice in a row) @tosses",
         [](const Match& m, Question& q) -> Outcome<Solution> {
           if (m.has("n") && m.number("n") != 2) return outside("twice in more than two tosses");
           return coins(q, 2, "all of one named side", [](std::int64_t heads) { return heads == 2; });
         });
  g.form("@prob @side {k:integer} (time|times|times in a row|time in a row) @tosses",
         [](const Match& m, Question& q) -> Outcome<Solution> {
           const std::int64_t k = m.number("k");
           if (m.has("n")) return coin_exactly(m, q);
           return coins(q, k, "all of one named side", [k](std::int64_t heads) { return heads == k; });
         });
  g.form("@prob (both|all) (coin) (landing on|land on|come up|coming up|is|show|showing) @side @tosses", coin_all);
  g.macro("coinset",
          "[if|when|suppose] [@they] [toss] ([a|the] [fair|unbiased|single] coin [is] [toss] {n:integer} "
          "(time|times)|{n:integer} [fair|unbiased] coin [is] [toss])");
  g.macro("seen",
          "@ask probability (of|that) [@they|there is|it|they] [get|getting|lands on|land "
          "on|is|show|shows|seeing|obtaining|see|will be]");
  g.form("@coinset ~ @seen [exactly] {k:integer} @side", coin_exactly);
  g.form("@coinset ~ @seen at least {k:integer} @side", coin_at_least);
  g.form("@coinset ~ @seen at most {k:integer} @side", coin_at_most);
  g.form("@coinset ~ @seen (all|only) @side", coin_all);
  g.form("@coinset ~ @seen no @side", coin_none);
}

}  // namespace

void add_dice_and_coins(Grammar& grammar) {
  add_dice(grammar);
  add_coins(grammar);
}

}  // namespace swarm::math
