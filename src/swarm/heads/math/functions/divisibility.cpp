#include "swarm/heads/math/functions/arguments.hpp"
#include "swarm/heads/math/functions/functions.hpp"

namespace swarm::math {

namespace {

Outcome<Amount> gcd(std::span<const Amount> arguments, Budget&) {
  const auto numbers = wholes(arguments);
  if (!numbers) return outside("a common divisor is one of whole numbers");
  Integer result;
  for (const Integer& number : *numbers)
    result = greatest_common_divisor(result, number);
  if (result.is_zero()) return trouble(TroubleKind::undefined, "every number divides 0");
  return plain(result);
}

// Divides all, and the quotients have no common divisor: by Euclid's subtraction on remainders, not by GMP's gcd.
bool is_gcd(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const Integer divisor = *whole(result);
  Integer common;
  const auto numbers = *wholes(arguments);
  for (const Integer& number : numbers) {
    if (!floor_remainder(number, divisor).is_zero()) return false;
    Integer a = absolute(floor_quotient(number, divisor));
    while (!a.is_zero()) {
      const Integer rest = floor_remainder(common, a);
      common = std::move(a);
      a = rest;
    }
  }
  return common.is_one() && divisor.sign() > 0;
}

Outcome<Amount> lcm(std::span<const Amount> arguments, Budget& budget) {
  const auto numbers = wholes(arguments);
  if (!numbers) return outside("a common multiple is one of whole numbers");
  Integer result(1);
  for (const Integer& number : *numbers) {
    if (number.is_zero()) return trouble(TroubleKind::undefined, "0 has no common multiple but itself");
    const Integer size = absolute(number);
    result = exact_quotient(result, greatest_common_divisor(result, size)) * size;
    if (!budget.allows_bits(result.bits())) return budget.too_many_digits();
  }
  return plain(result);
}

// A multiple of all, and no quotient prime divides all the co-quotients: the numbers result/n have no common divisor.
bool is_lcm(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const Integer multiple = *whole(result);
  Integer common;
  const auto numbers = *wholes(arguments);
  for (const Integer& number : numbers) {
    if (!floor_remainder(multiple, number).is_zero()) return false;
    Integer a = absolute(floor_quotient(multiple, number));
    while (!a.is_zero()) {
      const Integer rest = floor_remainder(common, a);
      common = std::move(a);
      a = rest;
    }
  }
  return common.is_one() && multiple.sign() > 0;
}

Outcome<Amount> remainder(std::span<const Amount> arguments, Budget&) {
  const auto numbers = wholes(arguments);
  if (!numbers) return outside("a remainder is one of whole numbers");
  if ((*numbers)[1].is_zero()) return trouble(TroubleKind::undefined, "a division by zero");
  if ((*numbers)[0].sign() < 0 || (*numbers)[1].sign() < 0)
    return trouble(TroubleKind::ambiguous, "remainders of negative numbers have two conventions");
  return plain(floor_remainder((*numbers)[0], (*numbers)[1]));
}

bool is_remainder(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const Integer rest = *whole(result);
  const Integer divisor = *whole(arguments[1]);
  const Integer multiple = *whole(arguments[0]) - rest;
  return rest.sign() >= 0 && rest < divisor && exact_quotient(multiple, divisor) * divisor == multiple;
}

Outcome<Amount> quotient(std::span<const Amount> arguments, Budget&) {
  const auto numbers = wholes(arguments);
  if (!numbers) return outside("a whole quotient is one of whole numbers");
  if ((*numbers)[1].is_zero()) return trouble(TroubleKind::undefined, "a division by zero");
  if ((*numbers)[0].sign() < 0 || (*numbers)[1].sign() < 0)
    return trouble(TroubleKind::ambiguous, "quotients of negative numbers have two conventions");
  return plain(floor_quotient((*numbers)[0], (*numbers)[1]));
}

bool is_quotient(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const Integer product = *whole(result) * *whole(arguments[1]);
  return product <= *whole(arguments[0]) && *whole(arguments[0]) < product + *whole(arguments[1]);
}

}  // namespace

const Function kGcd{
    "gcd", "gcd({})", 2, 1'000, gcd, is_gcd, "it divides all, and the quotients have no common divisor"};
const Function kLcm{"lcm", "lcm({})", 2, 1'000, lcm, is_lcm, "all divide it, and the quotients have no common divisor"};
const Function kRemainder{"remainder",
                          "{0} mod {1}",
                          2,
                          2,
                          remainder,
                          is_remainder,
                          "it is below the divisor, and without it the division is exact"};
const Function kQuotient{
    "whole quotient", "{0} div {1}", 2, 2, quotient, is_quotient, "so often the divisor fits, and not once more"};

}  // namespace swarm::math
