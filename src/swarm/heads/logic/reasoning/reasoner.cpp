#include "swarm/heads/logic/reasoning/reasoner.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/result.hpp"

namespace swarm::logic {

namespace {

constexpr std::size_t kStepsShown = 24;

}  // namespace

Reasoner::Reasoner(const Universe& universe, std::vector<Statement> statements, Budget& budget)
    : universe_(universe), statements_(std::move(statements)), budget_(budget), encoding_(universe, budget) {
  for (const Statement& statement : statements_)
    encoding_.require(statement.formula);
}

Outcome<std::optional<Model>> Reasoner::model_with(const Formula& extra) {
  if (budget_.spent()) return budget_.over();
  const std::optional<Model> model = TRY(encoding_.model_with(extra));
  if (model) {
    const bool true_of_all =
        std::ranges::all_of(statements_, [&](const Statement& s) { return holds(s.formula, *model); });
    if (!true_of_all || !holds(extra, *model))
      return trouble(TroubleKind::unchecked, "a model of the solver breaks a statement");
    ++models_;
    return model;
  }
  std::vector<Formula> all;
  for (const Statement& statement : statements_)
    all.push_back(statement.formula);
  all.push_back(extra);
  if (TRY(search_model(universe_, all, budget_, nullptr)))
    return trouble(TroubleKind::unchecked, "the second path found a case that the solver had ruled out");
  ++refutations_;
  return std::nullopt;
}

Outcome<bool> Reasoner::consistent() {
  return TRY(model_with(constant(true)))
  .has_value();
}

Outcome<bool> Reasoner::entails(const Formula& formula) {
  return !TRY(model_with(negation(formula)))
  .has_value();
}

std::vector<std::size_t> Reasoner::enough_for(const Formula& formula) {
  std::vector<std::size_t> kept(statements_.size());
  for (std::size_t i = 0; i < kept.size(); ++i)
    kept[i] = i;
  for (std::size_t i = statements_.size(); i-- > 0 && !budget_.spent();) {
    std::vector<std::size_t> fewer = kept;
    std::erase(fewer, i);
    Encoding without(universe_, budget_);
    for (const std::size_t index : fewer)
      without.require(statements_[index].formula);
    const auto model = without.model_with(negation(formula));
    if (model && !*model) kept = std::move(fewer);
  }
  return kept;
}

std::string Reasoner::in_words(const Deduction& deduction) const {
  std::string what;
  if (deduction.is_atom) {
    what = fmt::format("{}{}", deduction.value == 1 ? "" : "not: ", universe_.atoms[deduction.unknown]);
  } else {
    const Universe::Number& number = universe_.numbers[deduction.unknown];
    const auto value = static_cast<std::size_t>(deduction.value);
    what = fmt::format("{} = {}", number.name,
                       value <= number.values.size() ? number.values[value - 1] : std::to_string(value));
  }
  return what;
}

Outcome<std::vector<answers::Step>> Reasoner::derivation(const Formula& formula, const std::string& opposite) {
  const std::vector<std::size_t> kept = enough_for(formula);
  std::vector<Formula> all;
  std::string numbers;
  for (const std::size_t index : kept) {
    all.push_back(statements_[index].formula);
    numbers += fmt::format("{}({})", numbers.empty() ? "" : ", ", index + 1);
  }
  all.push_back(negation(formula));
  std::vector<Deduction> deductions;
  if (TRY(search_model(universe_, all, budget_, &deductions)))
    return trouble(TroubleKind::unchecked, "the statements that seemed enough are not");
  std::vector<answers::Step> steps;
  if (!numbers.empty()) steps.push_back({"used", "enough for it: " + numbers});
  steps.push_back({"suppose", opposite});
  for (const Deduction& deduction : deductions) {
    if (steps.size() >= kStepsShown) {
      steps.push_back({"cases", "and so on through all cases"});
      break;
    }
    const std::string indent(2 * std::min<std::size_t>(deduction.depth, 8), ' ');
    if (deduction.supposed) {
      steps.push_back({"case", indent + in_words(deduction)});
    } else {
      const std::string by = deduction.statement < kept.size() ? fmt::format("({})", kept[deduction.statement] + 1)
                                                               : std::string("the supposition");
      steps.push_back({"then", fmt::format("{}{}, by {}", indent, in_words(deduction), by)});
    }
  }
  steps.push_back({"contradiction", "no case is left, so the supposition is wrong"});
  return steps;
}

std::vector<answers::Step> Reasoner::reading() const {
  std::vector<answers::Step> steps;
  for (std::size_t i = 0; i < statements_.size(); ++i) {
    steps.push_back({"statement", fmt::format("({}) {}: {}", i + 1, statements_[i].text,
                                              shown(statements_[i].formula, universe_).substr(0, 400))});
  }
  return steps;
}

std::string Reasoner::check() const {
  std::string text;
  if (models_ > 0) text = fmt::format("{} model{} evaluated on every statement", models_, models_ == 1 ? "" : "s");
  if (refutations_ > 0) {
    text += fmt::format("{}{} search{} through all cases without the solver found none", text.empty() ? "" : "; ",
                        refutations_, refutations_ == 1 ? "" : "es");
  }
  return text;
}

}  // namespace swarm::logic
