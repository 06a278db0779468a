#pragma once

#include <optional>
#include <string>
#include <vector>

#include "swarm/heads/math/budget.hpp"
#include "swarm/heads/math/number/rational.hpp"

namespace swarm::math {

// A number of the form p + q*sqrt(m) + r*sqrt(n) + …: rational coefficients, different square-free radicands. The form
// is unique, so two surds are equal exactly when their terms are.
class Surd {
 public:
  struct Term {
    Integer radicand;  // 1 for the rational part
    Rational coefficient;
    bool operator==(const Term&) const = default;
  };
  static constexpr std::size_t kTermsMax = 8;

  Surd() = default;
  Surd(std::int64_t whole) : Surd(Rational(whole)) {}    // NOLINT: a plain number is a Surd
  Surd(const Integer& whole) : Surd(Rational(whole)) {}  // NOLINT: likewise
  Surd(Rational rational);                               // NOLINT: likewise

  bool is_rational() const { return terms_.empty() || (terms_.size() == 1 && terms_[0].radicand.is_one()); }
  bool is_zero() const { return terms_.empty(); }
  Rational rational() const;  // the rational part
  const std::vector<Term>& terms() const { return terms_; }
  int sign() const;
  std::size_t bits() const;
  std::string text() const;  // "1+2*sqrt(3)"

  Surd operator-() const;
  friend Surd operator+(const Surd& left, const Surd& right);
  friend Surd operator-(const Surd& left, const Surd& right) { return left + -right; }
  friend Surd operator*(const Surd& left, const Surd& right);
  friend bool operator==(const Surd&, const Surd&) = default;
  friend bool operator<(const Surd& left, const Surd& right) { return (left - right).sign() < 0; }

  // Nothing when the divisor has so many terms that rationalising it passes kTermsMax. The divisor is not 0.
  friend std::optional<Surd> divide(const Surd& dividend, const Surd& divisor);

  // The square root of a rational that is not negative. Errors: too_large, when the radicand cannot be factorised.
  static Outcome<Surd> square_root(const Rational& value, Budget& budget);
  // The square root of p + q*sqrt(n) where it is again of that form; nothing otherwise.
  static Outcome<std::optional<Surd>> nested_square_root(const Surd& value, Budget& budget);

 private:
  std::vector<Term> terms_;  // by radicand, no zero coefficient
  void add_term(Integer radicand, const Rational& coefficient);
};

}  // namespace swarm::math
