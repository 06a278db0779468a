#include "swarm/heads/math/algebra/solve.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "swarm/heads/math/algebra/roots.hpp"
#include "swarm/heads/math/expression/evaluate.hpp"

namespace swarm::math {

namespace {

constexpr std::size_t kUnknownsMax = 6;

// left - right, as one fraction.
Outcome<Fraction> difference_of(const Tree& tree, const Equation& equation, Budget& budget) {
  const Fraction left = TRY(fraction_of(tree, equation.left, budget));
  const Fraction right = TRY(fraction_of(tree, equation.right, budget));
  const Polynomial a = TRY(left.top.times(right.bottom));
  const Polynomial b = TRY(right.top.times(left.bottom));
  return Fraction {
    a - b, TRY(left.bottom.times(right.bottom))
  };
}

enum class Fit { holds, fails, undefined };

// Whether both sides are equal where the unknowns have these values.
Outcome<Fit> fits(Tree& tree, const Equation& equation, const std::map<char, Surd>& values, Budget& budget) {
  std::vector<Amount> sides;
  for (const NodeId side : {equation.left, equation.right}) {
    const NodeId filled = substituted(tree, side, values);
    const auto computed = evaluate(tree, filled, budget);
    if (!computed && computed.error().kind == TroubleKind::undefined) return Fit::undefined;
    if (!computed) return std::unexpected(computed.error());
    sides.push_back(without_percent(*(*computed)[filled]));
  }
  return sides[0].number == sides[1].number ? Fit::holds : Fit::fails;
}

Outcome<RootSet> constant_equation(const Fraction& difference, char unknown) {
  if (!difference.bottom.is_constant()) return outside("an equation that is true but where it is not defined");
  RootSet result{.kind = difference.top.is_zero() ? SolutionKind::all : SolutionKind::none,
                 .unknown = unknown,
                 .roots = {},
                 .check = {}};
  result.check = "the unknown cancels; at four values the sides are tried";
  return result;
}

// A constant equation has no other values: it is tried at a few.
Outcome<RootSet> tried(RootSet result, Tree& tree, const Equation& equation, Budget& budget) {
  for (const std::int64_t value : {0, 1, -2, 7}) {
    const Fit fit = TRY(fits(tree, equation, {{result.unknown, Surd(value)}}, budget));
    if ((fit == Fit::holds) != (result.kind == SolutionKind::all))
      return trouble(TroubleKind::unchecked, "a trial value disagrees");
  }
  return result;
}

}  // namespace

NodeId substituted(Tree& tree, NodeId root, const std::map<char, Surd>& values) {
  std::map<NodeId, NodeId> copies;
  for (const NodeId id : tree.order_of(root)) {
    Node copy = tree[id];
    for (NodeId& child : copy.children)
      child = copies[child];
    if (copy.kind == NodeKind::variable) {
      if (const auto value = values.find(copy.variable); value != values.end()) {
        copy.kind = NodeKind::literal;
        copy.literal = {value->second, nullptr};
      }
    }
    copies[id] = tree.add(std::move(copy));
  }
  return copies[root];
}

Outcome<RootSet> solve_equation(Tree& tree, const Equation& equation, Budget& budget) {
  const Fraction difference = TRY(difference_of(tree, equation, budget));
  const Fraction left = TRY(fraction_of(tree, equation.left, budget));
  std::string unknowns = difference.top.unknowns();
  if (unknowns.size() > 1) return outside("one equation with several unknowns");
  if (unknowns.empty()) {
    unknowns = left.top.unknowns() + TRY(fraction_of(tree, equation.right, budget))
    .top.unknowns();
    if (unknowns.empty()) return outside("an equation without an unknown");
    return tried(TRY(constant_equation(difference, unknowns[0])), tree, equation, budget);
  }
  RootSet result{.unknown = unknowns[0], .roots = {}, .check = {}};
  const std::vector<Rational> coefficients = difference.top.coefficients(result.unknown);
  const std::vector<Surd> candidates = TRY(real_roots(coefficients, budget));
  std::size_t excluded = 0;
  for (const Surd& candidate : candidates) {
    const Fit fit = TRY(fits(tree, equation, {{result.unknown, candidate}}, budget));
    if (fit == Fit::fails) return trouble(TroubleKind::unchecked, "a root does not solve the equation");
    if (fit == Fit::undefined)
      ++excluded;
    else
      result.roots.push_back(candidate);
  }
  if (count_real_roots(coefficients) != candidates.size())
    return trouble(TroubleKind::unchecked, "Sturm's theorem counts other roots");
  if (result.roots.empty()) result.kind = SolutionKind::none;
  result.check = fmt::format("put back into both sides, {} fit{}; Sturm's theorem counts {} real roots",
                             result.roots.size(), excluded == 0 ? "" : " and others divide by 0", candidates.size());
  return result;
}

namespace {

struct Row {
  std::vector<Rational> coefficients;
  Rational right;
};

Outcome<std::vector<Row>> linear_rows(const Tree& tree, const std::vector<Equation>& equations, std::string& unknowns,
                                      Budget& budget) {
  std::vector<Polynomial> polynomials;
  for (const Equation& equation : equations) {
    const Fraction difference = TRY(difference_of(tree, equation, budget));
    if (!difference.bottom.is_constant() || difference.top.degree() > 1) return outside("a system that is not linear");
    polynomials.push_back(difference.top);
    for (const char name : difference.top.unknowns()) {
      if (!unknowns.contains(name)) unknowns += name;
    }
  }
  std::ranges::sort(unknowns);
  if (unknowns.empty() || unknowns.size() > kUnknownsMax) return outside("a system with this many unknowns");
  std::vector<Row> rows;
  for (const Polynomial& polynomial : polynomials) {
    Row row;
    for (const char name : unknowns)
      row.coefficients.push_back(polynomial.coefficient({{name, 1}}));
    row.right = -polynomial.coefficient({});
    rows.push_back(std::move(row));
  }
  return rows;
}

// Gauss and Jordan. Returns how many unknowns have a pivot; rows become reduced.
std::size_t eliminate(std::vector<Row>& rows, std::size_t unknowns) {
  std::size_t rank = 0;
  for (std::size_t column = 0; column < unknowns && rank < rows.size(); ++column) {
    const auto pivot = std::find_if(rows.begin() + static_cast<std::ptrdiff_t>(rank), rows.end(),
                                    [&](const Row& row) { return !row.coefficients[column].is_zero(); });
    if (pivot == rows.end()) continue;
    std::swap(rows[rank], *pivot);
    const Rational scale = Rational(1) / rows[rank].coefficients[column];
    for (Rational& c : rows[rank].coefficients)
      c *= scale;
    rows[rank].right *= scale;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Rational factor = rows[i].coefficients[column];
      if (i == rank || factor.is_zero()) continue;
      for (std::size_t k = 0; k < unknowns; ++k)
        rows[i].coefficients[k] -= factor * rows[rank].coefficients[k];
      rows[i].right -= factor * rows[rank].right;
    }
    ++rank;
  }
  return rank;
}

bool is_contradiction(const Row& row) {
  return !row.right.is_zero() && std::ranges::all_of(row.coefficients, &Rational::is_zero);
}

// The rank again, modulo a prime, of the matrix with (augmented) or without the right sides.
std::size_t rank_modulo(const std::vector<Row>& rows, bool augmented) {
  constexpr std::uint64_t kPrime = 2'147'483'647;
  std::vector<std::vector<std::uint64_t>> matrix;
  const auto inverse = [&](std::uint64_t a) {
    std::uint64_t result = 1;
    for (std::uint64_t e = kPrime - 2; e != 0; e >>= 1, a = a * a % kPrime) {
      if ((e & 1) != 0) result = result * a % kPrime;
    }
    return result;
  };
  const auto residue = [&](const Rational& value) {
    return remainder_by(value.numerator(), kPrime) * inverse(remainder_by(value.denominator(), kPrime)) % kPrime;
  };
  for (const Row& row : rows) {
    auto& line = matrix.emplace_back();
    for (const Rational& c : row.coefficients)
      line.push_back(residue(c));
    if (augmented) line.push_back(residue(row.right));
  }
  std::size_t rank = 0;
  for (std::size_t column = 0; column < matrix[0].size() && rank < matrix.size(); ++column) {
    std::size_t pivot = rank;
    while (pivot < matrix.size() && matrix[pivot][column] == 0)
      ++pivot;
    if (pivot == matrix.size()) continue;
    std::swap(matrix[rank], matrix[pivot]);
    for (std::size_t i = rank + 1; i < matrix.size(); ++i) {
      const std::uint64_t factor = matrix[i][column] * inverse(matrix[rank][column]) % kPrime;
      for (std::size_t k = 0; k < matrix[i].size(); ++k)
        matrix[i][k] = (matrix[i][k] + (kPrime - factor) * matrix[rank][k]) % kPrime;
    }
    ++rank;
  }
  return rank;
}

}  // namespace

Outcome<SystemSolution> solve_system(Tree& tree, const std::vector<Equation>& equations, Budget& budget) {
  std::string unknowns;
  const std::vector<Row> given = TRY(linear_rows(tree, equations, unknowns, budget));
  std::vector<Row> rows = given;
  const std::size_t rank = eliminate(rows, unknowns.size());
  SystemSolution result;
  const std::size_t again = rank_modulo(given, false);
  const std::size_t with_right = rank_modulo(given, true);
  if (std::ranges::any_of(rows, is_contradiction)) {
    if (with_right == again) return trouble(TroubleKind::unchecked, "the ranks modulo a prime disagree");
    result.kind = SolutionKind::none;
    result.check = fmt::format("modulo 2^31-1 the rank is {} without and {} with the right sides", again, with_right);
    return result;
  }
  if (rank < unknowns.size()) {
    if (again != rank || with_right != rank)
      return trouble(TroubleKind::unchecked, "the ranks modulo a prime disagree");
    result.kind = SolutionKind::all;
    result.check = fmt::format("modulo 2^31-1 the rank is {} for {} unknowns", again, unknowns.size());
    return result;
  }
  std::map<char, Surd> values;
  for (std::size_t i = 0; i < unknowns.size(); ++i) {
    result.values[unknowns[i]] = rows[i].right;
    values[unknowns[i]] = Surd(rows[i].right);
  }
  for (const Equation& equation : equations) {
    if (TRY(fits(tree, equation, values, budget)) != Fit::holds)
      return trouble(TroubleKind::unchecked, "an equation is not solved");
  }
  result.check = "put back into every equation, both sides agree";
  return result;
}

}  // namespace swarm::math
