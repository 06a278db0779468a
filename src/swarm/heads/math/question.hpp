#pragma once

#include <string>
#include <vector>

#include "swarm/heads/math/expression/confirm.hpp"
#include "swarm/heads/math/expression/evaluate.hpp"
#include "swarm/heads/math/expression/values.hpp"
#include "swarm/heads/math/grammar.hpp"

namespace swarm::math {

// One prompt while it is being solved: what a form asks for to reach its answer. Not thread-safe; lives on one stack.
class Question {
 public:
  Question(const Grammar& grammar, const Tokens& tokens, Tree& tree, Budget& budget, Style style)
      : grammar_(grammar), tokens_(tokens), tree_(tree), budget_(budget), style_(style) {}

  // A value that both paths agree on.
  struct Known {
    Amount amount;
    std::string check;
  };
  Outcome<Known> known(NodeId node);
  Outcome<std::vector<Known>> known(const std::vector<NodeId>& nodes);

  // The whole answer to "what is <node>": reading, canonical value, evidence. A division by zero is answered
  // `undefined`.
  Outcome<Solution> value(NodeId node);
  // The same for a value that a family has found otherwise and confirmed.
  Solution solution(std::string reading, std::string value, std::string check);

  std::string text(const Amount& amount) const { return canonical(amount, style_); }
  std::string shown(NodeId node) const { return math::shown(tree_, node); }

  const Grammar& grammar() const { return grammar_; }
  const Units& units() const { return grammar_.units(); }
  const Tokens& tokens() const { return tokens_; }
  Tree& tree() { return tree_; }
  Budget& budget() { return budget_; }
  Style& style() { return style_; }
  bool asked = false;  // a word or sign of the prompt asks for a computation

 private:
  Outcome<Solution> undefined(NodeId node);
  bool has_zero_divisor(NodeId node);

  const Grammar& grammar_;
  const Tokens& tokens_;
  Tree& tree_;
  Budget& budget_;
  Style style_;
};

}  // namespace swarm::math
