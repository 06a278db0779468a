#include "swarm/heads/math/algebra/roots.hpp"

#include <algorithm>

#include <flint/fmpz.h>
#include <flint/fmpz_poly.h>
#include <flint/fmpz_poly_factor.h>

namespace swarm::math {

namespace {

// A polynomial with whole coefficients, owned.
class WholePolynomial {
 public:
  WholePolynomial() { fmpz_poly_init(value_); }
  ~WholePolynomial() { fmpz_poly_clear(value_); }
  WholePolynomial(const WholePolynomial&) = delete;
  WholePolynomial& operator=(const WholePolynomial&) = delete;

  // The rational polynomial times the common denominator: the same roots.
  explicit WholePolynomial(const std::vector<Rational>& coefficients) : WholePolynomial() {
    Integer denominator(1);
    for (const Rational& coefficient : coefficients) {
      const Integer own = coefficient.denominator();
      denominator = exact_quotient(denominator, greatest_common_divisor(denominator, own)) * own;
    }
    for (std::size_t i = 0; i < coefficients.size(); ++i) {
      const Integer whole = (coefficients[i] * Rational(denominator)).numerator();
      fmpz_poly_set_coeff_mpz(value_, static_cast<slong>(i), whole.raw());
    }
  }

  fmpz_poly_struct* raw() { return value_; }

 private:
  fmpz_poly_t value_;
};

Integer coefficient_of(const fmpz_poly_struct* polynomial, slong exponent) {
  Integer value;
  fmpz_poly_get_coeff_mpz(value.raw(), polynomial, exponent);
  return value;
}

slong real_root_count(fmpz_poly_struct* square_free) {
  return fmpz_poly_num_real_roots(square_free);
}

Outcome<std::vector<Surd>> roots_of_quadratic(const fmpz_poly_struct* factor, Budget& budget) {
  const Rational a = coefficient_of(factor, 2);
  const Rational b = coefficient_of(factor, 1);
  const Rational c = coefficient_of(factor, 0);
  const Rational discriminant = b * b - Rational(4) * a * c;
  if (discriminant.sign() < 0) return std::vector<Surd>{};
  const Surd root = TRY(Surd::square_root(discriminant, budget));
  const Surd half(Rational(1) / (a + a));
  return std::vector<Surd>{(Surd(-b) - root) * half, (Surd(-b) + root) * half};
}

Outcome<std::vector<Surd>> roots_of_factor(fmpz_poly_struct* factor, Budget& budget) {
  switch (fmpz_poly_degree(factor)) {
    case 1:
      return std::vector<Surd>{Surd(-Rational(coefficient_of(factor, 0), coefficient_of(factor, 1)))};
    case 2:
      return roots_of_quadratic(factor, budget);
    default:
      if (real_root_count(factor) > 0) return outside("a factor of higher degree has real roots without a simple form");
      return std::vector<Surd>{};
  }
}

}  // namespace

Outcome<std::vector<Surd>> real_roots(const std::vector<Rational>& coefficients, Budget& budget) {
  WholePolynomial polynomial(coefficients);
  fmpz_poly_factor_t factors;
  fmpz_poly_factor_init(factors);
  fmpz_poly_factor(factors, polynomial.raw());
  std::vector<Surd> roots;
  std::optional<Trouble> failed;
  for (slong i = 0; i < factors->num && !failed; ++i) {
    auto found = roots_of_factor(factors->p + i, budget);
    if (found)
      roots.insert(roots.end(), found->begin(), found->end());
    else
      failed = found.error();
  }
  fmpz_poly_factor_clear(factors);
  if (failed) return std::unexpected(std::move(*failed));
  std::ranges::sort(roots, [](const Surd& a, const Surd& b) { return a < b; });
  roots.erase(std::unique(roots.begin(), roots.end()), roots.end());
  return roots;
}

std::size_t count_real_roots(const std::vector<Rational>& coefficients) {
  WholePolynomial polynomial(coefficients), derivative, common, square_free;
  fmpz_poly_derivative(derivative.raw(), polynomial.raw());
  fmpz_poly_gcd(common.raw(), polynomial.raw(), derivative.raw());
  fmpz_poly_div(square_free.raw(), polynomial.raw(), common.raw());
  return static_cast<std::size_t>(fmpz_poly_num_real_roots_sturm(square_free.raw()));
}

}  // namespace swarm::math
