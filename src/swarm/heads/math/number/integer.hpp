#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <gmp.h>

namespace swarm::math {

// A whole number of any size, with value semantics. Sizes are guarded by the callers: `bits` is cheap, and every
// operation that can grow without bound is estimated against Budget before it is done.
class Integer {
 public:
  Integer() { mpz_init(value_); }
  Integer(std::int64_t small) { mpz_init_set_si(value_, small); }  // NOLINT: a plain number is an Integer
  Integer(const Integer& other) { mpz_init_set(value_, other.value_); }
  Integer(Integer&& other) noexcept {
    mpz_init(value_);
    mpz_swap(value_, other.value_);
  }
  Integer& operator=(const Integer& other) {
    mpz_set(value_, other.value_);
    return *this;
  }
  Integer& operator=(Integer&& other) noexcept {
    mpz_swap(value_, other.value_);
    return *this;
  }
  ~Integer() { mpz_clear(value_); }

  static Integer from_digits(std::string_view digits, int base = 10);  // digits only, checked by the caller

  std::string text(int base = 10) const;
  int sign() const { return mpz_sgn(value_); }
  bool is_zero() const { return sign() == 0; }
  bool is_one() const { return mpz_cmp_ui(value_, 1) == 0; }
  bool is_even() const { return mpz_even_p(value_) != 0; }
  std::size_t bits() const { return mpz_sizeinbase(value_, 2); }
  std::optional<std::int64_t> small() const;  // nothing when it does not fit

  Integer& operator+=(const Integer& other);
  Integer& operator-=(const Integer& other);
  Integer& operator*=(const Integer& other);
  Integer operator-() const;
  friend Integer operator+(Integer left, const Integer& right) { return left += right; }
  friend Integer operator-(Integer left, const Integer& right) { return left -= right; }
  friend Integer operator*(Integer left, const Integer& right) { return left *= right; }
  friend bool operator==(const Integer& left, const Integer& right) { return mpz_cmp(left.value_, right.value_) == 0; }
  friend std::strong_ordering operator<=>(const Integer& left, const Integer& right) {
    return mpz_cmp(left.value_, right.value_) <=> 0;
  }

  mpz_srcptr raw() const { return value_; }
  mpz_ptr raw() { return value_; }

 private:
  mpz_t value_;
};

Integer absolute(const Integer& value);
Integer floor_quotient(const Integer& dividend, const Integer& divisor);  // divisor not 0
Integer floor_remainder(const Integer& dividend, const Integer& divisor);
Integer exact_quotient(const Integer& dividend, const Integer& divisor);  // no remainder, by contract
Integer greatest_common_divisor(const Integer& left, const Integer& right);
Integer power(const Integer& base, std::uint64_t exponent);  // the caller has estimated the size
Integer factorial(std::uint64_t n);                          // likewise
Integer binomial(std::uint64_t n, std::uint64_t k);
std::optional<Integer> exact_root(const Integer& value, std::uint64_t degree);  // when it is a whole number
Integer floor_root(const Integer& value, std::uint64_t degree);                 // of a value that is not negative
std::uint64_t remainder_by(const Integer& value, std::uint64_t modulus);        // in 0 … modulus - 1

}  // namespace swarm::math
