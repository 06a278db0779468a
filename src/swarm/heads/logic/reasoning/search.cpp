#include "swarm/heads/logic/reasoning/search.hpp"

#include <algorithm>
#include <bit>

namespace swarm::logic {

namespace {

using Values = std::uint32_t;  // bit v: the value v is possible; atoms have 0 and 1, numbers 1 and up
static_assert(kPlacesMax < 32, "a set of values fits into its bits");

enum class Truth : std::int8_t { no, open, yes };

Truth opposite(Truth truth) {
  if (truth == Truth::open) return truth;
  return truth == Truth::yes ? Truth::no : Truth::yes;
}

class Search {
 public:
  Search(const Universe& universe, std::span<const Formula> statements, Budget& budget,
         std::vector<Deduction>* deductions)
      : statements_(statements), budget_(budget), deductions_(deductions), atoms_(universe.atoms.size()) {
    values_.assign(atoms_, Values{3});
    for (const Universe::Number& number : universe.numbers)
      values_.push_back(((Values{1} << number.size) - 1) << 1);
    users_.resize(values_.size());
    for (std::size_t s = 0; s < statements.size(); ++s)
      note_users(statements[s], s);
  }

  Outcome<std::optional<Model>> run() {
    const bool found =
        std::ranges::none_of(statements_, [&](const Formula& f) { return truth(f) == Truth::no; }) && solve(0);
    if (stopped_) {
      if (budget_.out_of_steps()) return trouble(TroubleKind::unchecked, "too many cases for the second path");
      return budget_.over();
    }
    if (!found) return std::nullopt;
    Model model;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const int value = std::countr_zero(values_[i]);
      if (i < atoms_)
        model.atoms.push_back(value == 1);
      else
        model.numbers.push_back(value);
    }
    return model;
  }

 private:
  void note_users(const Formula& formula, std::size_t statement) {
    const auto use = [&](std::size_t unknown) {
      if (users_[unknown].empty() || users_[unknown].back() != statement) users_[unknown].push_back(statement);
    };
    if (formula.op == Operator::atom) use(static_cast<std::size_t>(formula.atom));
    if (formula.op == Operator::compare) {
      use(atoms_ + static_cast<std::size_t>(formula.left));
      if (formula.right >= 0) use(atoms_ + static_cast<std::size_t>(formula.right));
    }
    for (const Formula& part : formula.parts)
      note_users(part, statement);
  }

  Truth comparison(const Formula& f) const {
    const Values left = values_[atoms_ + static_cast<std::size_t>(f.left)];
    const Values right = f.right < 0 ? Values{1} : values_[atoms_ + static_cast<std::size_t>(f.right)];
    const int left_least = std::countr_zero(left), left_most = 31 - std::countl_zero(left);
    const int right_least = std::countr_zero(right) + f.offset, right_most = 31 - std::countl_zero(right) + f.offset;
    if (f.relation == Relation::less) {
      if (left_most < right_least) return Truth::yes;
      return left_least >= right_most ? Truth::no : Truth::open;
    }
    if (left_least == left_most && right_least == right_most) return left_least == right_least ? Truth::yes : Truth::no;
    const std::uint64_t moved = f.offset >= 0 ? std::uint64_t{right} << std::min(f.offset, 31)
                                              : std::uint64_t{right} >> std::min(-f.offset, 31);
    return (left & moved) == 0 ? Truth::no : Truth::open;
  }

  Truth truth(const Formula& f) const {
    switch (f.op) {
      case Operator::constant:
        return f.truth ? Truth::yes : Truth::no;
      case Operator::atom: {
        const Values values = values_[static_cast<std::size_t>(f.atom)];
        return values == 3 ? Truth::open : values == 2 ? Truth::yes : Truth::no;
      }
      case Operator::compare:
        return comparison(f);
      case Operator::negation:
        return opposite(truth(f.parts[0]));
      case Operator::all_of:
        return least_of(f.parts);
      case Operator::any_of: {
        Truth best = Truth::no;
        for (std::size_t i = 0; i < f.parts.size() && best != Truth::yes; ++i)
          best = std::max(best, truth(f.parts[i]));
        return best;
      }
      case Operator::implies: {
        const Truth left = opposite(truth(f.parts[0]));
        return left == Truth::yes ? left : std::max(left, truth(f.parts[1]));
      }
      case Operator::equivalent: {
        const Truth left = truth(f.parts[0]), right = truth(f.parts[1]);
        if (left == Truth::open || right == Truth::open) return Truth::open;
        return left == right ? Truth::yes : Truth::no;
      }
      case Operator::count:
        return counted(f);
    }
    return Truth::open;
  }

  Truth least_of(const std::vector<Formula>& parts) const {
    Truth worst = Truth::yes;
    for (std::size_t i = 0; i < parts.size() && worst != Truth::no; ++i)
      worst = std::min(worst, truth(parts[i]));
    return worst;
  }

  Truth counted(const Formula& f) const {
    int sure = 0, possible = 0;
    for (const Formula& part : f.parts) {
      const Truth known = truth(part);
      sure += known == Truth::yes;
      possible += known != Truth::no;
    }
    if (sure > f.most || possible < f.least) return Truth::no;
    return sure >= f.least && possible <= f.most ? Truth::yes : Truth::open;
  }

  // Whether the unknown may have this value as far as each statement by itself can tell; else the statement against it.
  std::optional<std::size_t> against(std::size_t unknown, Values value) {
    const Values before = values_[unknown];
    values_[unknown] = value;
    std::optional<std::size_t> refuted;
    for (const std::size_t statement : users_[unknown]) {
      if (!budget_.step()) stopped_ = true;
      if (stopped_ || truth(statements_[statement]) != Truth::no) continue;
      refuted = statement;
      break;
    }
    values_[unknown] = before;
    return refuted;
  }

  void note(Deduction deduction) {
    constexpr std::size_t kKept = 64;
    if (deductions_ != nullptr && deductions_->size() < kKept) deductions_->push_back(deduction);
  }

  Deduction about(std::size_t unknown, Values values, std::size_t depth) const {
    Deduction deduction;
    deduction.is_atom = unknown < atoms_;
    deduction.unknown = deduction.is_atom ? unknown : unknown - atoms_;
    deduction.value = std::countr_zero(values);
    deduction.depth = depth;
    return deduction;
  }

  // Rules out values until nothing changes. False: some unknown has none left.
  bool narrow(std::size_t depth) {
    for (bool changed = true; changed && !stopped_;) {
      changed = false;
      for (std::size_t unknown = 0; unknown < values_.size(); ++unknown) {
        if (std::popcount(values_[unknown]) < 2) continue;
        for (Values left = values_[unknown]; left != 0; left &= left - 1) {
          const auto refuted = against(unknown, left & (~left + 1));
          if (!refuted) continue;
          changed = true;
          values_[unknown] &= ~(left & (~left + 1));
          if (values_[unknown] == 0) return false;
          if (std::popcount(values_[unknown]) > 1) continue;
          Deduction deduction = about(unknown, values_[unknown], depth);
          deduction.statement = *refuted;
          note(deduction);
          if (against(unknown, values_[unknown])) return false;
        }
      }
    }
    return !stopped_;
  }

  bool solve(std::size_t depth) {
    if (!narrow(depth)) return false;
    std::size_t best = values_.size();
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const int size = std::popcount(values_[i]);
      if (size > 1 && (best == values_.size() || size < std::popcount(values_[best]))) best = i;
    }
    if (best == values_.size()) {
      return std::ranges::all_of(statements_, [&](const Formula& f) { return truth(f) == Truth::yes; });
    }
    const std::vector<Values> before = values_;
    for (Values left = values_[best]; left != 0; left &= left - 1) {
      values_ = before;
      values_[best] = left & (~left + 1);
      Deduction deduction = about(best, values_[best], depth + 1);
      deduction.supposed = true;
      note(deduction);
      if (solve(depth + 1)) return true;
      if (stopped_) return false;
    }
    return false;
  }

  std::span<const Formula> statements_;
  Budget& budget_;
  std::vector<Deduction>* deductions_;
  std::size_t atoms_;
  std::vector<Values> values_;
  std::vector<std::vector<std::size_t>> users_;
  bool stopped_ = false;
};

}  // namespace

Outcome<std::optional<Model>> search_model(const Universe& universe, std::span<const Formula> statements,
                                           Budget& budget, std::vector<Deduction>* deductions) {
  return Search(universe, statements, budget, deductions).run();
}

}  // namespace swarm::logic
