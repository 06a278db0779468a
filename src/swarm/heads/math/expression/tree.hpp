#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "swarm/heads/math/budget.hpp"
#include "swarm/heads/math/expression/amount.hpp"

namespace swarm::math {

using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = ~NodeId{0};

// An operation beyond the four rules. `apply` computes; `confirm` is the second path: it looks at the arguments and the
// result and says whether the result has the property that defines it, by other means than `apply`.
struct Function {
  std::string_view name;   // stable: "gcd"
  std::string_view shown;  // "gcd({})" lists the arguments; "{0}% of {1}" places them
  std::size_t arguments_min;
  std::size_t arguments_max;
  Outcome<Amount> (*apply)(std::span<const Amount> arguments, Budget& budget);
  bool (*confirm)(std::span<const Amount> arguments, const Amount& result, Budget& budget);
  std::string_view check;  // what `confirm` does, in words: "it divides both, and the quotients share no prime"
};

enum class NodeKind : std::uint8_t {
  literal,
  variable,
  negate,
  add,
  subtract,
  multiply,
  divide,
  power,
  of,
  call,
  convert
};

struct Node {
  NodeKind kind = NodeKind::literal;
  bool grouped = false;     // stood in brackets
  bool open_ended = false;  // a phrase whose last operand might have gone on: "the square root of 9"
  bool in_words = false;    // the operation was said in words
  bool fraction = false;    // a quotient written as one number: 2/7
  bool comparing = false;   // "17 less than 20", which a question mark makes a comparison
  bool implicit = false;    // a product without a sign: 2x
  char variable = 0;
  Amount literal;
  const Function* function = nullptr;
  const Unit* target = nullptr;  // of a conversion
  std::vector<NodeId> children;
};

// The nodes of every reading of one prompt. A node is younger than its children, so ascending ids are an order in which
// everything can be computed without recursion.
class Tree {
 public:
  static constexpr std::size_t kNodesMax = 60'000;

  NodeId add(Node node) {
    nodes_.push_back(std::move(node));
    return static_cast<NodeId>(nodes_.size() - 1);
  }
  NodeId literal(Amount amount) {
    Node node;
    node.literal = std::move(amount);
    return add(std::move(node));
  }
  NodeId number(Rational value) { return literal({Surd(std::move(value)), nullptr}); }
  NodeId binary(NodeKind kind, NodeId left, NodeId right, bool in_words = false) {
    Node node;
    node.kind = kind;
    node.in_words = in_words;
    node.children = {left, right};
    return add(std::move(node));
  }
  NodeId unary(NodeKind kind, NodeId child) {
    Node node;
    node.kind = kind;
    node.children = {child};
    return add(std::move(node));
  }
  NodeId call(const Function& function, std::vector<NodeId> arguments) {
    Node node;
    node.kind = NodeKind::call;
    node.function = &function;
    node.children = std::move(arguments);
    return add(std::move(node));
  }
  NodeId variable(char name) {
    Node node;
    node.kind = NodeKind::variable;
    node.variable = name;
    return add(std::move(node));
  }
  NodeId convert(NodeId child, const Unit& target) {
    Node node;
    node.kind = NodeKind::convert;
    node.target = &target;
    node.children = {child};
    return add(std::move(node));
  }

  Node& operator[](NodeId id) { return nodes_[id]; }
  const Node& operator[](NodeId id) const { return nodes_[id]; }
  std::size_t size() const { return nodes_.size(); }

  // The ids below a root, ascending: children before parents.
  std::vector<NodeId> order_of(NodeId root) const;
  bool has_variable(NodeId root) const;

 private:
  std::vector<Node> nodes_;
};

// How a person writes it: "15% of 80", "gcd(12, 18)", "(3 + 4) * 2". At most kShownMax characters.
inline constexpr std::size_t kShownMax = 400;
std::string shown(const Tree& tree, NodeId root);

}  // namespace swarm::math
