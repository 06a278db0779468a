#include "swarm/heads/logic/reasoning/formula.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace swarm::logic {

namespace {

Formula compound(Operator op, std::vector<Formula> parts) {
  Formula formula;
  formula.op = op;
  formula.parts = std::move(parts);
  return formula;
}

Formula comparison(int left, Relation relation, int right, int offset) {
  Formula formula;
  formula.op = Operator::compare;
  formula.relation = relation;
  formula.left = left;
  formula.right = right;
  formula.offset = offset;
  return formula;
}

std::string joined(const Formula& formula, std::string_view sign, const Universe& universe) {
  std::string text;
  for (const Formula& part : formula.parts)
    text += (text.empty() ? "" : std::string(sign)) + shown(part, universe);
  return formula.parts.size() == 1 ? text : "(" + text + ")";
}

std::string comparison_shown(const Formula& formula, const Universe& universe) {
  const Universe::Number& left = universe.numbers[static_cast<std::size_t>(formula.left)];
  const char* const sign = formula.relation == Relation::less ? " < " : " = ";
  if (formula.right < 0) {
    const auto index = static_cast<std::size_t>(formula.offset - 1);
    const bool named = formula.relation == Relation::equal && index < left.values.size();
    return left.name + sign + (named ? left.values[index] : std::to_string(formula.offset));
  }
  std::string text = left.name + sign + universe.numbers[static_cast<std::size_t>(formula.right)].name;
  if (formula.offset != 0) text += fmt::format(" {} {}", formula.offset < 0 ? '-' : '+', std::abs(formula.offset));
  return text;
}

std::string count_shown(const Formula& formula, const Universe& universe) {
  const auto size = static_cast<int>(formula.parts.size());
  const std::string of = " of " + joined(formula, ", ", universe);
  if (formula.least == formula.most) return fmt::format("exactly {}{}", formula.least, of);
  if (formula.most >= size) return fmt::format("at least {}{}", formula.least, of);
  if (formula.least <= 0) return fmt::format("at most {}{}", formula.most, of);
  return fmt::format("{} to {}{}", formula.least, formula.most, of);
}

}  // namespace

Formula constant(bool truth) {
  Formula formula;
  formula.truth = truth;
  return formula;
}
Formula atom(int index) {
  Formula formula;
  formula.op = Operator::atom;
  formula.atom = index;
  return formula;
}
Formula negation(Formula part) {
  if (part.op == Operator::negation) return Formula(part.parts.front());
  std::vector<Formula> parts;
  parts.push_back(std::move(part));
  return compound(Operator::negation, std::move(parts));
}
Formula all_of(std::vector<Formula> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  return compound(Operator::all_of, std::move(parts));
}
Formula any_of(std::vector<Formula> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  return compound(Operator::any_of, std::move(parts));
}
Formula implies(Formula if_part, Formula then_part) {
  return compound(Operator::implies, {std::move(if_part), std::move(then_part)});
}
Formula equivalent(Formula left, Formula right) {
  return compound(Operator::equivalent, {std::move(left), std::move(right)});
}
Formula count(int least, int most, std::vector<Formula> parts) {
  Formula formula = compound(Operator::count, std::move(parts));
  formula.least = least;
  formula.most = most;
  return formula;
}
Formula is_value(int number, int value) {
  return comparison(number, Relation::equal, -1, value);
}
Formula same(int left, int right, int offset) {
  return comparison(left, Relation::equal, right, offset);
}
Formula below(int left, int right, int offset) {
  return comparison(left, Relation::less, right, offset);
}
Formula beside(int left, int right) {
  return any_of({same(left, right, 1), same(left, right, -1)});
}

int Universe::add_atom(std::string name) {
  atoms.push_back(std::move(name));
  return static_cast<int>(atoms.size()) - 1;
}
int Universe::add_number(std::string name, int size) {
  numbers.push_back({std::move(name), size, {}});
  return static_cast<int>(numbers.size()) - 1;
}

bool holds(const Formula& formula, const Model& model) {
  const auto part_holds = [&](const Formula& part) { return holds(part, model); };
  const auto number = [&](int index) { return model.numbers[static_cast<std::size_t>(index)]; };
  switch (formula.op) {
    case Operator::constant:
      return formula.truth;
    case Operator::atom:
      return model.atoms[static_cast<std::size_t>(formula.atom)];
    case Operator::compare: {
      const int right = (formula.right < 0 ? 0 : number(formula.right)) + formula.offset;
      return formula.relation == Relation::less ? number(formula.left) < right : number(formula.left) == right;
    }
    case Operator::negation:
      return !part_holds(formula.parts[0]);
    case Operator::all_of:
      return std::ranges::all_of(formula.parts, part_holds);
    case Operator::any_of:
      return std::ranges::any_of(formula.parts, part_holds);
    case Operator::implies:
      return !part_holds(formula.parts[0]) || part_holds(formula.parts[1]);
    case Operator::equivalent:
      return part_holds(formula.parts[0]) == part_holds(formula.parts[1]);
    case Operator::count: {
      const auto so_many = std::ranges::count_if(formula.parts, part_holds);
      return so_many >= formula.least && so_many <= formula.most;
    }
  }
  return false;
}

std::string shown(const Formula& formula, const Universe& universe) {
  switch (formula.op) {
    case Operator::constant:
      return formula.truth ? "true" : "false";
    case Operator::atom:
      return universe.atoms[static_cast<std::size_t>(formula.atom)];
    case Operator::compare:
      return comparison_shown(formula, universe);
    case Operator::negation:
      return "¬" + (formula.parts[0].op == Operator::compare ? "(" + shown(formula.parts[0], universe) + ")"
                                                             : shown(formula.parts[0], universe));
    case Operator::all_of:
      return formula.parts.empty() ? "true" : joined(formula, " ∧ ", universe);
    case Operator::any_of:
      return formula.parts.empty() ? "false" : joined(formula, " ∨ ", universe);
    case Operator::implies:
      return joined(formula, " → ", universe);
    case Operator::equivalent:
      return joined(formula, " ↔ ", universe);
    case Operator::count:
      return count_shown(formula, universe);
  }
  return "";
}

std::string shown(const Model& model, const Universe& universe) {
  std::string text;
  const auto add = [&](const std::string& name, const std::string& value) {
    text += (text.empty() ? "" : "; ") + name + ": " + value;
  };
  for (std::size_t i = 0; i < model.atoms.size(); ++i)
    add(universe.atoms[i], model.atoms[i] ? "true" : "false");
  for (std::size_t i = 0; i < model.numbers.size(); ++i) {
    const auto value = static_cast<std::size_t>(model.numbers[i]);
    const auto& words = universe.numbers[i].values;
    add(universe.numbers[i].name, value <= words.size() ? words[value - 1] : std::to_string(value));
  }
  return text;
}

void collect(const Formula& formula, std::vector<bool>& atoms, std::vector<bool>& numbers) {
  if (formula.op == Operator::atom) atoms[static_cast<std::size_t>(formula.atom)] = true;
  if (formula.op == Operator::compare) {
    numbers[static_cast<std::size_t>(formula.left)] = true;
    if (formula.right >= 0) numbers[static_cast<std::size_t>(formula.right)] = true;
  }
  for (const Formula& part : formula.parts)
    collect(part, atoms, numbers);
}

}  // namespace swarm::logic
