// Random expression trees, written in several spellings, against an evaluator of fractions that shares nothing with the
// head.

#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "swarm/heads/math/math_head.hpp"

namespace swarm::math {
namespace {

struct Fraction {
  __int128 top = 0;
  __int128 bottom = 1;
};

struct Written {
  std::string text;
  std::optional<Fraction> value;  // nothing where it divides by 0
  int precedence = 4;             // 1 sums, 2 products, 3 powers, 4 numbers and brackets
};

__int128 gcd_of(__int128 a, __int128 b) {
  while (b != 0) {
    const __int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

Fraction reduced(__int128 top, __int128 bottom) {
  if (bottom < 0) top = -top, bottom = -bottom;
  const __int128 common = gcd_of(top, bottom);
  return {top / common, bottom / common};
}

std::string digits_of(__int128 value) {
  std::string text;
  const bool negative = value < 0;
  if (negative) value = -value;
  do
    text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
  while ((value /= 10) != 0);
  return negative ? "-" + text : text;
}

std::string text_of(const Fraction& fraction) {
  return fraction.bottom == 1 ? digits_of(fraction.top) : digits_of(fraction.top) + "/" + digits_of(fraction.bottom);
}

class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed) {}

  Written expression(int depth) {
    if (depth == 0 || below(4) == 0) return number();
    switch (below(5)) {
      case 0:
        return binary(depth, '+', 1);
      case 1:
        return binary(depth, '-', 1);
      case 2:
        return binary(depth, '*', 2);
      case 3:
        return binary(depth, '/', 2);
      default:
        return power(depth);
    }
  }

 private:
  int below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }

  Written number() {
    const int value = below(30);
    constexpr std::array<std::string_view, 20> kWords{
        "zero", "one",    "two",    "three",    "four",     "five",    "six",     "seven",     "eight",    "nine",
        "ten",  "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
    const bool words = value < 20 && below(4) == 0;
    return {words ? std::string(kWords[static_cast<std::size_t>(value)]) : std::to_string(value), Fraction{value, 1},
            4};
  }

  std::string sign(char operation) {
    switch (operation) {
      case '+':
        return below(2) == 0 ? " + " : " plus ";
      case '-':
        return below(3) == 0 ? " \u2212 " : below(2) == 0 ? " - " : " minus ";
      case '*':
        return below(3) == 0 ? " × " : below(2) == 0 ? " * " : " times ";
      default:
        return below(2) == 0 ? " ÷ " : " divided by ";
    }
  }

  static std::string bracketed(const Written& inner, int least) {
    return inner.precedence < least ? "(" + inner.text + ")" : inner.text;
  }

  Written binary(int depth, char operation, int precedence) {
    const Written left = expression(depth - 1);
    const Written right = expression(depth - 1);
    const std::string text = bracketed(left, precedence) + sign(operation) + bracketed(right, precedence + 1);
    if (!left.value || !right.value) return {text, std::nullopt, precedence};
    const Fraction &a = *left.value, &b = *right.value;
    switch (operation) {
      case '+':
        return {text, reduced(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom), precedence};
      case '-':
        return {text, reduced(a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom), precedence};
      case '*':
        return {text, reduced(a.top * b.top, a.bottom * b.bottom), precedence};
      default:
        if (b.top == 0) return {text, std::nullopt, precedence};
        return {text, reduced(a.top * b.bottom, a.bottom * b.top), precedence};
    }
  }

  Written power(int depth) {
    const Written base = depth > 2 ? number() : expression(depth - 1);
    const bool cube = below(3) == 0;
    const std::string text =
        bracketed(base, 4) + (cube ? (below(2) == 0 ? " cubed" : "^3") : (below(2) == 0 ? "²" : " squared"));
    if (!base.value) return {text, std::nullopt, 3};
    const Fraction& a = *base.value;
    const __int128 top = a.top * a.top * (cube ? a.top : 1), bottom = a.bottom * a.bottom * (cube ? a.bottom : 1);
    return {text, reduced(top, bottom), 3};
  }

  std::mt19937 random_;
};

TEST(RandomExpressions, HaveTheValueOfAnIndependentEvaluator) {
  const MathHead head;
  int answered = 0;
  for (unsigned seed = 1; seed <= 4'000; ++seed) {
    const Written written = Writer(seed).expression(3);
    const std::string prompt = "what is " + written.text + "?";
    const auto computed = head.compute(prompt, {}, {});
    if (!computed) continue;  // a number alone; what is answered must be right
    ++answered;
    EXPECT_EQ(computed->value, written.value ? text_of(*written.value) : "undefined")
        << "seed " << seed << ": " << prompt;
  }
  EXPECT_GT(answered, 2'800);
}

}  // namespace
}  // namespace swarm::math
