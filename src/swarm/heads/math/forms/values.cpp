// Expressions, the phrases of everyday arithmetic, and chains of orders ("add 3 to 4, then double it").

#include <algorithm>

#include "swarm/heads/math/forms/families.hpp"
#include "swarm/heads/math/functions/functions.hpp"
#include "swarm/heads/math/question.hpp"

namespace swarm::math {

namespace {

template <const Function& function>
NodeId call_list(const Match& match, Workshop& workshop) {
  const auto& items = match.list("items");
  if (items.size() < function.arguments_min) return kNoNode;
  return workshop.tree.call(function, items);
}

template <const Function& function>
NodeId call_one(const Match& match, Workshop& workshop) {
  return workshop.tree.call(function, {match.node("x")});
}

NodeId pair_of(NodeKind kind, const Match& match, Workshop& workshop) {
  const auto& items = match.list("items");
  if (items.size() != 2) return kNoNode;
  return workshop.tree.binary(kind, items[0], items[1], true);
}

NodeId difference(const Match& match, Workshop& workshop) {
  const auto& items = match.list("items");
  if (items.size() != 2) return kNoNode;
  return workshop.tree.call(kAbsolute, {workshop.tree.binary(NodeKind::subtract, items[0], items[1], true)});
}

NodeId power_of(const Match& match, Workshop& workshop, std::int64_t exponent) {
  const Node& base = workshop.tree[match.node("x")];
  if (base.kind == NodeKind::power && !base.grouped) return kNoNode;
  return workshop.tree.binary(NodeKind::power, match.node("x"), workshop.tree.number(exponent), true);
}

NodeId times(const Match& match, Workshop& workshop, std::int64_t factor) {
  return workshop.tree.binary(NodeKind::multiply, workshop.tree.number(factor), match.node("x"), true);
}

void add_value_phrases(Grammar& grammar) {
  grammar.phrase("(sum|total|addition) (of|from) [the numbers|these numbers|all of] {items:list}", call_list<kSum>);
  grammar.phrase("(product|multiplication) of [the numbers|these numbers] {items:list}", call_list<kProduct>);
  grammar.phrase("sum \\( {items:list} \\)", call_list<kSum>);
  grammar.phrase("[positive|absolute] (difference|gap) (between|of) [the numbers] {items:list}", difference);
  grammar.phrase("(quotient|ratio) of {items:list}",
                 [](const Match& m, Workshop& w) { return pair_of(NodeKind::divide, m, w); });
  grammar.phrase("quotient when {a} is divided by {b:operand}",
                 [](const Match& m, Workshop& w) { return w.tree.call(kQuotient, {m.node("a"), m.node("b")}); });
  grammar.phrase("[the] [positive|principal] square root (of|from) {x:operand}", call_one<kSquareRoot>);
  grammar.phrase("(sqrt|squareroot) \\( {x} \\)", call_one<kSquareRoot>);
  grammar.phrase("(sqrt|squareroot) of {x:operand}", call_one<kSquareRoot>);
  grammar.phrase("(sqrt|squareroot) {x:atom}", call_one<kSquareRoot>);
  grammar.phrase("[the] (cube|cubic|third) root (of|from) {x:operand}", call_one<kCubeRoot>);
  grammar.phrase("(cbrt|cuberoot) \\( {x} \\)", call_one<kCubeRoot>);
  grammar.phrase("(cbrt|cuberoot) [of] {x:atom}", call_one<kCubeRoot>);
  grammar.phrase("{n:ordinal} root of {x:operand}", [](const Match& m, Workshop& w) {
    return w.tree.call(kNthRoot, {w.tree.number(m.number("n")), m.node("x")});
  });
  grammar.phrase("{n:ordinal} power of {x:operand}", [](const Match& m, Workshop& w) {
    return w.tree.binary(NodeKind::power, m.node("x"), w.tree.number(m.number("n")), true);
  });
  grammar.phrase("[the] square of {x:operand}", [](const Match& m, Workshop& w) { return power_of(m, w, 2); });
  grammar.phrase("[the] cube of {x:operand}", [](const Match& m, Workshop& w) { return power_of(m, w, 3); });
  grammar.tight_phrase("(twice|double|two times) {x:operand}",
                       [](const Match& m, Workshop& w) { return times(m, w, 2); });
  grammar.tight_phrase("(thrice|triple|treble) {x:operand}",
                       [](const Match& m, Workshop& w) { return times(m, w, 3); });
  grammar.tight_phrase("quadruple {x:operand}", [](const Match& m, Workshop& w) { return times(m, w, 4); });
  grammar.tight_phrase("(double|twice) of {x:operand}", [](const Match& m, Workshop& w) { return times(m, w, 2); });
  grammar.phrase("[the] absolute value of {x:operand}", call_one<kAbsolute>);
  grammar.phrase("abs \\( {x} \\)", call_one<kAbsolute>);
  grammar.phrase("[the] factorial of {x:operand}", call_one<kFactorial>);
  grammar.phrase("factorial {x:atom}", call_one<kFactorial>);
  grammar.phrase("[the] (reciprocal|multiplicative inverse|inverse) of {x:operand}", [](const Match& m, Workshop& w) {
    return w.tree.binary(NodeKind::divide, w.tree.number(1), m.node("x"), true);
  });
  grammar.phrase("[the] (negative|opposite|additive inverse) of {x:operand}",
                 [](const Match& m, Workshop& w) { return w.tree.unary(NodeKind::negate, m.node("x")); });
  grammar.phrase("(log|logarithm) [to the] base {b:operand} of {x:operand}",
                 [](const Match& m, Workshop& w) { return w.tree.call(kLogarithm, {m.node("b"), m.node("x")}); });
  grammar.phrase("(log|logarithm) of {x:operand} [to the|with|in] base {b:operand}",
                 [](const Match& m, Workshop& w) { return w.tree.call(kLogarithm, {m.node("b"), m.node("x")}); });
  grammar.phrase("(largest|smallest) of [the numbers|these numbers|the following|these] ~ {items:list}",
                 [](const Match& m, Workshop& w) {
                   if (m.list("items").size() < 2) return kNoNode;
                   const bool largest = w.tokens[m.begin()].text != "min" && w.tokens[m.begin()].text != "minimum" &&
                                        w.tokens[m.begin()].text != "smallest" && w.tokens[m.begin()].text != "least" &&
                                        w.tokens[m.begin()].text != "lowest";
                   return w.tree.call(largest ? kLargest : kSmallest, m.list("items"));
                 });
}

// The order of a step: how the value so far is changed.
NodeId binary_step(NodeKind kind, const Match& match, Workshop& workshop, NodeId so_far) {
  return workshop.tree.binary(kind, so_far, match.node("b"), true);
}

NodeId change_by(const Match& match, Workshop& workshop, NodeId value, bool up) {
  const Node& by = workshop.tree[match.node("b")];
  if (by.fraction) return kNoNode;  // "reduce 90 by a third": of it, or by 1/3?
  const bool share = by.kind == NodeKind::literal && by.literal.unit == workshop.units.percent();
  if (share) return workshop.tree.call(up ? kIncrease : kDecrease, {value, match.node("b")});
  return workshop.tree.binary(up ? NodeKind::add : NodeKind::subtract, value, match.node("b"), true);
}

void add_openings(Grammar& grammar) {
  grammar.opening("(add|sum|add up|add together|sum up) [up|together] [the numbers] {items:list} [together]",
                  call_list<kSum>);
  grammar.opening("(add|put) {b:operand} (to|with|onto) {a:operand}", [](const Match& m, Workshop& w) {
    return w.tree.binary(NodeKind::add, m.node("a"), m.node("b"), true);
  });
  grammar.opening(
      "(subtract|take|deduct|remove|minus|takeaway|take away) {b:operand} [away|off] from {a:operand}",
      [](const Match& m, Workshop& w) { return w.tree.binary(NodeKind::subtract, m.node("a"), m.node("b"), true); });
  grammar.opening("(multiply|times) {a:operand} (by|with|times|and) {b:operand}", [](const Match& m, Workshop& w) {
    return w.tree.binary(NodeKind::multiply, m.node("a"), m.node("b"), true);
  });
  grammar.opening("multiply [the numbers] {items:list} [together]", call_list<kProduct>);
  grammar.opening("(divide|split) {a:operand} by {b:operand}", [](const Match& m, Workshop& w) {
    return w.tree.binary(NodeKind::divide, m.node("a"), m.node("b"), true);
  });
  grammar.opening("(raise|take) {a:operand} to the power [of] {b:operand}", [](const Match& m, Workshop& w) {
    return w.tree.binary(NodeKind::power, m.node("a"), m.node("b"), true);
  });
  grammar.opening("raise {a:operand} to the {n:ordinal} [power]", [](const Match& m, Workshop& w) {
    return w.tree.binary(NodeKind::power, m.node("a"), w.tree.number(m.number("n")), true);
  });
  grammar.opening("square {x:operand}", [](const Match& m, Workshop& w) { return power_of(m, w, 2); });
  grammar.opening("cube {x:operand}", [](const Match& m, Workshop& w) { return power_of(m, w, 3); });
  grammar.opening("(double|triple|quadruple|treble) {x:operand}", [](const Match& m, Workshop& w) {
    const std::string& word = w.tokens[m.begin()].text;
    return times(m, w, word == "double" ? 2 : word == "quadruple" ? 4 : 3);
  });
  grammar.opening("halve {x:operand}", [](const Match& m, Workshop& w) {
    return w.tree.binary(NodeKind::divide, m.node("x"), w.tree.number(2), true);
  });
  grammar.opening("(increase|raise|grow|up) {a:operand} by {b:operand}",
                  [](const Match& m, Workshop& w) { return change_by(m, w, m.node("a"), true); });
  grammar.opening("(decrease|reduce|lower|cut|diminish|drop) {a:operand} by {b:operand}",
                  [](const Match& m, Workshop& w) { return change_by(m, w, m.node("a"), false); });
  grammar.opening("(start|begin) (with|at|from) {a:operand}", [](const Match& m, Workshop&) { return m.node("a"); });
  grammar.opening("take [the number] {a:operand}", [](const Match& m, Workshop&) { return m.node("a"); });
}

void add_steps(Grammar& grammar) {
  grammar.macro(
      "it",
      "[it|that|this|the result|the answer|the total|the sum|the product|the difference|the quotient|what you get]");
  grammar.step("(add|plus) {b:operand} [to it|to that|to the result|to this|more]",
               [](const Match& m, Workshop& w, NodeId x) { return binary_step(NodeKind::add, m, w, x); });
  grammar.step("(add on|add another) {b:operand}",
               [](const Match& m, Workshop& w, NodeId x) { return binary_step(NodeKind::add, m, w, x); });
  grammar.step(
      "(subtract|take away|minus|deduct|take off|remove) {b:operand} [from it|from that|from the result|from this]",
      [](const Match& m, Workshop& w, NodeId x) { return binary_step(NodeKind::subtract, m, w, x); });
  grammar.step("(take|subtract) {b:operand} (away|off)",
               [](const Match& m, Workshop& w, NodeId x) { return binary_step(NodeKind::subtract, m, w, x); });
  grammar.step("multiply @it by {b:operand}",
               [](const Match& m, Workshop& w, NodeId x) { return binary_step(NodeKind::multiply, m, w, x); });
  grammar.step("times @it [by] {b:operand}",
               [](const Match& m, Workshop& w, NodeId x) { return binary_step(NodeKind::multiply, m, w, x); });
  grammar.step("divide @it by {b:operand}",
               [](const Match& m, Workshop& w, NodeId x) { return binary_step(NodeKind::divide, m, w, x); });
  grammar.step("increase @it by {b:operand}",
               [](const Match& m, Workshop& w, NodeId x) { return change_by(m, w, x, true); });
  grammar.step("(decrease|reduce) @it by {b:operand}",
               [](const Match& m, Workshop& w, NodeId x) { return change_by(m, w, x, false); });
  grammar.step("double (it|that|this|the result|the answer)", [](const Match&, Workshop& w, NodeId x) {
    return w.tree.binary(NodeKind::multiply, x, w.tree.number(2), true);
  });
  grammar.step("(triple|treble) (it|that|this|the result|the answer)", [](const Match&, Workshop& w, NodeId x) {
    return w.tree.binary(NodeKind::multiply, x, w.tree.number(3), true);
  });
  grammar.step("halve (it|that|this|the result|the answer)", [](const Match&, Workshop& w, NodeId x) {
    return w.tree.binary(NodeKind::divide, x, w.tree.number(2), true);
  });
  grammar.step("square (it|that|this|the result|the answer)", [](const Match&, Workshop& w, NodeId x) {
    return w.tree.binary(NodeKind::power, x, w.tree.number(2), true);
  });
  grammar.step("cube (it|that|this|the result|the answer)", [](const Match&, Workshop& w, NodeId x) {
    return w.tree.binary(NodeKind::power, x, w.tree.number(3), true);
  });
}

// A bare number asks nothing.
bool is_calculation(const Tree& tree, NodeId node) {
  const Node& root = tree[node];
  if (root.kind == NodeKind::literal) return false;
  return root.kind != NodeKind::negate || is_calculation(tree, root.children[0]);
}

Outcome<Solution> solve_value(const Match& match, Question& question) {
  const NodeId node = match.node("x");
  if (!is_calculation(question.tree(), node)) return outside("a number alone asks nothing");
  const auto asks = [](const Token& token) { return token.kind == TokenKind::symbol && token.symbol == U'?'; };
  if (question.tree()[node].comparing && match.begin() == 0 && std::ranges::any_of(question.tokens(), asks)) {
    return trouble(TroubleKind::ambiguous, "a difference or a comparison");
  }
  return question.value(node);
}

Outcome<Solution> solve_sum(const Match& m, Question& q) {
  if (m.list("items").size() < 2) return outside("several values are expected");
  return q.value(q.tree().call(kSum, m.list("items")));
}

template <NodeKind kind>
Outcome<Solution> solve_pair(const Match& match, Question& question) {
  return question.value(question.tree().binary(kind, match.node("a"), match.node("b"), true));
}

}  // namespace

void add_values(Grammar& grammar) {
  add_value_phrases(grammar);
  add_openings(grammar);
  add_steps(grammar);
  grammar.form("{x}", solve_value);
  grammar.form("{x:chain}", solve_value);
  grammar.form("if @they {x:chain} ~ what (do|will|would|number do) @they (get|have|end up with|obtain)", solve_value);
  grammar.form(
      "what (do|will|would|number do|value do|is the result) @they (get|have|obtain|end up with) (if|when|by) @they "
      "{x:chain}",
      solve_value);
  grammar.form("(if|when) @they {x:chain} ~ what is the (result|answer|total|value)", solve_value);
  grammar.form("(if|when) @they {x:chain}", solve_value);
  grammar.form("(what|how much|how many) {x} (is|equal|come to|comes to|make|equal to)", solve_value);
  grammar.form("(what|how much|how many) [do|would|will] {x:chain} (is|equal|give|make)", solve_value);
  grammar.form(
      "what (do|is) {items:list} (add up to|sum to|total|come to|make|added up|added together|make together|add "
      "to|combined)",
      solve_sum);
  grammar.form("{items:list} (added together|added up|in total|combined|all together|altogether)", solve_sum);
  grammar.form("what is {items:list} (added together|added up|combined|multiplied together)",
               [](const Match& m, Question& q) {
                 return q.tokens()[m.end() - 2].text == "multiplied" ? q.value(q.tree().call(kProduct, m.list("items")))
                                                                     : solve_sum(m, q);
               });
  grammar.form("{a:operand} add {b:operand}", solve_pair<NodeKind::add>);
  grammar.form("{a:operand} subtract {b:operand}", solve_pair<NodeKind::subtract>);
  grammar.form("{a:operand} multiply [by] {b:operand}", solve_pair<NodeKind::multiply>);
  grammar.form("{a:operand} divide by {b:operand}", solve_pair<NodeKind::divide>);
  grammar.form("how (much|many) is left (if|when) @they {x:chain}", solve_value);
  grammar.form(
      "how many times (do|can|will|is) {b:operand} (go|goes|fit|fits|contained|be contained) (into|in) {a:operand}",
      solve_pair<NodeKind::divide>);
  grammar.form("{a:operand} and {b:operand} (make|give|is|equal) what", solve_pair<NodeKind::add>);
  grammar.form("what do {a:operand} and {b:operand} (make|give|equal|add up to|sum to|come to)",
               solve_pair<NodeKind::add>);
  grammar.form("by how much (do|is) {a:operand} (exceed|larger than|more than) {b:operand}",
               solve_pair<NodeKind::subtract>);
  grammar.form("by how much is {a:operand} (less than|smaller than) {b:operand}", [](const Match& m, Question& q) {
    return q.value(q.tree().binary(NodeKind::subtract, m.node("b"), m.node("a"), true));
  });
  grammar.form("how much (more|larger) is {a:operand} than {b:operand}", solve_pair<NodeKind::subtract>);
  grammar.form("how much (less|smaller) is {b:operand} than {a:operand}", solve_pair<NodeKind::subtract>);
  grammar.form("how many (more is|times larger is|times is) {a:operand} than {b:operand}",
               [](const Match&, Question&) -> Outcome<Solution> { return outside("'times larger' has two readings"); });
}

}  // namespace swarm::math
