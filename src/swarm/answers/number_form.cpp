#include "swarm/answers/number_form.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace swarm::answers {

namespace {

constexpr std::size_t kReducedDigitsMax = 18;  // what fits in 64 bits with room for a sign
constexpr std::int64_t kExponentMax = 400;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

// "1,234,567" without its separators; nothing where commas stand elsewhere.
std::optional<std::string> without_groups(std::string_view whole) {
  if (!whole.contains(',')) return all_digits(whole) ? std::optional(std::string(whole)) : std::nullopt;
  std::string digits;
  std::size_t start = 0;
  for (bool first = true; start <= whole.size(); first = false) {
    const std::size_t end = std::min(whole.find(',', start), whole.size());
    const std::string_view group = whole.substr(start, end - start);
    if (!all_digits(group) || (first ? group.size() > 3 : group.size() != 3)) return std::nullopt;
    digits += group;
    start = end + 1;
  }
  return digits;
}

struct Decimal {
  std::string digits;      // without leading zeros
  std::size_t places = 0;  // of them behind the point
};

void strip(Decimal& decimal) {
  while (decimal.places > 0 && decimal.digits.ends_with('0')) {
    decimal.digits.pop_back();
    --decimal.places;
  }
  decimal.digits.erase(0, decimal.digits.find_first_not_of('0'));
}

void shift(Decimal& decimal, std::int64_t exponent) {
  for (; exponent > 0; --exponent) {
    if (decimal.places > 0)
      --decimal.places;
    else
      decimal.digits += '0';
  }
  decimal.places += static_cast<std::size_t>(-exponent);
}

// "12", "1,234.50", ".5", "1.5e3"; no sign.
std::optional<Decimal> read_decimal(std::string_view text) {
  std::int64_t exponent = 0;
  if (const std::size_t mark = text.find_first_of("eE"); mark != std::string_view::npos) {
    std::string_view power = text.substr(mark + 1);
    const bool negative = power.starts_with('-');
    if (negative || power.starts_with('+')) power.remove_prefix(1);
    if (!all_digits(power) || power.size() > 3) return std::nullopt;
    for (const char digit : power)
      exponent = exponent * 10 + (digit - '0');
    if (exponent > kExponentMax) return std::nullopt;
    if (negative) exponent = -exponent;
    text = text.substr(0, mark);
  }
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view behind = point < text.size() ? text.substr(point + 1) : std::string_view();
  if ((point == 0 && behind.empty()) || (!behind.empty() && !all_digits(behind))) return std::nullopt;
  const auto whole = point == 0 ? std::optional<std::string>("") : without_groups(text.substr(0, point));
  if (!whole) return std::nullopt;
  Decimal decimal{*whole + std::string(behind), behind.size()};
  shift(decimal, exponent);
  strip(decimal);
  return decimal;
}

std::uint64_t power_of_ten(std::size_t places) {
  std::uint64_t value = 1;
  for (std::size_t i = 0; i < places; ++i)
    value *= 10;
  return value;
}

bool fits(const Decimal& decimal) {
  return decimal.digits.size() <= kReducedDigitsMax && decimal.places <= kReducedDigitsMax;
}

std::uint64_t integer_of(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char digit : digits)
    value = value * 10 + static_cast<std::uint64_t>(digit - '0');
  return value;
}

std::string text_of(std::uint64_t top, std::uint64_t bottom) {
  const std::uint64_t common = std::gcd(top, bottom);
  std::string text = std::to_string(top / common);
  if (bottom != common) text += "/" + std::to_string(bottom / common);
  return text;
}

std::string long_text(const Decimal& decimal) {
  std::string digits = decimal.digits;
  if (digits.size() <= decimal.places) digits.insert(0, decimal.places + 1 - digits.size(), '0');
  if (decimal.places > 0) digits.insert(digits.size() - decimal.places, 1, '.');
  return digits;
}

std::optional<std::string> unsigned_form(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    const auto decimal = read_decimal(text);
    if (!decimal) return std::nullopt;
    if (decimal->digits.empty()) return "0";
    return fits(*decimal) ? text_of(integer_of(decimal->digits), power_of_ten(decimal->places)) : long_text(*decimal);
  }
  const auto top = read_decimal(text.substr(0, slash));
  const auto bottom = read_decimal(text.substr(slash + 1));
  if (!top || !bottom || top->places > 0 || bottom->places > 0 || bottom->digits.empty()) return std::nullopt;
  if (top->digits.empty()) return "0";
  if (!fits(*top) || !fits(*bottom)) return bottom->digits == "1" ? top->digits : top->digits + "/" + bottom->digits;
  return text_of(integer_of(top->digits), integer_of(bottom->digits));
}

// "2 1/2" and "-2 1/2".
std::optional<std::string> mixed_form(std::string_view text) {
  const std::size_t blank = text.find(' ');
  const std::size_t slash = text.find('/');
  if (blank == std::string_view::npos || slash == std::string_view::npos || slash < blank) return std::nullopt;
  const std::string_view whole = text.substr(0, blank), top = text.substr(blank + 1, slash - blank - 1),
                         bottom = text.substr(slash + 1);
  const auto small = [](std::string_view digits) { return all_digits(digits) && digits.size() <= 8; };
  if (!small(whole) || !small(top) || !small(bottom) || integer_of(bottom) == 0) return std::nullopt;
  return text_of(integer_of(whole) * integer_of(bottom) + integer_of(top), integer_of(bottom));
}

}  // namespace

std::optional<std::string> number_form(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  auto form = mixed_form(text);
  if (!form) form = unsigned_form(text);
  if (!form || !negative || *form == "0") return form;
  return "-" + *form;
}

}  // namespace swarm::answers
