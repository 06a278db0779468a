#include "swarm/heads/math/expression/values.hpp"

namespace swarm::math {

namespace {

std::string number_text(const Surd& number, bool decimal) {
  if (!number.is_rational()) return number.text();
  if (decimal) {
    if (const auto text = number.rational().decimal_text()) return *text;
  }
  return number.rational().text();
}

std::string money_text(const Rational& number, const Unit& currency) {
  const std::string sign = number.sign() < 0 ? "-" : "";
  const Rational size = absolute(number);
  return sign + currency.symbol + (size.is_integer() ? size.text() : size.rounded_text(2));
}

bool is_currency(const Amount& amount) {
  return amount.unit != nullptr && amount.unit->dimension == Dimension::money && amount.unit->factor == Rational(1) &&
         amount.rational();
}

std::string with_unit(std::string number, const Amount& amount) {
  if (amount.unit == nullptr) return number;
  if (amount.unit->dimension == Dimension::share) return number + "%";
  return number + " " + amount.unit->symbol;
}

}  // namespace

bool exact_money(const Amount& amount) {
  return !is_currency(amount) || (amount.number.rational() * Rational(100)).is_integer();
}

std::string canonical(const Amount& amount, const Style& style) {
  if (is_currency(amount)) {
    const Rational rounded_number = Rational(rounded(amount.number.rational() * Rational(100))) / Rational(100);
    return money_text(rounded_number, *amount.unit);
  }
  return with_unit(number_text(amount.number, style.decimal || amount.unit != nullptr), amount);
}

std::string plain_text(const Amount& amount, bool decimal) {
  if (is_currency(amount) && exact_money(amount)) return money_text(amount.number.rational(), *amount.unit);
  if (is_currency(amount)) return amount.unit->symbol + number_text(amount.number, true);
  return with_unit(number_text(amount.number, decimal), amount);
}

}  // namespace swarm::math
