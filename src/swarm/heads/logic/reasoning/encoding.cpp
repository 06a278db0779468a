#include "swarm/heads/logic/reasoning/encoding.hpp"

#include <cadical.hpp>

namespace swarm::logic {

namespace {

class Deadline final : public CaDiCaL::Terminator {
 public:
  explicit Deadline(const Budget& budget) : budget_(budget) {}
  bool terminate() override { return budget_.spent(); }

 private:
  const Budget& budget_;
};

constexpr int kSatisfiable = 10;
constexpr int kUnsatisfiable = 20;

}  // namespace

// Writes formulas as clauses: each compound gets a literal that is equivalent to it.
class Encoding::Cadical {
 public:
  Cadical(const Universe& universe, const Budget& budget) : deadline_(budget) {
    solver_.set("quiet", 1);  // standard output belongs to the program
    solver_.connect_terminator(&deadline_);
    for (std::size_t i = 0; i < universe.atoms.size(); ++i)
      atoms_.push_back(fresh());
    for (const Universe::Number& number : universe.numbers)
      numbers_.push_back(one_of(number.size));
    true_ = fresh();
    clause({true_});
  }
  ~Cadical() { solver_.disconnect_terminator(); }
  Cadical(const Cadical&) = delete;
  Cadical& operator=(const Cadical&) = delete;

  int literal_of(const Formula& formula) {
    switch (formula.op) {
      case Operator::constant:
        return formula.truth ? true_ : -true_;
      case Operator::atom:
        return atoms_[static_cast<std::size_t>(formula.atom)];
      case Operator::compare:
        return comparison(formula);
      case Operator::negation:
        return -literal_of(formula.parts[0]);
      case Operator::all_of:
        return conjunction(literals_of(formula.parts));
      case Operator::any_of:
        return disjunction(literals_of(formula.parts));
      case Operator::implies:
        return disjunction({-literal_of(formula.parts[0]), literal_of(formula.parts[1])});
      case Operator::equivalent:
        return equivalence(literal_of(formula.parts[0]), literal_of(formula.parts[1]));
      case Operator::count: {
        const std::vector<int> parts = literals_of(formula.parts);
        return conjunction({at_least(formula.least, parts), -at_least(formula.most + 1, parts)});
      }
    }
    return true_;
  }

  void clause(std::initializer_list<int> literals) {
    for (const int literal : literals)
      solver_.add(literal);
    solver_.add(0);
  }

  int solve_with(int assumption) {
    solver_.assume(assumption);
    return solver_.solve();
  }

  Model model() {
    Model model;
    for (const int literal : atoms_)
      model.atoms.push_back(solver_.val(literal) > 0);
    for (const std::vector<int>& values : numbers_) {
      int value = 1;
      while (static_cast<std::size_t>(value) < values.size() &&
             solver_.val(values[static_cast<std::size_t>(value) - 1]) < 0)
        ++value;
      model.numbers.push_back(value);
    }
    return model;
  }

 private:
  int fresh() { return ++last_; }

  std::vector<int> one_of(int size) {
    std::vector<int> values;
    for (int i = 0; i < size; ++i)
      values.push_back(fresh());
    for (const int value : values)
      solver_.add(value);
    solver_.add(0);
    for (std::size_t i = 0; i < values.size(); ++i) {
      for (std::size_t k = i + 1; k < values.size(); ++k)
        clause({-values[i], -values[k]});
    }
    return values;
  }

  std::vector<int> literals_of(const std::vector<Formula>& parts) {
    std::vector<int> literals;
    for (const Formula& part : parts)
      literals.push_back(literal_of(part));
    return literals;
  }

  int disjunction(const std::vector<int>& literals) {
    const int result = fresh();
    for (const int literal : literals)
      clause({-literal, result});
    solver_.add(-result);
    for (const int literal : literals)
      solver_.add(literal);
    solver_.add(0);
    return result;
  }

  int conjunction(std::vector<int> literals) {
    for (int& literal : literals)
      literal = -literal;
    return -disjunction(literals);
  }

  int equivalence(int left, int right) {
    const int result = fresh();
    clause({-result, -left, right});
    clause({-result, left, -right});
    clause({result, left, right});
    clause({result, -left, -right});
    return result;
  }

  // Row by row: at least k of the first i.
  int at_least(int least, const std::vector<int>& literals) {
    if (least <= 0) return true_;
    if (static_cast<std::size_t>(least) > literals.size()) return -true_;
    std::vector<int> row(static_cast<std::size_t>(least) + 1, -true_);
    row[0] = true_;
    for (const int literal : literals) {
      for (std::size_t k = row.size() - 1; k > 0; --k)
        row[k] = disjunction({row[k], conjunction({row[k - 1], literal})});
    }
    return row.back();
  }

  int comparison(const Formula& formula) {
    const int result = fresh();
    const std::vector<int>& left = numbers_[static_cast<std::size_t>(formula.left)];
    const auto means = [&](int value, int other) {
      return formula.relation == Relation::less ? value < other + formula.offset : value == other + formula.offset;
    };
    for (std::size_t i = 0; i < left.size(); ++i) {
      const int value = static_cast<int>(i) + 1;
      if (formula.right < 0) {
        clause({-left[i], means(value, 0) ? result : -result});
        continue;
      }
      const std::vector<int>& right = numbers_[static_cast<std::size_t>(formula.right)];
      for (std::size_t k = 0; k < right.size(); ++k)
        clause({-left[i], -right[k], means(value, static_cast<int>(k) + 1) ? result : -result});
    }
    return result;
  }

  Deadline deadline_;
  CaDiCaL::Solver solver_;
  int last_ = 0;
  int true_ = 0;
  std::vector<int> atoms_;
  std::vector<std::vector<int>> numbers_;
};

Encoding::Encoding(const Universe& universe, const Budget& budget)
    : cadical_(std::make_unique<Cadical>(universe, budget)), budget_(budget) {}
Encoding::~Encoding() = default;

void Encoding::require(const Formula& formula) {
  cadical_->clause({cadical_->literal_of(formula)});
}

Outcome<std::optional<Model>> Encoding::model_with(const Formula& extra) {
  switch (cadical_->solve_with(cadical_->literal_of(extra))) {
    case kSatisfiable:
      return cadical_->model();
    case kUnsatisfiable:
      return std::nullopt;
    default:
      return budget_.over();
  }
}

}  // namespace swarm::logic
