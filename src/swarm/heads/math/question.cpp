#include "swarm/heads/math/question.hpp"

#include <fmt/format.h>

namespace swarm::math {

namespace {

// The names of units that have more than one meaning, as they were read: "US liquid gallon".
std::string unit_notes(const Tree& tree, const std::vector<NodeId>& order) {
  std::string notes;
  for (const NodeId id : order) {
    for (const Unit* unit : {tree[id].literal.unit, tree[id].target}) {
      if (unit != nullptr && !unit->note.empty() && !notes.contains(unit->note))
        notes += (notes.empty() ? "" : ", ") + unit->note;
    }
  }
  return notes;
}

}  // namespace

Outcome<Question::Known> Question::known(NodeId node) {
  const Values values = TRY(evaluate(tree_, node, budget_));
  std::string check = TRY(confirm(tree_, node, values, budget_));
  return Known{*values[node], std::move(check)};
}

Outcome<std::vector<Question::Known>> Question::known(const std::vector<NodeId>& nodes) {
  std::vector<Known> all;
  for (const NodeId node : nodes)
    all.push_back(TRY(known(node)));
  return all;
}

Solution Question::solution(std::string reading, std::string value, std::string check) {
  Solution solution;
  solution.answer = fmt::format("{} = {}", reading, value);
  solution.method = "exact arithmetic";
  solution.steps = {{"parse", reading}, {"compute", value}};
  solution.reading = std::move(reading);
  solution.value = std::move(value);
  solution.check = std::move(check);
  return solution;
}

Outcome<Solution> Question::value(NodeId node) {
  const auto found = known(node);
  if (!found && found.error().kind == TroubleKind::undefined) return undefined(node);
  if (!found) return std::unexpected(found.error());
  Solution result = solution(shown(node), text(found->amount), found->check);
  if (!exact_money(found->amount)) {
    const std::string exact = plain_text(found->amount, true);
    result.answer = fmt::format("{} = {} (exactly {}, rounded to the cent)", result.reading, result.value, exact);
    result.steps.insert(result.steps.end() - 1, {"compute", exact});
  }
  if (const std::string notes = unit_notes(tree_, tree_.order_of(node)); !notes.empty())
    result.answer += fmt::format(" ({})", notes);
  return result;
}

Outcome<Solution> Question::undefined(NodeId node) {
  if (!has_zero_divisor(node))
    return trouble(TroubleKind::unchecked, "undefined, but no divisor was confirmed to be 0");
  Solution result = solution(shown(node), "undefined", "the divisor is 0 modulo two primes of 61 and 62 bits as well");
  result.answer = fmt::format("{} is undefined: it divides by 0", result.reading);
  return result;
}

bool Question::has_zero_divisor(NodeId node) {
  for (const NodeId id : tree_.order_of(node)) {
    const NodeKind kind = tree_[id].kind;
    if (kind != NodeKind::divide && kind != NodeKind::call && kind != NodeKind::power) continue;
    const std::vector<NodeId> children = tree_[id].children;
    for (const NodeId child : children) {
      if (kind == NodeKind::divide && child != children[1]) continue;
      const auto values = evaluate(tree_, child, budget_);
      if (values && (*values)[child]->number.is_zero() && confirms_zero(tree_, child, *values, budget_)) return true;
    }
  }
  return false;
}

}  // namespace swarm::math
