// The solver, the search and the truth table must say the same of random statements.

#include "swarm/heads/logic/reasoning/reasoner.hpp"

#include <random>

#include <gtest/gtest.h>

namespace swarm::logic {
namespace {

constexpr int kAtoms = 4;
constexpr int kNumbers = 3;
constexpr int kValues = 3;

Universe small_universe() {
  Universe universe;
  for (int i = 0; i < kAtoms; ++i)
    universe.add_atom(std::string(1, static_cast<char>('p' + i)));
  for (int i = 0; i < kNumbers; ++i)
    universe.add_number("n" + std::to_string(i), kValues);
  return universe;
}

class RandomFormulas {
 public:
  explicit RandomFormulas(unsigned seed) : random_(seed) {}

  Formula make(int depth) {
    if (depth == 0 || below_(5) == 0) return leaf();
    switch (below_(6)) {
      case 0:
        return negation(make(depth - 1));
      case 1:
        return all_of({make(depth - 1), make(depth - 1)});
      case 2:
        return any_of({make(depth - 1), make(depth - 1), make(depth - 1)});
      case 3:
        return implies(make(depth - 1), make(depth - 1));
      case 4:
        return equivalent(make(depth - 1), make(depth - 1));
      default: {
        const int least = below_(3);
        return count(least, least + below_(2), {make(depth - 1), make(depth - 1), make(depth - 1)});
      }
    }
  }

 private:
  int below_(int end) { return static_cast<int>(random_() % static_cast<unsigned>(end)); }
  Formula leaf() {
    switch (below_(5)) {
      case 0:
        return is_value(below_(kNumbers), 1 + below_(kValues));
      case 1:
        return same(below_(kNumbers), below_(kNumbers), below_(3) - 1);
      case 2:
        return below(below_(kNumbers), below_(kNumbers), below_(3) - 1);
      default:
        return atom(below_(kAtoms));
    }
  }
  std::mt19937 random_;
};

bool has_model(const std::vector<Formula>& formulas) {
  const int worlds = 1 << kAtoms;
  for (int bits = 0; bits < worlds; ++bits) {
    for (int digits = 0; digits < kValues * kValues * kValues; ++digits) {
      Model model;
      for (int i = 0; i < kAtoms; ++i)
        model.atoms.push_back((bits >> i & 1) != 0);
      for (int i = 0, rest = digits; i < kNumbers; ++i, rest /= kValues)
        model.numbers.push_back(1 + rest % kValues);
      if (std::ranges::all_of(formulas, [&](const Formula& formula) { return holds(formula, model); })) return true;
    }
  }
  return false;
}

TEST(Reasoner, AgreesWithTheTruthTableOnRandomStatements) {
  const Universe universe = small_universe();
  int without = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    RandomFormulas random(seed);
    const heads::ComputeLimits limits;
    Budget budget(limits, {});
    std::vector<Formula> all;
    std::vector<Statement> statements;
    for (int i = 0; i < 4; ++i) {
      all.push_back(random.make(3));
      statements.push_back({"statement", all.back()});
    }
    Reasoner reasoner(universe, statements, budget);
    const auto consistent = reasoner.consistent();
    ASSERT_TRUE(consistent) << consistent.error().message << " seed " << seed;
    EXPECT_EQ(*consistent, has_model(all)) << "seed " << seed;
    without += !*consistent;
    const Formula claim = random.make(2);
    const auto follows = reasoner.entails(claim);
    ASSERT_TRUE(follows);
    all.push_back(negation(claim));
    EXPECT_EQ(*follows, !has_model(all)) << "seed " << seed;
  }
  EXPECT_GT(without, 20);
}

TEST(Reasoner, NamesTheStatementsThatAreEnough) {
  Universe universe;
  const int p = universe.add_atom("p"), q = universe.add_atom("q"), r = universe.add_atom("r");
  const heads::ComputeLimits limits;
  Budget budget(limits, {});
  Reasoner reasoner(universe, {{"p", atom(p)}, {"r", atom(r)}, {"p then q", implies(atom(p), atom(q))}}, budget);
  const auto steps = reasoner.derivation(atom(q), "not q");
  ASSERT_TRUE(steps);
  EXPECT_EQ(steps->front().text, "enough for it: (1), (3)");
  EXPECT_EQ(steps->back().rule, "contradiction");
}

TEST(Reasoner, IsUncheckedWhenTheSecondPathHasTooManyCases) {
  // Nine pigeons in eight holes: no single statement rules out a value before all but a few have one.
  Universe universe;
  std::vector<Statement> statements;
  std::vector<int> pigeons;
  for (int i = 0; i < 9; ++i)
    pigeons.push_back(universe.add_number("pigeon", 8));
  for (std::size_t i = 0; i < pigeons.size(); ++i) {
    for (std::size_t k = i + 1; k < pigeons.size(); ++k)
      statements.push_back({"apart", negation(same(pigeons[i], pigeons[k]))});
  }
  const heads::ComputeLimits limits{.time = std::chrono::seconds(30)};
  Budget budget(limits, {});
  Reasoner reasoner(universe, statements, budget);
  const auto consistent = reasoner.consistent();
  ASSERT_FALSE(consistent);
  EXPECT_EQ(consistent.error().kind, TroubleKind::unchecked);
}

TEST(Reasoner, EndsAtTheDeadlineAndWhenStopped) {
  Universe universe;
  universe.add_atom("p");
  const heads::ComputeLimits no_time{.time = std::chrono::milliseconds(0)};
  Budget late(no_time, {});
  EXPECT_EQ(Reasoner(universe, {}, late).consistent().error().kind, TroubleKind::too_large);
  std::stop_source stop;
  stop.request_stop();
  const heads::ComputeLimits limits;
  Budget stopped(limits, stop.get_token());
  EXPECT_EQ(Reasoner(universe, {}, stopped).consistent().error().kind, TroubleKind::cancelled);
}

}  // namespace
}  // namespace swarm::logic
