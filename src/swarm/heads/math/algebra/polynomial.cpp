#include "swarm/heads/math/algebra/polynomial.hpp"

#include <optional>
#include <set>

#include "swarm/heads/math/expression/evaluate.hpp"

namespace swarm::math {

Polynomial::Polynomial(const Rational& constant) {
  add({}, constant);
}

Polynomial Polynomial::unknown(char name) {
  Polynomial result;
  result.add({{name, 1}}, Rational(1));
  return result;
}

void Polynomial::add(const Monomial& monomial, const Rational& coefficient) {
  const auto place = terms_.try_emplace(monomial).first;
  place->second += coefficient;
  if (place->second.is_zero()) terms_.erase(place);
}

std::uint32_t Polynomial::degree() const {
  std::uint32_t most = 0;
  for (const auto& [monomial, coefficient] : terms_) {
    std::uint32_t sum = 0;
    for (const auto& [name, exponent] : monomial)
      sum += exponent;
    most = std::max(most, sum);
  }
  return most;
}

std::string Polynomial::unknowns() const {
  std::set<char> names;
  for (const auto& [monomial, coefficient] : terms_) {
    for (const auto& [name, exponent] : monomial)
      names.insert(name);
  }
  return {names.begin(), names.end()};
}

Rational Polynomial::coefficient(const Monomial& monomial) const {
  const auto found = terms_.find(monomial);
  return found == terms_.end() ? Rational(0) : found->second;
}

std::vector<Rational> Polynomial::coefficients(char unknown) const {
  std::vector<Rational> result(degree() + 1);
  for (const auto& [monomial, coefficient] : terms_) {
    const auto exponent = monomial.find(unknown);
    result[exponent == monomial.end() ? 0 : exponent->second] += coefficient;
  }
  return result;
}

Polynomial operator+(const Polynomial& left, const Polynomial& right) {
  Polynomial sum = left;
  for (const auto& [monomial, coefficient] : right.terms_)
    sum.add(monomial, coefficient);
  return sum;
}

Polynomial operator-(const Polynomial& left, const Polynomial& right) {
  Polynomial difference = left;
  for (const auto& [monomial, coefficient] : right.terms_)
    difference.add(monomial, -coefficient);
  return difference;
}

Outcome<Polynomial> Polynomial::times(const Polynomial& other) const {
  if (degree() + other.degree() > kDegreeMax) return trouble(TroubleKind::too_large, "the degree is beyond the limit");
  Polynomial product;
  for (const auto& [left, a] : terms_) {
    for (const auto& [right, b] : other.terms_) {
      Monomial monomial = left;
      for (const auto& [name, exponent] : right)
        monomial[name] += exponent;
      product.add(monomial, a * b);
    }
    if (product.terms_.size() > kTermsMax) return trouble(TroubleKind::too_large, "the equation has too many terms");
  }
  return product;
}

namespace {

Outcome<Fraction> product(const Fraction& left, const Fraction& right) {
  return Fraction {
    TRY(left.top.times(right.top))
    , TRY(left.bottom.times(right.bottom))
  };
}

Outcome<Fraction> sum(const Fraction& left, const Fraction& right, bool minus) {
  const Polynomial a = TRY(left.top.times(right.bottom));
  const Polynomial b = TRY(right.top.times(left.bottom));
  return Fraction {
    minus ? a - b : a + b, TRY(left.bottom.times(right.bottom))
  };
}

Outcome<Fraction> quotient(const Fraction& left, const Fraction& right) {
  if (right.top.is_zero()) return trouble(TroubleKind::undefined, "a division by zero");
  return product(left, Fraction{right.bottom, right.top});
}

Outcome<Fraction> raised(const Fraction& base, const Fraction& exponent) {
  if (!exponent.top.is_constant() || !exponent.bottom.is_constant()) return outside("an unknown in the exponent");
  const Rational value = exponent.top.coefficient({}) / exponent.bottom.coefficient({});
  const auto times = value.small();
  if (!times || *times < 0 || *times > Polynomial::kDegreeMax)
    return outside("an exponent that is no small whole number");
  Fraction result{Polynomial(Rational(1)), Polynomial(Rational(1))};
  for (std::int64_t i = 0; i < *times; ++i)
    result = TRY(product(result, base));
  return result;
}

class Converter {
 public:
  Converter(const Tree& tree, Budget& budget) : tree_(tree), budget_(budget) {}

  Outcome<Fraction> convert(NodeId root) {
    fractions_.resize(root + 1);
    for (const NodeId id : tree_.order_of(root)) {
      if (budget_.spent()) return budget_.over();
      fractions_[id] = TRY(convert_node(tree_[id], id));
    }
    return *fractions_[root];
  }

 private:
  Outcome<Fraction> constant(const Amount& amount) {
    const Amount number = without_percent(amount);
    if (!number.plain() || !number.rational()) return outside("a quantity or a root in an equation");
    return Fraction{Polynomial(number.number.rational()), Polynomial(Rational(1))};
  }

  Outcome<Fraction> convert_node(const Node& node, NodeId id) {
    const auto child = [&](std::size_t i) -> const Fraction& { return *fractions_[node.children[i]]; };
    switch (node.kind) {
      case NodeKind::literal:
        return constant(node.literal);
      case NodeKind::variable:
        return Fraction{Polynomial::unknown(node.variable), Polynomial(Rational(1))};
      case NodeKind::negate:
        return Fraction{Polynomial() - child(0).top, child(0).bottom};
      case NodeKind::add:
        return sum(child(0), child(1), false);
      case NodeKind::subtract:
        return sum(child(0), child(1), true);
      case NodeKind::multiply:
      case NodeKind::of:
        return product(child(0), child(1));
      case NodeKind::divide:
        return quotient(child(0), child(1));
      case NodeKind::power:
        return raised(child(0), child(1));
      default:
        break;
    }
    if (!tree_.has_variable(id)) return constant(*TRY(evaluate(tree_, id, budget_))[id]);
    return convert_call(node);
  }

  // The functions that are polynomials: sums, products and changes by a percentage.
  Outcome<Fraction> convert_call(const Node& node) {
    const std::string_view name = node.function->name;
    const auto child = [&](std::size_t i) -> const Fraction& { return *fractions_[node.children[i]]; };
    if (name == "sum" || name == "product" || name == "mean") {
      Fraction result = child(0);
      for (std::size_t i = 1; i < node.children.size(); ++i) {
        result = TRY(name == "product" ? product(result, child(i)) : sum(result, child(i), false));
      }
      const Rational count(static_cast<std::int64_t>(node.children.size()));
      if (name == "mean") return product(result, Fraction{Polynomial(Rational(1)), Polynomial(count)});
      return result;
    }
    if (name == "increase" || name == "decrease")
      return sum(child(0), TRY(product(child(0), child(1))), name == "decrease");
    return outside("this function of an unknown is outside the grammar");
  }

  const Tree& tree_;
  Budget& budget_;
  std::vector<std::optional<Fraction>> fractions_;
};

}  // namespace

Outcome<Fraction> fraction_of(const Tree& tree, NodeId root, Budget& budget) {
  return Converter(tree, budget).convert(root);
}

}  // namespace swarm::math
