#pragma once

#include <map>
#include <string>
#include <vector>

#include "swarm/heads/math/expression/tree.hpp"

namespace swarm::math {

// A polynomial with rational coefficients in any number of unknowns (letters; '?' is "a number").
class Polynomial {
 public:
  static constexpr std::size_t kTermsMax = 200;
  static constexpr std::uint32_t kDegreeMax = 40;

  using Monomial = std::map<char, std::uint32_t>;  // exponents, none of them 0

  Polynomial() = default;
  explicit Polynomial(const Rational& constant);
  static Polynomial unknown(char name);

  const std::map<Monomial, Rational>& terms() const { return terms_; }
  bool is_zero() const { return terms_.empty(); }
  bool is_constant() const { return terms_.empty() || (terms_.size() == 1 && terms_.begin()->first.empty()); }
  std::uint32_t degree() const;  // total
  std::string unknowns() const;  // the letters, ascending
  Rational coefficient(const Monomial& monomial) const;
  std::vector<Rational> coefficients(char unknown) const;  // by exponent, of a polynomial in that unknown alone

  friend Polynomial operator+(const Polynomial& left, const Polynomial& right);
  friend Polynomial operator-(const Polynomial& left, const Polynomial& right);
  Outcome<Polynomial> times(const Polynomial& other) const;

 private:
  void add(const Monomial& monomial, const Rational& coefficient);
  std::map<Monomial, Rational> terms_;
};

// A quotient of polynomials, not reduced: its denominator's zeros are the places where the expression is not defined.
struct Fraction {
  Polynomial top;
  Polynomial bottom;
};

// The tree as a fraction of polynomials. Errors: outside_grammar for functions of unknowns and roots, too_large.
Outcome<Fraction> fraction_of(const Tree& tree, NodeId root, Budget& budget);

}  // namespace swarm::math
