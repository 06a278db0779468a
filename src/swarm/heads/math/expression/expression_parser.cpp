// The infix levels of Parser: what binds how tightly, and where a reading stops because another one is as natural.

#include <algorithm>
#include <array>

#include "swarm/heads/math/expression/parser.hpp"
#include "swarm/heads/math/functions/functions.hpp"

namespace swarm::math {

bool Parser::is_percent(NodeId node) const {
  const Node& n = tree_[node];
  return n.kind == NodeKind::literal && n.literal.unit == grammar_.units().percent();
}

void Parser::note(const Record* record, std::size_t at, const Parsed& parsed) const {
  if (record != nullptr && record->start == at) record->pieces->push_back({.end = parsed.end, .node = parsed.node});
}

// "3 x 4" and "3x4", but not the unknown of "4x - 9": something countable stands behind it, as close as the number
// before.
bool Parser::is_times(std::size_t at) const {
  const Token& next = tokens_[at + 1];
  if (next.space_before != tokens_[at].space_before) return false;
  const bool sign = next.kind == TokenKind::symbol && next.symbol == U'-';
  if (sign) return next.space_before && !tokens_[at + 2].space_before;
  if (next.kind == TokenKind::symbol && next.symbol == U'(') return next.space_before;
  return next.kind == TokenKind::number || next.kind == TokenKind::word || next.symbol == U'√' || next.symbol == U'$' ||
         next.symbol == U'£' || next.symbol == U'€';
}

// The operation at a token: a word, a sign, or in plain arithmetic the letter x.
std::optional<InfixTable::Found> Parser::infix_at(std::size_t at) const {
  const Token& token = tokens_[at];
  if (token.kind == TokenKind::word && token.text == "x" && !algebra_ && is_times(at)) {
    return InfixTable::Found{Infix::multiply, Level::multiplicative, at + 1, false};
  }
  return grammar_.infix().read(tokens_, at);
}

// A share of something: 15%, 3/4, a third, 0.2.
bool Parser::may_be_share(NodeId left) const {
  const Node& node = tree_[left];
  if (is_percent(left) || node.kind == NodeKind::of) return true;
  if (node.kind == NodeKind::literal) return node.literal.plain() && !node.literal.number.rational().is_integer();
  if (node.kind != NodeKind::divide) return false;
  return is_literal(node.children[0]) && is_literal(node.children[1]);
}

// Whether an operation may go on behind `left`. Behind a phrase that could have taken the operation in ("the square
// root of 9 plus 16") the reading stops, unless the loose reading has no nice value.
bool Parser::may_continue(NodeId left, const InfixTable::Found& found) const {
  const Node& node = tree_[left];
  if (found.operation == Infix::of) return may_be_share(left);
  if (found.operation == Infix::off)
    return is_percent(left) || (is_literal(left) && tree_[left].literal.unit != nullptr);
  const bool comparing = found.operation == Infix::more_than || found.operation == Infix::less_than;
  if (comparing && !is_literal(left)) return false;
  if (!node.open_ended || node.grouped) return true;
  if (node.kind != NodeKind::call || node.function != &kSquareRoot || !is_literal(node.children[0])) return false;
  const Token& right = tokens_[found.end];
  const bool sum = found.operation == Infix::add || found.operation == Infix::subtract;
  const std::size_t named = word_at(found.end, words_.the) ? found.end + 1 : found.end;
  const bool root_again =
      tokens_[named].text == "sqrt" || (tokens_[named].text == "square" && tokens_[named + 1].text == "root");
  if (root_again) return found.level != Level::power;  // "… plus the square root of 9"
  if (!sum || right.kind != TokenKind::number) return false;
  const Rational inside = tree_[node.children[0]].literal.number.rational();
  const Rational other = found.operation == Infix::add ? inside + right.number : inside - right.number;
  const bool tight_nice = inside.is_integer() && exact_root(inside.numerator(), 2).has_value();
  return tight_nice && !(other.is_integer() && exact_root(other.numerator(), 2).has_value());
}

Parser::Maybe Parser::combine_percent(const Parsed& left, Infix operation, const Parsed& right) {
  const auto call = [&](const Function& function, NodeId value, NodeId share) {
    return Parsed{tree_.call(function, {value, share}), right.end};
  };
  switch (operation) {
    case Infix::off:
    case Infix::less_than:
      return is_percent(left.node) ? Maybe(call(kDecrease, right.node, left.node)) : std::nullopt;
    case Infix::more_than:
      return is_percent(left.node) ? Maybe(call(kIncrease, right.node, left.node)) : std::nullopt;
    case Infix::increased:
      return call(kIncrease, left.node, right.node);
    case Infix::decreased:
      return call(kDecrease, left.node, right.node);
    default:
      return std::nullopt;
  }
}

Parser::Maybe Parser::combine(const Parsed& left, const InfixTable::Found& found, const Parsed& right) {
  const auto binary = [&](NodeKind kind, const Parsed& a, const Parsed& b) {
    return Parsed{tree_.binary(kind, a.node, b.node, found.in_words), right.end};
  };
  const auto compared = [&](Parsed parsed) {
    tree_[parsed.node].comparing = true;
    return parsed;
  };
  const bool left_percent = is_percent(left.node);
  const bool right_percent = is_percent(right.node);
  switch (found.operation) {
    case Infix::add:
      return binary(NodeKind::add, left, right);
    case Infix::subtract:
      return binary(NodeKind::subtract, left, right);
    case Infix::subtract_from:
      if (left_percent != right_percent) return std::nullopt;
      return binary(NodeKind::subtract, right, left);
    case Infix::off:
      return left_percent ? combine_percent(left, found.operation, right)
                          : Maybe(binary(NodeKind::subtract, right, left));
    case Infix::more_than:
    case Infix::less_than:
      if (left_percent && !right_percent) return combine_percent(left, found.operation, right);
      return compared(found.operation == Infix::more_than ? binary(NodeKind::add, left, right)
                                                          : binary(NodeKind::subtract, right, left));
    case Infix::increased:
    case Infix::decreased:
      if (right_percent && !left_percent) return combine_percent(left, found.operation, right);
      if (tree_[right.node].fraction) return std::nullopt;  // "reduced by a third": of it, or by 1/3?
      return binary(found.operation == Infix::increased ? NodeKind::add : NodeKind::subtract, left, right);
    case Infix::multiply:
    case Infix::as_much:
      return binary(NodeKind::multiply, left, right);
    case Infix::divide:
      return binary(NodeKind::divide, left, right);
    case Infix::divide_into:
      return binary(NodeKind::divide, right, left);
    case Infix::modulo:
      return Parsed{tree_.call(kRemainder, {left.node, right.node}), right.end};
    case Infix::of:
      return binary(NodeKind::of, left, right);
    default:
      return binary(NodeKind::power, left, right);
  }
}

// An operation on everything so far: "7 times 6, minus 3", "8 doubled and increased by 5".
std::optional<InfixTable::Found> Parser::infix_after_pause(const Parsed& left) const {
  std::size_t at = left.end;
  const bool comma = symbol_at(at, U',');
  if (comma) ++at;
  const bool conjunction = word_at(at, words_.conjunction);
  if (conjunction) ++at;
  if (word_at(at, words_.then)) ++at;
  if (at == left.end) return std::nullopt;
  const auto found = grammar_.infix().read(tokens_, at);
  const NodeKind kind = tree_[left.node].kind;
  const bool sum = kind == NodeKind::add || kind == NodeKind::subtract;
  if (!found || !found->in_words || found->operation == Infix::of) return std::nullopt;
  if (sum && found->level != Level::additive && !tree_[left.node].grouped && !conjunction) return std::nullopt;
  constexpr std::array<std::string_view, 8> kPassive{"increased", "decreased",  "multiplied", "divided",
                                                     "reduced",   "diminished", "raised",     "lowered"};
  const bool passive = std::ranges::find(kPassive, tokens_[at].text) != kPassive.end();
  const bool spoken = tokens_[at].text == "plus" || tokens_[at].text == "minus" || tokens_[at].text == "times" ||
                      tokens_[at].text == "less";
  if (!(passive || (comma && !conjunction && spoken))) return std::nullopt;
  return found;
}

Parser::Maybe Parser::additive(std::size_t at, const Record* record) {
  auto left = multiplicative(at, record);
  while (left && step()) {
    if (const auto pause = infix_after_pause(*left)) {
      const auto right =
          pause->level == Level::additive ? multiplicative(pause->end, nullptr) : unary(pause->end, nullptr);
      if (!right) break;
      note(record, at, *left);
      tree_[left->node].grouped = true;
      const auto combined = combine(*left, *pause, *right);
      if (!combined) break;
      left = combined;
      continue;
    }
    const auto found = infix_at(left->end);
    if (!found || found->level != Level::additive || !may_continue(left->node, *found)) break;
    note(record, at, *left);
    const bool reversed = found->operation == Infix::subtract_from || found->operation == Infix::off;
    const auto right = reversed && tree_[left->node].kind == NodeKind::literal ? additive(found->end, nullptr)
                                                                               : multiplicative(found->end, nullptr);
    if (!right) break;
    const auto combined = combine(*left, *found, *right);
    if (!combined) break;
    left = combined;
    tree_[left->node].open_ended = tree_[right->node].open_ended && !tree_[right->node].grouped;
  }
  return left;
}

Parser::Maybe Parser::multiplicative(std::size_t at, const Record* record) {
  auto left = unary(at, record);
  bool divided = false;
  while (left && step()) {
    const Token& next = tokens_[left->end];
    const bool bracket = next.kind == TokenKind::symbol && next.symbol == U'(' && !next.space_before;
    const bool root_next = next.kind == TokenKind::symbol && next.symbol == U'√' && !next.space_before;
    const bool letter_next = algebra_ && next.kind == TokenKind::word && letter(left->end).has_value();
    const bool apart = letter_next && next.space_before && tokens_[left->end - 1].kind != TokenKind::number;  // "x y"
    if (left->immediate && !apart && (bracket || letter_next || root_next)) {
      if (divided) return std::nullopt;  // 6/2(1+2) and 1/2x have two readings
      const auto right = powered(left->end, nullptr);
      if (!right) break;
      note(record, at, *left);
      Parsed product{tree_.binary(NodeKind::multiply, left->node, right->node), right->end, right->immediate};
      tree_[product.node].implicit = true;
      left = product;
      continue;
    }
    const auto found = infix_at(left->end);
    if (!found || found->level != Level::multiplicative || !may_continue(left->node, *found)) break;
    note(record, at, *left);
    const auto right = unary(found->end, nullptr);
    if (!right) break;
    const bool slash = found->operation == Infix::divide && symbol_at(found->end - 1, U'/');
    if (slash && tree_[right->node].fraction && !tree_[right->node].grouped) return std::nullopt;  // 6 / 1/2
    divided = found->operation == Infix::divide;
    const bool immediate = right->immediate;
    left = combine(*left, *found, *right);
    if (left) {
      left->immediate = immediate;
      tree_[left->node].open_ended = tree_[right->node].open_ended && !tree_[right->node].grouped;
    }
  }
  return left;
}

Parser::Maybe Parser::unary(std::size_t at, const Record* record) {
  const Deeper deeper(*this);
  if (fatal_) return std::nullopt;
  const bool sign = symbol_at(at, U'-');
  const bool word = word_at(at, words_.minus) || word_at(at, words_.negative);
  if (!sign && !word) return powered(at, record);
  const auto operand = unary(at + 1, nullptr);
  if (!operand) return std::nullopt;
  Node& node = tree_[operand->node];
  if (word && node.kind == NodeKind::power && !node.grouped) return std::nullopt;  // "negative 3 squared": 9 or -9
  if (node.open_ended && word) return std::nullopt;
  if (node.kind == NodeKind::literal && !node.grouped && node.literal.number.sign() > 0) {
    return Parsed{tree_.literal({-node.literal.number, node.literal.unit}), operand->end, operand->immediate};
  }
  return Parsed{tree_.unary(NodeKind::negate, operand->node), operand->end, operand->immediate};
}

Parser::Maybe Parser::powered(std::size_t at, const Record* record) {
  const auto base = postfixed(at, record);
  if (!base) return std::nullopt;
  const auto found = infix_at(base->end);
  if (!found || found->level != Level::power) return base;
  if (tree_[base->node].fraction && !tree_[base->node].grouped) return std::nullopt;  // 2/3 ^ 2
  if (tree_[base->node].open_ended && !tree_[base->node].grouped) return base;
  const auto exponent = unary(found->end, nullptr);  // 2^-1, and 2^3^2 is 2^(3^2)
  if (!exponent) return base;
  note(record, at, *base);
  return Parsed{tree_.binary(NodeKind::power, base->node, exponent->node, found->in_words), exponent->end, true};
}

}  // namespace swarm::math
