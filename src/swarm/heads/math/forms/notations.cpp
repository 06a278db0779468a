// The same number written otherwise: fraction, decimal, percent, words, digits, other bases, Roman, scientific.

#include <array>
#include <fmt/format.h>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/functions/arguments.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

// A plain rational value; percentages count as their share.
Outcome<Rational> rational_of(NodeId node, Question& q, std::string& check) {
  const auto known = TRY(q.known(node));
  const Amount amount = without_percent(known.amount);
  if (!amount.plain() || !amount.rational()) return outside("a plain number is expected");
  check = known.check;
  return amount.number.rational();
}

// A number that is in that notation already asks nothing, or means something else ("1011 to decimal").
bool is_plain_literal(NodeId node, Question& q) {
  const Node& written = q.tree()[node];
  return written.kind == NodeKind::literal && written.literal.plain() && !written.fraction;
}

Outcome<Solution> to_fraction(const Match& m, Question& q) {
  std::string check;
  const Rational value = TRY(rational_of(m.node("x"), q, check));
  return q.solution(fmt::format("{} as a fraction in lowest terms", q.shown(m.node("x"))), value.text(), check);
}

Outcome<Solution> to_decimal(const Match& m, Question& q) {
  std::string check;
  if (is_plain_literal(m.node("x"), q)) return outside("the number is a decimal already");
  const Rational value = TRY(rational_of(m.node("x"), q, check));
  const auto text = value.decimal_text();
  if (!text) return outside("the decimal does not terminate");
  if (Rational::from_decimal(text->starts_with('-') ? text->substr(1) : *text) != absolute(value)) {
    return trouble(TroubleKind::unchecked, "the decimal reads back as another number");
  }
  return q.solution(fmt::format("{} as a decimal", q.shown(m.node("x"))), *text,
                    check + "; the decimal reads back as the same number");
}

Outcome<Solution> to_percent(const Match& m, Question& q) {
  const auto known = TRY(q.known(m.node("x")));
  if (!known.amount.plain() || !known.amount.rational()) return outside("a plain number is expected");
  const Amount share{known.amount.number * Surd(100), q.units().percent()};
  return q.solution(fmt::format("{} as a percentage", q.shown(m.node("x"))), canonical(share, Style{.decimal = true}),
                    known.check + "; a hundredth of it is the number again");
}

// "simplify 12/18": only where a fraction was written.
Outcome<Solution> lowest_terms(const Match& m, Question& q) {
  if (q.tree()[m.node("x")].kind != NodeKind::divide) return outside("a fraction is expected");
  return to_fraction(m, q);
}

Outcome<Integer> whole_of(NodeId node, Question& q, std::string& check) {
  const auto known = TRY(q.known(node));
  auto number = whole(known.amount);
  if (!number || number->sign() < 0) return outside("a whole number is expected");
  check = known.check;
  return std::move(*number);
}

Outcome<Solution> to_digits(const Match& m, Question& q) {
  const Token& token = q.tokens()[m.place("x")];
  if (!token.shape.words || q.tree()[m.node("x")].kind != NodeKind::literal)
    return outside("a number in words is expected");
  const auto known = TRY(q.known(m.node("x")));
  return q.solution("the number in digits", canonical(known.amount, Style{.decimal = true}), known.check);
}

template <int base>
Outcome<Solution> to_base(const Match& m, Question& q) {
  std::string check;
  const Integer number = TRY(whole_of(m.node("x"), q, check));
  const std::string digits = number.text(base);
  Integer back;
  for (const char digit : digits)
    back = back * Integer(base) + Integer(digit <= '9' ? digit - '0' : digit - 'a' + 10);
  if (back != number) return trouble(TroubleKind::unchecked, "the digits read back as another number");
  std::string shown = digits;
  for (char& c : shown)
    c = static_cast<char>(c >= 'a' ? c - 'a' + 'A' : c);
  return q.solution(fmt::format("{} in base {}", number.text(), base), shown,
                    "the digits, read back by Horner's rule, are the number again");
}

Outcome<Solution> from_binary(const Match& m, Question& q) {
  const Token& token = q.tokens()[m.place("x")];
  if (token.kind != TokenKind::number || token.text.empty() ||
      token.text.find_first_not_of("01") != std::string::npos || token.shape.decimal || token.shape.grouped ||
      token.shape.words) {
    return outside("binary digits are expected");
  }
  const Integer number = Integer::from_digits(token.text, 2);
  if (number.text(2) != token.text) return trouble(TroubleKind::unchecked, "the number has other binary digits");
  return q.solution(fmt::format("binary {}", token.text), number.text(),
                    "written in binary again it has the same digits");
}

struct RomanSign {
  int value;
  std::string_view text;
};
constexpr std::array<RomanSign, 13> kRoman{{{1000, "M"},
                                            {900, "CM"},
                                            {500, "D"},
                                            {400, "CD"},
                                            {100, "C"},
                                            {90, "XC"},
                                            {50, "L"},
                                            {40, "XL"},
                                            {10, "X"},
                                            {9, "IX"},
                                            {5, "V"},
                                            {4, "IV"},
                                            {1, "I"}}};

std::string roman(std::int64_t number) {
  std::string text;
  for (const RomanSign& sign : kRoman) {
    for (; number >= sign.value; number -= sign.value)
      text += sign.text;
  }
  return text;
}

std::int64_t roman_value(std::string_view text) {
  const auto digit = [](char c) {
    switch (c) {
      case 'I':
        return 1;
      case 'V':
        return 5;
      case 'X':
        return 10;
      case 'L':
        return 50;
      case 'C':
        return 100;
      case 'D':
        return 500;
      case 'M':
        return 1000;
      default:
        return 0;
    }
  };
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int now = digit(text[i]);
    const int next = i + 1 < text.size() ? digit(text[i + 1]) : 0;
    if (now == 0) return 0;
    sum += now < next ? -now : now;
  }
  return sum;
}

Outcome<Solution> to_roman(const Match& m, Question& q) {
  std::string check;
  const auto number = TRY(whole_of(m.node("x"), q, check))
  .small();
  if (!number || *number < 1 || *number > 3999) return outside("Roman numerals go from 1 to 3999");
  const std::string text = roman(*number);
  if (roman_value(text) != *number) return trouble(TroubleKind::unchecked, "the numeral reads back as another number");
  return q.solution(fmt::format("{} in Roman numerals", *number), text, "the numeral reads back as the number");
}

Outcome<Solution> from_roman(const Match& m, Question& q) {
  std::string text = q.tokens()[m.place("w")].text;
  for (char& c : text)
    c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  const std::int64_t value = roman_value(text);
  if (value < 1 || value > 3999 || roman(value) != text) return outside("no Roman numeral");
  return q.solution(fmt::format("the Roman numeral {}", text), std::to_string(value),
                    "written as a numeral again it is the same");
}

}  // namespace

void add_notations(Grammar& g) {
  g.macro("write", "(convert|write|express|turn|change|give|show|what is|put)");
  g.macro("asa", "(as a|as an|to a|to an|into a|into an|in|as|to|into)");
  g.form(
      "@write {x} @asa [reduced|simplified|simple|common|proper] fraction [in (lowest|simplest|its lowest|its "
      "simplest) (terms|term|form)]",
      to_fraction);
  g.form("@write {x} @asa decimal [number|form|fraction]", to_decimal);
  g.form("@write {x} @asa percent", to_percent);
  g.form("{x} @asa [simplified] fraction", to_fraction);
  g.form("{x} @asa decimal [number|form]", to_decimal);
  g.form("{x} @asa percent", to_percent);
  g.form("what percent is {x}", to_percent);
  g.form("what (decimal|fraction) is {x}", [](const Match& m, Question& q) {
    return q.tokens()[m.begin() + 1].text == "decimal" ? to_decimal(m, q) : to_fraction(m, q);
  });
  g.form(
      "(simplify|reduce|cancel|cancel down) [the fraction] {x} [fully|completely|to (its|the) (lowest|simplest) "
      "(term|form)|to (lowest|simplest) (term|form)|as far as possible]",
      lowest_terms);
  g.form("(write|express|put|what is|give) [the fraction] {x} in (its|the|) (lowest|simplest|smallest) (term|form)",
         lowest_terms);
  g.form("[what is] [the] (simplest form|lowest terms|lowest term|simplified form|reduced form) of [the fraction] {x}",
         lowest_terms);
  g.form(
      "(write|express|convert|put|what is|give|show) {x} (in digit|in figure|as a number|in number|as digit|in "
      "numerals|as a numeral|using digit|into digit)",
      to_digits);
  g.form(
      "(write|express|convert|what is|give|show|represent|change) [the] [decimal] [number] {x} (to|in|into|as) binary "
      "[form|number|notation]",
      to_base<2>);
  g.form(
      "(write|express|convert|what is|give|show|represent|change) [the] [decimal] [number] {x} (to|in|into|as) "
      "(hex|hexadecimal) [form|number|notation]",
      to_base<16>);
  g.form(
      "(write|express|convert|what is|give|show|represent|change) [the] [decimal] [number] {x} (to|in|into|as) octal "
      "[form|number|notation]",
      to_base<8>);
  g.form("{x} (in|to) binary", to_base<2>);
  g.form("{x} (in|to) (hex|hexadecimal)", to_base<16>);
  g.form("(convert|what is|write|express|change) [the] binary [number] {x} (to|in|into|as) [a] decimal [number]",
         from_binary);
  g.form("(convert|what is|change) {x} from binary (to|into|in) decimal", from_binary);
  g.form("(convert|what is|change) {x} binary (to|in|into) decimal", from_binary);
  g.form("binary {x} (to|in|into) decimal", from_binary);
  g.form(
      "(write|express|convert|what is|give|show) [the] [number] {x} (in|to|as|into) [a] roman "
      "(numerals|numeral|number)",
      to_roman);
  g.form("[what is] [the] roman (numeral|numerals) (for|of) {x}", to_roman);
  g.form(
      "(what is|convert|what number is|how much is) [the] roman (numeral|numerals|number) {w:word} [in|to|as|into] [a] "
      "[number|decimal|digit|arabic|arabic numerals|figure|number form]",
      from_roman);
  g.form("[what is|convert|write] {w:word} (in|to|as|into) (arabic numerals|arabic number|arabic)", from_roman);
  g.form("(convert|write) {w:word} from roman (numeral|numerals|number) [to|into|in] [a] [number|decimal|digit|arabic]",
         from_roman);
}

}  // namespace swarm::math
