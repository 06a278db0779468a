#include "swarm/heads/math/number/integer.hpp"

namespace swarm::math {

Integer Integer::from_digits(std::string_view digits, int base) {
  Integer value;
  mpz_set_str(value.value_, std::string(digits).c_str(), base);
  return value;
}

std::string Integer::text(int base) const {
  std::string digits(mpz_sizeinbase(value_, base) + 2, '\0');
  mpz_get_str(digits.data(), base, value_);
  digits.resize(digits.find('\0'));
  return digits;
}

std::optional<std::int64_t> Integer::small() const {
  if (mpz_fits_slong_p(value_) == 0) return std::nullopt;
  return mpz_get_si(value_);
}

Integer& Integer::operator+=(const Integer& other) {
  mpz_add(value_, value_, other.value_);
  return *this;
}

Integer& Integer::operator-=(const Integer& other) {
  mpz_sub(value_, value_, other.value_);
  return *this;
}

Integer& Integer::operator*=(const Integer& other) {
  mpz_mul(value_, value_, other.value_);
  return *this;
}

Integer Integer::operator-() const {
  Integer negated;
  mpz_neg(negated.value_, value_);
  return negated;
}

Integer absolute(const Integer& value) {
  Integer result;
  mpz_abs(result.raw(), value.raw());
  return result;
}

Integer floor_quotient(const Integer& dividend, const Integer& divisor) {
  Integer result;
  mpz_fdiv_q(result.raw(), dividend.raw(), divisor.raw());
  return result;
}

Integer floor_remainder(const Integer& dividend, const Integer& divisor) {
  Integer result;
  mpz_fdiv_r(result.raw(), dividend.raw(), divisor.raw());
  return result;
}

Integer exact_quotient(const Integer& dividend, const Integer& divisor) {
  Integer result;
  mpz_divexact(result.raw(), dividend.raw(), divisor.raw());
  return result;
}

Integer greatest_common_divisor(const Integer& left, const Integer& right) {
  Integer result;
  mpz_gcd(result.raw(), left.raw(), right.raw());
  return result;
}

Integer power(const Integer& base, std::uint64_t exponent) {
  Integer result;
  mpz_pow_ui(result.raw(), base.raw(), exponent);
  return result;
}

Integer factorial(std::uint64_t n) {
  Integer result;
  mpz_fac_ui(result.raw(), n);
  return result;
}

Integer binomial(std::uint64_t n, std::uint64_t k) {
  Integer result;
  mpz_bin_uiui(result.raw(), n, k);
  return result;
}

std::optional<Integer> exact_root(const Integer& value, std::uint64_t degree) {
  if (degree == 0 || (value.sign() < 0 && degree % 2 == 0)) return std::nullopt;
  Integer root;
  if (mpz_root(root.raw(), value.raw(), degree) == 0) return std::nullopt;
  return root;
}

Integer floor_root(const Integer& value, std::uint64_t degree) {
  Integer root;
  mpz_root(root.raw(), value.raw(), degree);
  return root;
}

std::uint64_t remainder_by(const Integer& value, std::uint64_t modulus) {
  return mpz_fdiv_ui(value.raw(), modulus);
}

}  // namespace swarm::math
