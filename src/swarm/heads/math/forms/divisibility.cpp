// Common divisors and multiples, primes, factors, even and odd, remainders.

#include <fmt/format.h>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/functions/arguments.hpp"
#include "swarm/heads/math/functions/functions.hpp"
#include "swarm/heads/math/number/factor.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

constexpr std::size_t kListedMax = 2'000;  // divisors or factors in one answer

template <const Function& function>
NodeId call_list(const Match& match, Workshop& workshop) {
  if (match.list("items").size() < 2) return kNoNode;
  return workshop.tree.call(function, match.list("items"));
}

Outcome<Integer> whole_of(Question& q, NodeId node) {
  const auto known = TRY(q.known(node));
  auto number = whole(known.amount);
  if (!number) return outside("a whole number is expected");
  return std::move(*number);
}

std::string joined(const std::vector<Integer>& numbers) {
  std::string text;
  for (const Integer& number : numbers)
    text += (text.empty() ? "" : ";") + number.text();
  return text;
}

struct Factors {
  std::vector<PrimePower> powers;
  std::vector<Integer> flat;
};

// Factorised, and confirmed: every factor is proved prime by FLINT, and their product is the number.
Outcome<Factors> confirmed_factors(const Integer& number, Budget& budget) {
  Factors factors {
    TRY(factorise(number, budget))
    , {}
  };
  Integer product(1);
  for (const PrimePower& factor : factors.powers) {
    if (!proves_prime(factor.prime)) return trouble(TroubleKind::unchecked, "a factor was not proved prime");
    for (std::uint64_t i = 0; i < factor.exponent; ++i) {
      if (factors.flat.size() >= kListedMax) return trouble(TroubleKind::too_large, "too many factors to list");
      factors.flat.push_back(factor.prime);
      product *= factor.prime;
    }
  }
  if (product != number) return trouble(TroubleKind::unchecked, "the factors do not multiply to the number");
  return factors;
}

Outcome<Solution> prime_factors(const Match& m, Question& q) {
  const Integer number = TRY(whole_of(q, m.node("n")));
  if (number < Integer(2)) return outside("prime factors are those of a whole number from 2");
  const Factors factors = TRY(confirmed_factors(number, q.budget()));
  return q.solution(fmt::format("the prime factors of {}", number.text()), joined(factors.flat),
                    "every factor is proved prime by FLINT, and their product is the number");
}

Outcome<Solution> distinct_prime_factors(const Match& m, Question& q) {
  const Integer number = TRY(whole_of(q, m.node("n")));
  if (number < Integer(2)) return outside("prime factors are those of a whole number from 2");
  const Factors factors = TRY(confirmed_factors(number, q.budget()));
  std::vector<Integer> distinct;
  for (const PrimePower& factor : factors.powers)
    distinct.push_back(factor.prime);
  return q.solution(fmt::format("the different prime factors of {}", number.text()), joined(distinct),
                    "every factor is proved prime by FLINT, and with their exponents the product is the number");
}

template <bool largest>
Outcome<Solution> extreme_prime_factor(const Match& m, Question& q) {
  const Integer number = TRY(whole_of(q, m.node("n")));
  if (number < Integer(2)) return outside("prime factors are those of a whole number from 2");
  const Factors factors = TRY(confirmed_factors(number, q.budget()));
  return q.solution(fmt::format("the {} prime factor of {}", largest ? "largest" : "smallest", number.text()),
                    (largest ? factors.flat.back() : factors.flat.front()).text(),
                    "every factor is proved prime by FLINT, and their product is the number");
}

// The divisors from the factors, each confirmed by division; their count is the product of exponents + 1.
Outcome<std::vector<Integer>> divisors_of(const Integer& number, Budget& budget) {
  const Factors factors = TRY(confirmed_factors(number, budget));
  std::vector<Integer> divisors{Integer(1)};
  for (const PrimePower& factor : factors.powers) {
    const std::size_t before = divisors.size();
    if (before * (factor.exponent + 1) > kListedMax)
      return trouble(TroubleKind::too_large, "too many divisors to list");
    for (std::uint64_t e = 0; e < factor.exponent; ++e) {
      for (std::size_t i = 0; i < before; ++i)
        divisors.push_back(divisors[divisors.size() - before] * factor.prime);
    }
  }
  std::ranges::sort(divisors);
  for (std::size_t i = 0; i < divisors.size(); ++i) {
    const bool paired = divisors[i] * divisors[divisors.size() - 1 - i] == number;
    if (!paired || (i > 0 && divisors[i - 1] == divisors[i]))
      return trouble(TroubleKind::unchecked, "the divisors do not pair up");
  }
  return divisors;
}

Outcome<std::vector<Integer>> asked_divisors(const Match& m, Question& q, Integer& number) {
  number = TRY(whole_of(q, m.node("n")));
  if (number.sign() <= 0) return outside("divisors are those of a positive whole number");
  return divisors_of(number, q.budget());
}

constexpr std::string_view kPairs =
    "the divisors are different and pair up to the number, and every prime of it was proved by FLINT";

Outcome<Solution> divisors(const Match& m, Question& q) {
  Integer number;
  const auto all = TRY(asked_divisors(m, q, number));
  return q.solution(fmt::format("the divisors of {}", number.text()), joined(all), std::string(kPairs));
}

Outcome<Solution> divisor_count(const Match& m, Question& q) {
  Integer number;
  const auto all = TRY(asked_divisors(m, q, number));
  return q.solution(fmt::format("the number of divisors of {}", number.text()), std::to_string(all.size()),
                    std::string(kPairs));
}

Outcome<Solution> divisor_sum(const Match& m, Question& q) {
  Integer number;
  const auto all = TRY(asked_divisors(m, q, number));
  Integer sum;
  for (const Integer& divisor : all)
    sum += divisor;
  return q.solution(fmt::format("the sum of the divisors of {}", number.text()), sum.text(), std::string(kPairs));
}

Outcome<Solution> common_divisors(const Match& m, Question& q) {
  if (m.list("items").size() < 2) return outside("common factors are those of several numbers");
  const Integer common = TRY(whole_of(q, q.tree().call(kGcd, m.list("items"))));
  const auto all = TRY(divisors_of(common, q.budget()));
  return q.solution(fmt::format("the divisors of {}, the greatest common one", common.text()), joined(all),
                    std::string(kPairs));
}

Solution yes_no(Question& q, std::string reading, bool yes, std::string check) {
  Solution result = q.solution(std::move(reading), yes ? "yes" : "no", std::move(check));
  result.answer = fmt::format("{}: {}", result.reading, result.value);
  return result;
}

Outcome<Solution> primality(const Match& m, Question& q) {
  const Integer number = TRY(whole_of(q, m.node("n")));
  const std::string reading = fmt::format("{} is prime", number.text());
  if (number < Integer(2)) return yes_no(q, reading, false, "primes are whole numbers from 2");
  if (is_prime(number)) {
    if (!proves_prime(number))
      return trouble(TroubleKind::too_large, "the number is too large for a proof of primality");
    return yes_no(q, reading, true, "proved by FLINT");
  }
  const Factors factors = TRY(confirmed_factors(number, q.budget()));
  if (factors.flat.size() < 2) return trouble(TroubleKind::unchecked, "no divisor was found");
  const Integer& divisor = factors.flat.front();
  return yes_no(q, reading, false,
                fmt::format("{} * {} = {}", divisor.text(), exact_quotient(number, divisor).text(), number.text()));
}

Outcome<Solution> compositeness(const Match& m, Question& q) {
  Solution prime = TRY(primality(m, q));
  const Integer number = TRY(whole_of(q, m.node("n")));
  const bool composite = prime.value == "no" && number > Integer(1);
  return yes_no(q, fmt::format("{} is composite", number.text()), composite, prime.check);
}

template <bool even>
Outcome<Solution> parity(const Match& m, Question& q) {
  const Integer number = TRY(whole_of(q, m.node("n")));
  const std::string digits = number.text();
  const bool last_even = (digits.back() - '0') % 2 == 0;
  if (last_even != number.is_even()) return trouble(TroubleKind::unchecked, "the last digit disagrees");
  return yes_no(q, fmt::format("{} is {}", digits, even ? "even" : "odd"), last_even == even,
                "the last digit says the same as the lowest bit");
}

Outcome<Solution> even_or_odd(const Match& m, Question& q) {
  const Integer number = TRY(whole_of(q, m.node("n")));
  Solution result = TRY(parity<true>(m, q));
  return q.solution(fmt::format("whether {} is even or odd", number.text()), result.value == "yes" ? "even" : "odd",
                    result.check);
}

Outcome<Solution> divides(const Match& m, Question& q) {
  const Integer number = TRY(whole_of(q, m.node("n")));
  const Integer divisor = TRY(whole_of(q, m.node("d")));
  if (divisor.is_zero()) return outside("divisibility by 0");
  const Integer quotient = floor_quotient(number, divisor);
  const Integer rest = number - quotient * divisor;
  if (rest != floor_remainder(number, divisor)) return trouble(TroubleKind::unchecked, "the remainders disagree");
  return yes_no(q, fmt::format("{} is divisible by {}", number.text(), divisor.text()), rest.is_zero(),
                fmt::format("{} = {} * {} + {}", number.text(), quotient.text(), divisor.text(), rest.text()));
}

template <std::uint64_t degree>
Outcome<Solution> perfect_power(const Match& m, Question& q) {
  const Integer number = TRY(whole_of(q, m.node("n")));
  if (number.sign() < 0) return outside("perfect powers of negative numbers");
  const Integer root = floor_root(number, degree);
  const Integer below = power(root, degree), above = power(root + Integer(1), degree);
  if (below > number || above <= number) return trouble(TroubleKind::unchecked, "the root is not where it should be");
  return yes_no(q, fmt::format("{} is a perfect {}", number.text(), degree == 2 ? "square" : "cube"), below == number,
                fmt::format("{}^{} = {} and {}^{} = {}", root.text(), degree, below.text(), (root + Integer(1)).text(),
                            degree, above.text()));
}

Outcome<Solution> next_prime(const Match& m, Question& q) {
  Integer number = TRY(whole_of(q, m.node("n")));
  if (number < Integer(0)) return outside("primes after a negative number");
  const Integer start = number;
  if (start.bits() > 200) return trouble(TroubleKind::too_large, "the number is too large for a proof of primality");
  do
    number += Integer(1);
  while (!is_prime(number) && !q.budget().spent());
  if (!proves_prime(number)) return trouble(TroubleKind::unchecked, "not proved prime");
  for (Integer between = start + Integer(1); between < number; between += Integer(1)) {
    if (proves_prime(between)) return trouble(TroubleKind::unchecked, "a prime lies between");
  }
  return q.solution(fmt::format("the first prime above {}", start.text()), number.text(),
                    "proved prime by FLINT, and nothing between is");
}

constexpr std::int64_t kListedRangeMax = 2'000;

template <bool counted>
Outcome<Solution> primes_between(const Match& m, Question& q) {
  const auto low = TRY(whole_of(q, m.node("a")))
  .small();
  const auto high = TRY(whole_of(q, m.node("b")))
  .small();
  if (!low || !high || *high - *low > (counted ? 200'000 : kListedRangeMax) || *high < *low || *low < 0)
    return outside("a short range of whole numbers");
  if (is_prime(Integer(*low)) || is_prime(Integer(*high)))
    return trouble(TroubleKind::ambiguous, "whether the ends count is not said");
  std::vector<Integer> found;
  for (std::int64_t i = *low; i <= *high; ++i) {
    const bool prime = is_prime(Integer(i));
    if (prime != proves_prime(Integer(i))) return trouble(TroubleKind::unchecked, "the tests disagree");
    if (prime) found.emplace_back(i);
    if (i % 1024 == 0 && q.budget().spent()) return q.budget().over();
  }
  if (found.empty() && !counted) return outside("there is none to list");
  return q.solution(fmt::format("the primes between {} and {}", *low, *high),
                    counted ? std::to_string(found.size()) : joined(found),
                    "two tests of primality agree on every number of the range");
}

template <bool counted>
Outcome<Solution> primes_below(const Match& m, Question& q) {
  const auto high = TRY(whole_of(q, m.node("b")))
  .small();
  if (!high || *high > (counted ? 200'000 : kListedRangeMax) || *high < 3)
    return outside("a short range of whole numbers");
  std::vector<Integer> found;
  for (std::int64_t i = 2; i < *high; ++i) {
    const bool prime = is_prime(Integer(i));
    if (prime != proves_prime(Integer(i))) return trouble(TroubleKind::unchecked, "the tests disagree");
    if (prime) found.emplace_back(i);
    if (i % 1024 == 0 && q.budget().spent()) return q.budget().over();
  }
  return q.solution(fmt::format("the primes below {}", *high), counted ? std::to_string(found.size()) : joined(found),
                    "two tests of primality agree on every number of the range");
}

Outcome<Solution> prime_sum(const Match& m, Question& q) {
  const Solution list = TRY(primes_below<false>(m, q));
  Integer sum;
  for (std::string_view rest = list.value; !rest.empty();) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    sum += Integer::from_digits(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return q.solution("the sum of " + list.reading, sum.text(), list.check);
}

Outcome<Solution> coprime(const Match& m, Question& q) {
  if (m.list("items").size() < 2) return outside("several numbers are expected");
  const auto known = TRY(q.known(q.tree().call(kGcd, m.list("items"))));
  const auto common = whole(known.amount);
  return yes_no(q, "the numbers have no common divisor but 1", common && common->is_one(), known.check);
}

Outcome<Solution> first_multiples(const Match& m, Question& q) {
  const Integer number = TRY(whole_of(q, m.node("n")));
  const std::int64_t many = m.number("k");
  if (many < 1 || many > 1000 || number.sign() <= 0) return outside("a few multiples of a positive number");
  std::vector<Integer> found{number};
  while (static_cast<std::int64_t>(found.size()) < many)
    found.push_back(found.back() + number);
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i] != number * Integer(static_cast<std::int64_t>(i + 1)))
      return trouble(TroubleKind::unchecked, "adding and multiplying disagree");
  }
  return q.solution(fmt::format("the first {} multiples of {}", many, number.text()), joined(found),
                    "added up and multiplied out alike");
}

Outcome<Solution> first_primes(const Match& m, Question& q) {
  const std::int64_t many = m.number("k");
  if (many < 1 || many > 1000) return outside("a few primes");
  std::vector<Integer> found;
  for (Integer i(2); static_cast<std::int64_t>(found.size()) < many; i += Integer(1)) {
    if (is_prime(i) != proves_prime(i)) return trouble(TroubleKind::unchecked, "the tests disagree");
    if (is_prime(i)) found.push_back(i);
  }
  return q.solution(fmt::format("the first {} primes", many), joined(found),
                    "two tests of primality agree on every number");
}

Outcome<Solution> quotient_and_remainder(const Match& m, Question& q) {
  const NodeId quotient = q.tree().call(kQuotient, {m.node("a"), m.node("b")});
  const NodeId rest = q.tree().call(kRemainder, {m.node("a"), m.node("b")});
  const auto both = TRY(q.known(std::vector<NodeId>{quotient, rest}));
  return q.solution(fmt::format("quotient and remainder of {} by {}", q.shown(m.node("a")), q.shown(m.node("b"))),
                    q.text(both[0].amount) + ";" + q.text(both[1].amount), both[1].check);
}

void add_divisor_phrases(Grammar& g) {
  g.macro("numbers", "[the numbers|these numbers|numbers|the integers|both]");
  g.phrase(
      "[the] (gcd|greatest common divisor|largest common divisor|largest common factor|greatest common factor|common "
      "divisor largest|largest common measure) (of|for|between) @numbers {items:list}",
      call_list<kGcd>);
  g.phrase("gcd \\( {items:list} \\)", call_list<kGcd>);
  g.phrase("gcd {items:list}", call_list<kGcd>);
  g.phrase(
      "[the] (lcm|least common multiple|smallest common multiple|lowest common multiple|smallest common denominator) "
      "(of|for|between) @numbers {items:list}",
      call_list<kLcm>);
  g.phrase("lcm \\( {items:list} \\)", call_list<kLcm>);
  g.phrase("lcm {items:list}", call_list<kLcm>);
  g.phrase(
      "[the] remainder (when|if|of dividing|when dividing|from dividing|after dividing|on dividing) [you "
      "divide|dividing|we divide] {a} (is divided by|is divide by|divided by|by) {b:operand}",
      [](const Match& m, Workshop& w) { return w.tree.call(kRemainder, {m.node("a"), m.node("b")}); });
  g.phrase("[the] remainder (of|from|for) {x:operand}", [](const Match& m, Workshop& w) {
    const Node& division = w.tree[m.node("x")];
    if (division.kind != NodeKind::divide) return kNoNode;
    return w.tree.call(kRemainder, {division.children[0], division.children[1]});
  });
  g.phrase("[the] remainder (of|from|for) {a:operand} (divided by|over|by) {b:operand}",
           [](const Match& m, Workshop& w) { return w.tree.call(kRemainder, {m.node("a"), m.node("b")}); });
  g.phrase("[the] (sum of digits|sum of the digits|digit sum|digital sum) (of|in) {x:operand}",
           [](const Match& m, Workshop& w) { return w.tree.call(kDigitSum, {m.node("x")}); });
  g.phrase("{n:ordinal} prime [number]",
           [](const Match& m, Workshop& w) { return w.tree.call(kNthPrime, {w.tree.number(m.number("n"))}); });
}

void add_prime_forms(Grammar& g) {
  g.form("is {n} [a] prime [number]", primality);
  g.form("is [the number] {n} [a] prime [number] or (not|no)", primality);
  g.form("is the number {n} [a] prime [number]", primality);
  g.form("[check|test|determine|verify|see] (if|whether) {n} is [a] prime [number] [or not]", primality);
  g.form("{n} is [a] prime [number] (yes or no|true or false|right)", primality);
  g.form("(true or false|yes or no) ~ {n} is [a] prime [number]", primality);
  g.form("is {n} [a] composite [number]", compositeness);
  g.form(
      "(@find|factor|factorize|factorise) [all] [the] prime (factor|factorization|factorisation|decomposition|divisor) "
      "(of|for) {n}",
      prime_factors);
  g.form(
      "(prime factorize|prime factorise|factorize|factorise|factor|decompose) {n} [into primes|into prime factor|into "
      "its prime factor|into prime number|into a product of primes|completely|as a product of primes|as a product of "
      "prime factor]",
      prime_factors);
  g.form("(write|express) {n} as a product of [its] (primes|prime factor|prime number)", prime_factors);
  g.form("(break|split) [down] {n} [down] into [its] (prime factor|primes|prime number)", prime_factors);
  g.form("(what|which) prime number multiply to [give|make] {n}", prime_factors);
  g.form("(@find|what is|which is) [all] [the] (distinct|different|unique) prime (factor|divisor) of {n}",
         distinct_prime_factors);
  g.form("@ask [next|first|smallest] prime [number] (after|above|larger than|following|past|bigger than) {n}",
         next_prime);
  g.form("@ask next prime [number] (after|above|larger than|following|past) {n}", next_prime);
  g.form(
      "(@find|what is|which is) [all] [the|of the] (prime|prime number) [are|is|that lie] between {a:operand} and "
      "{b:operand}",
      primes_between<false>);
  g.form("how many prime [number] (is there|is|lie|are) between {a:operand} and {b:operand}", primes_between<true>);
  g.form("@ask sum of [all] [the] (prime|prime number) (below|under|less than|smaller than) {b}", prime_sum);
  g.form("is {items:list} (coprime|relatively prime|co prime|mutually prime)", coprime);
  g.form(
      "(@find|what is|which is) [all] [the] (prime|prime number) [are|is|that are] (below|under|less than|smaller "
      "than) {b}",
      primes_below<false>);
  g.form("how many (prime|prime number) (is there|is) (below|under|less than|smaller than) {b}", primes_below<true>);
  g.form("@find [the] first {k:integer} prime [number]", first_primes);
  g.form("(@find|what is|which is) [the] largest prime (factor|divisor) of {n}", extreme_prime_factor<true>);
  g.form("(@find|what is|which is) [the] smallest prime (factor|divisor) of {n}", extreme_prime_factor<false>);
}

void add_factor_forms(Grammar& g) {
  g.form("@find [all|of] [the] [positive|whole|integer] (factor|divisor) of [the number] {n}", divisors);
  g.form(
      "(what|which) [whole|positive] number (divide|divide evenly into|divide into|go into|go evenly into) {n} "
      "[evenly|exactly]",
      divisors);
  g.form("factor pairs of {n}",
         [](const Match&, Question&) -> Outcome<Solution> { return outside("pairs have no canonical form"); });
  g.form(
      "how many [positive|different|whole] (factor|divisor) (do|has|have|is there of|is there in|of) {n} "
      "[have|has|got]",
      divisor_count);
  g.form("@find [the] (number|count) of [positive|all] (factor|divisor) (of|in) {n}", divisor_count);
  g.form("@find [the] sum of [all] [the] [positive] (factor|divisor) of {n}", divisor_sum);
  g.form("@find [all] [the] common (factor|divisor) of {items:list}", common_divisors);
  g.form("@find [the] first {k:integer} multiple of {n}", first_multiples);
  g.form("is {n} [an] even [number]", parity<true>);
  g.form("is {n} [an] odd [number]", parity<false>);
  g.form("is the number {n} [an] even [number]", parity<true>);
  g.form("is the number {n} [an] odd [number]", parity<false>);
  g.form("is {n} [an] (even or odd|odd or even) [number]", even_or_odd);
  g.form("is {n} [evenly|exactly] divisible by {d}", divides);
  g.form(
      "(can|could) {n} be [evenly|exactly] divided [evenly|exactly] by {d} [evenly|exactly|without remainder|without a "
      "remainder]",
      divides);
  g.form("(do|does) {d} (divide|go into|divide into|go evenly into|divide evenly into) {n} [evenly|exactly]", divides);
  g.form("is {d} [a] (factor|divisor) of {n}", divides);
  g.form("is {n} [a] multiple of {d}", divides);
  g.form("is {n} [a] perfect square", perfect_power<2>);
  g.form("is {n} [a] square number", perfect_power<2>);
  g.form("is {n} [a] (perfect cube|cube number)", perfect_power<3>);
  g.form("{a} divided by {b:operand} (with|and|and the|and give the|quotient and) remainder", quotient_and_remainder);
  g.form("@find [the] quotient and [the] remainder (when|of|if) {a} (is divided by|divided by|by) {b}",
         quotient_and_remainder);
  g.form("{a} (mod|modulo) {b} is what",
         [](const Match& m, Question& q) { return q.value(q.tree().call(kRemainder, {m.node("a"), m.node("b")})); });
  g.form(
      "(what|how much) is (left|left over|the remainder) (when|if) [you|i|we] [divide] {a} [is] (divided by|by|is "
      "divided by) {b}",
      [](const Match& m, Question& q) { return q.value(q.tree().call(kRemainder, {m.node("a"), m.node("b")})); });
  g.form("(if|when) [you|i|we] [divide] {a} [is] (divided by|by) {b} ~ what is (left|left over|the remainder)",
         [](const Match& m, Question& q) { return q.value(q.tree().call(kRemainder, {m.node("a"), m.node("b")})); });
}

}  // namespace

void add_divisibility(Grammar& grammar) {
  add_divisor_phrases(grammar);
  add_prime_forms(grammar);
  add_factor_forms(grammar);
}

}  // namespace swarm::math
