#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <gmp.h>

#include "swarm/heads/math/number/integer.hpp"

namespace swarm::math {

// A fraction in lowest terms with a positive denominator.
class Rational {
 public:
  Rational() { mpq_init(value_); }
  Rational(std::int64_t whole) : Rational() { mpq_set_si(value_, whole, 1); }  // NOLINT: a plain number is a Rational
  Rational(const Integer& whole) : Rational() { mpq_set_z(value_, whole.raw()); }  // NOLINT: likewise
  Rational(const Integer& numerator, const Integer& denominator);                  // denominator not 0
  Rational(const Rational& other) : Rational() { mpq_set(value_, other.value_); }
  Rational(Rational&& other) noexcept : Rational() { mpq_swap(value_, other.value_); }
  Rational& operator=(const Rational& other) {
    mpq_set(value_, other.value_);
    return *this;
  }
  Rational& operator=(Rational&& other) noexcept {
    mpq_swap(value_, other.value_);
    return *this;
  }
  ~Rational() { mpq_clear(value_); }

  // "12", "12.50", ".5": digits with at most one point, checked by the caller.
  static Rational from_decimal(std::string_view digits);

  Integer numerator() const;
  Integer denominator() const;
  bool is_integer() const { return mpz_cmp_ui(mpq_denref(value_), 1) == 0; }
  bool is_zero() const { return sign() == 0; }
  int sign() const { return mpq_sgn(value_); }
  std::size_t bits() const { return mpz_sizeinbase(mpq_numref(value_), 2) + mpz_sizeinbase(mpq_denref(value_), 2); }
  std::optional<std::int64_t> small() const;  // a whole number that fits

  std::string text() const;                            // "12", "-3/4"
  std::optional<std::string> decimal_text() const;     // "0.75"; nothing when it does not terminate
  std::string rounded_text(std::size_t places) const;  // to `places` decimals, halves away from zero

  Rational& operator+=(const Rational& other);
  Rational& operator-=(const Rational& other);
  Rational& operator*=(const Rational& other);
  Rational& operator/=(const Rational& other);  // other not 0
  Rational operator-() const;
  friend Rational operator+(Rational left, const Rational& right) { return left += right; }
  friend Rational operator-(Rational left, const Rational& right) { return left -= right; }
  friend Rational operator*(Rational left, const Rational& right) { return left *= right; }
  friend Rational operator/(Rational left, const Rational& right) { return left /= right; }
  friend bool operator==(const Rational& left, const Rational& right) {
    return mpq_equal(left.value_, right.value_) != 0;
  }
  friend std::strong_ordering operator<=>(const Rational& left, const Rational& right) {
    return mpq_cmp(left.value_, right.value_) <=> 0;
  }

  mpq_srcptr raw() const { return value_; }

 private:
  mpq_t value_;
};

Integer floor_of(const Rational& value);
Integer ceiling_of(const Rational& value);
Integer rounded(const Rational& value);  // halves away from zero
Rational absolute(const Rational& value);
Rational power(const Rational& base, std::int64_t exponent);  // base not 0 when the exponent is negative

}  // namespace swarm::math
