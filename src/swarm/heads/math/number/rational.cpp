#include "swarm/heads/math/number/rational.hpp"

#include <algorithm>

namespace swarm::math {

namespace {

// How often `prime` divides `value`, which becomes the rest.
std::size_t strip(Integer& value, std::uint64_t prime) {
  const Integer divisor(static_cast<std::int64_t>(prime));
  return mpz_remove(value.raw(), value.raw(), divisor.raw());
}

std::string with_point(const Integer& scaled, std::size_t places) {
  std::string digits = absolute(scaled).text();
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  return scaled.sign() < 0 ? "-" + digits : digits;
}

}  // namespace

Rational::Rational(const Integer& numerator, const Integer& denominator) : Rational() {
  mpq_set_num(value_, numerator.raw());
  mpq_set_den(value_, denominator.raw());
  mpq_canonicalize(value_);
}

Rational Rational::from_decimal(std::string_view digits) {
  const std::size_t point = digits.find('.');
  if (point == std::string_view::npos) return {Integer::from_digits(digits)};
  std::string all(digits.substr(0, point));
  all += digits.substr(point + 1);
  return {Integer::from_digits(all), power(Integer(10), digits.size() - point - 1)};
}

Integer Rational::numerator() const {
  Integer result;
  mpz_set(result.raw(), mpq_numref(value_));
  return result;
}

Integer Rational::denominator() const {
  Integer result;
  mpz_set(result.raw(), mpq_denref(value_));
  return result;
}

std::optional<std::int64_t> Rational::small() const {
  if (!is_integer() || mpz_fits_slong_p(mpq_numref(value_)) == 0) return std::nullopt;
  return mpz_get_si(mpq_numref(value_));
}

std::string Rational::text() const {
  return is_integer() ? numerator().text() : numerator().text() + "/" + denominator().text();
}

std::optional<std::string> Rational::decimal_text() const {
  if (is_integer()) return numerator().text();
  Integer rest = denominator();
  const std::size_t twos = strip(rest, 2);
  const std::size_t fives = strip(rest, 5);
  if (!rest.is_one()) return std::nullopt;
  const std::size_t places = std::max(twos, fives);
  const Rational scaled = *this * Rational(math::power(Integer(10), places));
  return with_point(scaled.numerator(), places);
}

std::string Rational::rounded_text(std::size_t places) const {
  return with_point(rounded(*this * Rational(math::power(Integer(10), places))), places);
}

Rational& Rational::operator+=(const Rational& other) {
  mpq_add(value_, value_, other.value_);
  return *this;
}

Rational& Rational::operator-=(const Rational& other) {
  mpq_sub(value_, value_, other.value_);
  return *this;
}

Rational& Rational::operator*=(const Rational& other) {
  mpq_mul(value_, value_, other.value_);
  return *this;
}

Rational& Rational::operator/=(const Rational& other) {
  mpq_div(value_, value_, other.value_);
  return *this;
}

Rational Rational::operator-() const {
  Rational negated;
  mpq_neg(negated.value_, value_);
  return negated;
}

Integer floor_of(const Rational& value) {
  return floor_quotient(value.numerator(), value.denominator());
}

Integer ceiling_of(const Rational& value) {
  return -floor_of(-value);
}

Integer rounded(const Rational& value) {
  const Rational half(Integer(1), Integer(2));
  return value.sign() < 0 ? -floor_of(-value + half) : floor_of(value + half);
}

Rational absolute(const Rational& value) {
  return value.sign() < 0 ? -value : value;
}

Rational power(const Rational& base, std::int64_t exponent) {
  const auto size = static_cast<std::uint64_t>(exponent < 0 ? -exponent : exponent);
  const Integer top = power(base.numerator(), size);
  const Integer bottom = power(base.denominator(), size);
  return exponent < 0 ? Rational(bottom, top) : Rational(top, bottom);
}

}  // namespace swarm::math
