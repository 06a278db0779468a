#pragma once

#include <string>
#include <vector>

#include "swarm/heads/logic/reasoning/encoding.hpp"
#include "swarm/heads/logic/reasoning/search.hpp"

namespace swarm::logic {

// A statement as it was read, with the words that it comes from.
struct Statement {
  std::string text;
  Formula formula;
};

// What follows from the statements of one prompt. Each answer is confirmed on a second path: a model by evaluating
// every statement on it, "no model" by an exhaustive search on the statements themselves. Not thread-safe.
class Reasoner {
 public:
  Reasoner(const Universe& universe, std::vector<Statement> statements, Budget& budget);

  Outcome<std::optional<Model>> model_with(const Formula& extra);
  Outcome<bool> consistent();
  Outcome<bool> entails(const Formula& formula);

  // Why `formula` follows: the statements that are enough, and a proof by cases that its opposite fits none of them.
  Outcome<std::vector<answers::Step>> derivation(const Formula& formula, const std::string& opposite);
  std::vector<answers::Step> reading() const;

  const Universe& universe() const { return universe_; }
  const std::vector<Statement>& statements() const { return statements_; }
  Budget& budget() { return budget_; }
  std::size_t models_checked() const { return models_; }
  std::size_t refutations_checked() const { return refutations_; }
  std::string check() const;

 private:
  std::vector<std::size_t> enough_for(const Formula& formula);
  std::string in_words(const Deduction& deduction) const;

  const Universe& universe_;
  const std::vector<Statement> statements_;
  Budget& budget_;
  Encoding encoding_;
  std::size_t models_ = 0;
  std::size_t refutations_ = 0;
};

}  // namespace swarm::logic
