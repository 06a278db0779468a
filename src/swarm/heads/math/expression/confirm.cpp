#include "swarm/heads/math/expression/confirm.hpp"

#include <algorithm>

namespace swarm::math {

namespace {

// Arithmetic modulo a prime below 2^63.
class Residues {
 public:
  using Number = std::uint64_t;
  explicit Residues(std::uint64_t prime) : prime_(prime) {}

  std::optional<Number> of(const Rational& value) const {
    const Number bottom = remainder_by(value.denominator(), prime_);
    if (bottom == 0) return std::nullopt;
    const Number top = remainder_by(value.numerator(), prime_);
    return bottom == 1 ? top : multiply(top, inverse(bottom));  // an inverse costs a hundred multiplications
  }
  std::optional<Number> of(const Surd& value) const {
    if (!value.is_rational()) return std::nullopt;
    return of(value.rational());
  }
  Number add(Number a, Number b) const { return (a + b) % prime_; }
  Number negate(Number a) const { return a == 0 ? 0 : prime_ - a; }
  Number multiply(Number a, Number b) const {
    return static_cast<Number>(static_cast<unsigned __int128>(a) * b % prime_);
  }
  std::optional<Number> invert(Number a) const {
    if (a == 0) return std::nullopt;
    return inverse(a);
  }
  // The exponent modulo prime - 1 is what counts for a base that is not 0.
  Number raise(Number base, const Integer& exponent) const {
    if (base == 0) return exponent.is_zero() ? 1 : 0;
    return power_of(base, remainder_by(exponent, prime_ - 1));
  }
  bool same(Number a, Number b) const { return a == b; }

 private:
  Number power_of(Number base, std::uint64_t exponent) const {
    Number result = 1;
    for (; exponent != 0; exponent >>= 1) {
      if ((exponent & 1) != 0) result = multiply(result, base);
      base = multiply(base, base);
    }
    return result;
  }
  Number inverse(Number a) const { return power_of(a, prime_ - 2); }

  std::uint64_t prime_;
};

constexpr std::size_t kPrecisionBits = 512;
constexpr std::size_t kAgreedBits = 300;

// A 512-bit floating-point number.
class Float {
 public:
  Float() { mpf_init2(value_, kPrecisionBits); }
  Float(const Float& other) : Float() { mpf_set(value_, other.value_); }
  Float& operator=(const Float& other) {
    mpf_set(value_, other.value_);
    return *this;
  }
  ~Float() { mpf_clear(value_); }
  mpf_ptr raw() { return value_; }
  mpf_srcptr raw() const { return value_; }

 private:
  mpf_t value_;
};

class Floats {
 public:
  using Number = Float;

  std::optional<Number> of(const Rational& value) const {
    Number result;
    mpf_set_q(result.raw(), value.raw());
    return result;
  }
  std::optional<Number> of(const Surd& value) const {
    Number sum;
    for (const Surd::Term& term : value.terms()) {
      Number root, coefficient;
      mpf_set_z(root.raw(), term.radicand.raw());
      mpf_sqrt(root.raw(), root.raw());
      mpf_set_q(coefficient.raw(), term.coefficient.raw());
      mpf_mul(root.raw(), root.raw(), coefficient.raw());
      mpf_add(sum.raw(), sum.raw(), root.raw());
    }
    return sum;
  }
  Number add(const Number& a, const Number& b) const {
    Number result;
    mpf_add(result.raw(), a.raw(), b.raw());
    return result;
  }
  Number negate(const Number& a) const {
    Number result;
    mpf_neg(result.raw(), a.raw());
    return result;
  }
  Number multiply(const Number& a, const Number& b) const {
    Number result;
    mpf_mul(result.raw(), a.raw(), b.raw());
    return result;
  }
  std::optional<Number> invert(const Number& a) const {
    if (mpf_sgn(a.raw()) == 0) return std::nullopt;
    Number result;
    mpf_ui_div(result.raw(), 1, a.raw());
    return result;
  }
  Number raise(const Number& base, const Integer& exponent) const {
    const Integer size = absolute(exponent);
    Number result;
    mpf_pow_ui(result.raw(), base.raw(), mpz_get_ui(size.raw()));
    if (exponent.sign() < 0) mpf_ui_div(result.raw(), 1, result.raw());
    return result;
  }
  // Equal in kAgreedBits bits of the larger one, or both next to nothing.
  bool same(const Number& a, const Number& b) const {
    Number difference, bound;
    mpf_sub(difference.raw(), a.raw(), b.raw());
    mpf_abs(difference.raw(), difference.raw());
    mpf_abs(bound.raw(), a.raw());
    mpf_add_ui(bound.raw(), bound.raw(), 1);
    mpf_div_2exp(bound.raw(), bound.raw(), kAgreedBits);
    return mpf_cmp(difference.raw(), bound.raw()) <= 0;
  }
};

// Walks a tree again in another arithmetic, every quantity counted in base units.
template <class Field>
class Walk {
 public:
  using Number = typename Field::Number;

  Walk(Field field, const Tree& tree, const Values& values, Budget& budget)
      : field_(std::move(field)), tree_(tree), values_(values), budget_(budget) {}

  // The root's value; nothing where a function, or a value that a function was given, is not confirmed.
  std::optional<Number> compute(NodeId root) {
    numbers_.resize(root + 1);
    for (const NodeId id : tree_.order_of(root)) {
      numbers_[id] = number_of(tree_[id], id);
      if (!numbers_[id]) return std::nullopt;
    }
    return numbers_[root];
  }

  bool agrees(NodeId root) {
    const auto again = compute(root);
    const auto first = in_base(*values_[root]);
    return again && first && field_.same(*again, *first);
  }

 private:
  std::optional<Number> in_base(const Amount& amount) const {
    const auto number = field_.of(amount.number);
    if (!number || amount.unit == nullptr) return number;
    const auto factor = field_.of(amount.unit->factor);
    const auto offset = field_.of(amount.unit->offset);
    if (!factor || !offset) return std::nullopt;
    return field_.multiply(field_.add(*number, *offset), *factor);
  }

  std::optional<Number> number_of(const Node& node, NodeId id) const {
    if (node.kind == NodeKind::literal) return in_base(node.literal);
    if (node.kind == NodeKind::call) return called(node, id);
    const Number& left = *numbers_[node.children[0]];
    if (node.kind == NodeKind::convert) return left;
    if (node.kind == NodeKind::negate) return field_.negate(left);
    const Number& right = *numbers_[node.children[1]];
    switch (node.kind) {
      case NodeKind::add:
        return field_.add(left, right);
      case NodeKind::subtract:
        return field_.add(left, field_.negate(right));
      case NodeKind::multiply:
      case NodeKind::of:
        return field_.multiply(left, right);
      case NodeKind::divide:
        if (const auto inverse = field_.invert(right)) return field_.multiply(left, *inverse);
        return std::nullopt;
      default:
        return raised(node, id, left);
    }
  }

  std::optional<Number> raised(const Node& node, NodeId id, const Number& base) const {
    const Rational exponent = without_percent(*values_[node.children[1]]).number.rational();
    if (exponent.is_integer()) return field_.raise(base, exponent.numerator());
    const auto result = in_base(*values_[id]);  // of a root: its power must be the base's power
    if (!result || values_[id]->number.sign() < 0) return std::nullopt;
    const Number left = field_.raise(*result, exponent.denominator());
    if (!field_.same(left, field_.raise(base, exponent.numerator()))) return std::nullopt;
    return result;
  }

  std::optional<Number> called(const Node& node, NodeId id) const {
    std::vector<Amount> arguments;
    for (const NodeId child : node.children) {
      arguments.push_back(*values_[child]);
      const auto stored = in_base(arguments.back());
      if (!stored || !field_.same(*stored, *numbers_[child])) return std::nullopt;
    }
    if (!node.function->confirm(arguments, *values_[id], budget_)) return std::nullopt;
    return in_base(*values_[id]);
  }

  Field field_;
  const Tree& tree_;
  const Values& values_;
  Budget& budget_;
  std::vector<std::optional<Number>> numbers_;
};

constexpr std::array<std::uint64_t, 3> kPrimes{(1ULL << 61) - 1, (1ULL << 62) - 57, (1ULL << 61) - 31};

std::string described(const Tree& tree, const std::vector<NodeId>& order, std::string_view second) {
  std::string text(second);
  std::string_view last;
  for (const NodeId id : order) {
    if (tree[id].kind != NodeKind::call || tree[id].function->check == last) continue;
    last = tree[id].function->check;
    text += "; ";
    text += tree[id].function->name;
    text += ": ";
    text += last;
  }
  return text;
}

}  // namespace

Outcome<std::string> confirm(const Tree& tree, NodeId root, const Values& values, Budget& budget) {
  const std::vector<NodeId> order = tree.order_of(root);
  const bool rational = std::ranges::all_of(order, [&](NodeId id) { return values[id]->rational(); });
  if (!rational) {
    if (!Walk<Floats>(Floats(), tree, values, budget).agrees(root)) {
      return trouble(TroubleKind::unchecked, "the computation in floating point does not agree");
    }
    return described(tree, order, "computed again in 512-bit floating point: the first 300 bits agree");
  }
  std::size_t agreed = 0;
  for (const std::uint64_t prime : kPrimes) {
    if (agreed < 2 && Walk<Residues>(Residues(prime), tree, values, budget).agrees(root)) ++agreed;
  }
  if (agreed < 2) return trouble(TroubleKind::unchecked, "the computation modulo primes does not agree");
  return described(tree, order, "computed again modulo two primes of 61 and 62 bits: the same residues");
}

bool confirms_zero(const Tree& tree, NodeId root, const Values& values, Budget& budget) {
  for (const std::uint64_t prime : {kPrimes[0], kPrimes[1]}) {
    Walk<Residues> walk(Residues(prime), tree, values, budget);
    const auto residue = walk.compute(root);
    if (!residue || *residue != 0) return false;
  }
  return true;
}

}  // namespace swarm::math
