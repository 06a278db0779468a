#include "swarm/heads/math/number/surd.hpp"

#include <algorithm>

#include "swarm/heads/math/number/factor.hpp"

namespace swarm::math {

namespace {

// The sign of a sum of surds that is not 0, by floating point wide enough to tell it from 0.
int approximate_sign(const std::vector<Surd::Term>& terms) {
  for (unsigned long precision = 256;; precision *= 4) {
    mpf_t sum, root, part;
    mpf_init2(sum, precision);
    mpf_init2(root, precision);
    mpf_init2(part, precision);
    for (const Surd::Term& term : terms) {
      mpf_set_z(root, term.radicand.raw());
      mpf_sqrt(root, root);
      mpf_set_q(part, term.coefficient.raw());
      mpf_mul(part, part, root);
      mpf_add(sum, sum, part);
    }
    long exponent = 0;
    const double mantissa = mpf_get_d_2exp(&exponent, sum);
    std::size_t scale = 0;
    for (const Surd::Term& term : terms)
      scale = std::max(scale, term.coefficient.bits() + term.radicand.bits());
    mpf_clears(sum, root, part, nullptr);
    const bool certain = mantissa != 0 && exponent + static_cast<long>(precision) - 64 > static_cast<long>(scale);
    if (certain || precision > 1'000'000) return mantissa < 0 ? -1 : 1;
  }
}

std::string term_text(const Surd::Term& term) {
  if (term.radicand.is_one()) return term.coefficient.text();
  const std::string root = "sqrt(" + term.radicand.text() + ")";
  if (term.coefficient == Rational(1)) return root;
  if (term.coefficient == Rational(-1)) return "-" + root;
  return term.coefficient.text() + "*" + root;
}

}  // namespace

Surd::Surd(Rational rational) {
  if (!rational.is_zero()) terms_.push_back({Integer(1), std::move(rational)});
}

Rational Surd::rational() const {
  return !terms_.empty() && terms_[0].radicand.is_one() ? terms_[0].coefficient : Rational(0);
}

int Surd::sign() const {
  if (terms_.empty()) return 0;
  const auto positive = [](const Term& term) { return term.coefficient.sign() > 0; };
  if (std::ranges::all_of(terms_, positive)) return 1;
  if (std::ranges::none_of(terms_, positive)) return -1;
  return approximate_sign(terms_);
}

std::size_t Surd::bits() const {
  std::size_t sum = 0;
  for (const Term& term : terms_)
    sum += term.coefficient.bits() + term.radicand.bits();
  return sum;
}

std::string Surd::text() const {
  std::string text;
  for (const Term& term : terms_) {
    if (!text.empty() && term.coefficient.sign() > 0) text += '+';
    text += term_text(term);
  }
  return text.empty() ? "0" : text;
}

void Surd::add_term(Integer radicand, const Rational& coefficient) {
  if (coefficient.is_zero()) return;
  const auto place = std::ranges::lower_bound(terms_, radicand, {}, &Term::radicand);
  if (place == terms_.end() || place->radicand != radicand) {
    terms_.insert(place, {std::move(radicand), coefficient});
    return;
  }
  place->coefficient += coefficient;
  if (place->coefficient.is_zero()) terms_.erase(place);
}

Surd Surd::operator-() const {
  Surd negated = *this;
  for (Term& term : negated.terms_)
    term.coefficient = -term.coefficient;
  return negated;
}

Surd operator+(const Surd& left, const Surd& right) {
  Surd sum = left;
  for (const Surd::Term& term : right.terms_)
    sum.add_term(term.radicand, term.coefficient);
  return sum;
}

Surd operator*(const Surd& left, const Surd& right) {
  Surd product;
  for (const Surd::Term& a : left.terms_) {
    for (const Surd::Term& b : right.terms_) {
      const Integer common = greatest_common_divisor(a.radicand, b.radicand);
      Integer radicand = exact_quotient(a.radicand, common) * exact_quotient(b.radicand, common);
      product.add_term(std::move(radicand), a.coefficient * b.coefficient * Rational(common));
    }
  }
  return product;
}

std::optional<Surd> divide(const Surd& dividend, const Surd& divisor) {
  Surd top = dividend;
  Surd bottom = divisor;
  while (!bottom.is_rational()) {  // the conjugate in the last radicand's smallest prime removes that prime
    if (bottom.terms_.size() > Surd::kTermsMax || top.terms_.size() > Surd::kTermsMax) return std::nullopt;
    Integer prime(2);
    while (!floor_remainder(bottom.terms_.back().radicand, prime).is_zero()) {
      mpz_nextprime(prime.raw(), prime.raw());
      if (prime.bits() > 16) prime = bottom.terms_.back().radicand;
    }
    Surd conjugate = bottom;
    for (Surd::Term& term : conjugate.terms_) {
      const bool has = floor_remainder(term.radicand, prime).is_zero();
      if (has)
        term.coefficient = -term.coefficient;
      else if (!greatest_common_divisor(term.radicand, prime).is_one())
        return std::nullopt;
    }
    top = top * conjugate;
    bottom = bottom * conjugate;
  }
  return top * Surd(Rational(1) / bottom.rational());
}

Outcome<Surd> Surd::square_root(const Rational& value, Budget& budget) {
  if (value.is_zero()) return Surd();
  const Integer bottom = value.denominator();
  const Integer inside = value.numerator() * bottom;  // sqrt(p/q) = sqrt(p*q) / q
  if (const auto root = exact_root(inside, 2)) return Surd(Rational(*root, bottom));
  const auto factors = TRY(factorise(inside, budget));
  Integer outer(1);
  Surd root;
  Integer radicand(1);
  for (const PrimePower& factor : factors) {
    outer *= power(factor.prime, factor.exponent / 2);
    if (factor.exponent % 2 == 1) radicand *= factor.prime;
  }
  root.add_term(std::move(radicand), Rational(outer, bottom));
  return root;
}

Outcome<std::optional<Surd>> Surd::nested_square_root(const Surd& value, Budget& budget) {
  if (value.terms_.size() != 2 || !value.terms_[0].radicand.is_one()) return std::optional<Surd>();
  // sqrt(a + b*sqrt(n)) = sqrt((a + r) / 2) ± sqrt((a - r) / 2) with r = sqrt(a^2 - b^2 n), where r is rational.
  const Rational a = value.terms_[0].coefficient;
  const Rational b = value.terms_[1].coefficient;
  const Rational inside = a * a - b * b * Rational(value.terms_[1].radicand);
  if (inside.sign() < 0 || a.sign() < 0) return std::optional<Surd>();
  const Surd r = TRY(square_root(inside, budget));
  if (!r.is_rational()) return std::optional<Surd>();
  const Rational half(Integer(1), Integer(2));
  const Surd first = TRY(square_root((a + r.rational()) * half, budget));
  const Surd second = TRY(square_root((a - r.rational()) * half, budget));
  return std::optional<Surd>(b.sign() > 0 ? first + second : first - second);
}

}  // namespace swarm::math
