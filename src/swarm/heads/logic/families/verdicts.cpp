#include "swarm/heads/logic/families/verdicts.hpp"

#include <fmt/format.h>

#include "base/result.hpp"

namespace swarm::logic {

namespace {

constexpr std::size_t kModelShown = 600;

}  // namespace

void Verdicts::note(const std::string& text) {
  if (!text.empty()) notes_ += (notes_.empty() ? "" : "; ") + text;
}

Outcome<Done> Verdicts::independent(const Formula& formula) {
  return independent_ ? independent_(formula) : Outcome<Done>{};
}

Solution Verdicts::solution(std::string value, std::string answer, std::vector<answers::Step> found) const {
  Solution solution;
  solution.value = std::move(value);
  solution.answer = std::move(answer);
  if (!notes_.empty()) solution.answer += " (" + notes_ + ")";
  solution.method = method_;
  solution.steps = reasoner_.reading();
  if (asked_) {
    solution.steps.push_back(
        {"question",
         fmt::format("{}: {}", asked_->text, shown(asked_->formula, reasoner_.universe()).substr(0, kModelShown))});
  }
  for (answers::Step& step : found)
    solution.steps.push_back(std::move(step));
  solution.check = reasoner_.check();
  return solution;
}

Outcome<Solution> Verdicts::on(Ask ask) {
  switch (ask) {
    case Ask::consistency:
      return consistency();
    case Ask::validity:
    case Ask::follows:
    case Ask::truth:
      return follows(ask);
    case Ask::possible:
      return possible();
    default:
      return outside("this is asked of formulas only");
  }
}

Outcome<Solution> Verdicts::consistency() {
  const auto model = TRY(reasoner_.model_with(constant(true)));
  if (!model) {
    auto steps = TRY(reasoner_.derivation(constant(false), "all of them hold"));
    return solution("contradiction", "These cannot all be true", std::move(steps));
  }
  TRY(independent(constant(true)));
  return solution("consistent", "These can all be true together",
                  {{"model", shown(*model, reasoner_.universe()).substr(0, kModelShown)}});
}

Outcome<Solution> Verdicts::follows(Ask ask) {
  const Formula& claim = asked_->formula;
  const std::string& text = asked_->text;
  if (!TRY(reasoner_.consistent()) && (ask != Ask::validity || !explosion_))
    return outside("the statements contradict each other, so that anything would follow");
  const auto against = TRY(reasoner_.model_with(negation(claim)));
  if (!against) {
    auto steps = TRY(reasoner_.derivation(claim, "the opposite of: " + text));
    if (ask == Ask::validity) return solution("valid", "The argument is valid", std::move(steps));
    if (ask == Ask::follows) return solution("entailed", "It follows: " + text, std::move(steps));
    return solution("yes", "Yes: " + text, std::move(steps));
  }
  const std::string counter_model = shown(*against, reasoner_.universe()).substr(0, kModelShown);
  if (ask == Ask::validity) {
    TRY(independent(negation(claim)));
    return solution("invalid", "The argument is invalid: the premises can be true and the conclusion false",
                    {{"counter-model", counter_model}});
  }
  const auto with = TRY(reasoner_.model_with(claim));
  if (!with) {
    auto steps = TRY(reasoner_.derivation(negation(claim), text));
    if (ask == Ask::follows)
      return solution("contradiction", "It contradicts the statements: " + text, std::move(steps));
    return solution("no", "No, the opposite follows: " + text, std::move(steps));
  }
  TRY(independent(claim));
  TRY(independent(negation(claim)));
  return solution(
      "undetermined", "It cannot be told from the statements: " + text,
      {{"true in", shown(*with, reasoner_.universe()).substr(0, kModelShown)}, {"false in", counter_model}});
}

Outcome<Solution> Verdicts::possible() {
  const Formula& claim = asked_->formula;
  if (!TRY(reasoner_.consistent())) return outside("the statements contradict each other");
  const auto model = TRY(reasoner_.model_with(claim));
  if (!model) {
    auto steps = TRY(reasoner_.derivation(negation(claim), asked_->text));
    return solution("no", "No, the statements exclude it: " + asked_->text, std::move(steps));
  }
  TRY(independent(claim));
  return solution("yes", "Yes, the statements leave it open: " + asked_->text,
                  {{"model", shown(*model, reasoner_.universe()).substr(0, kModelShown)}});
}

Outcome<Solution> Verdicts::choice(const std::vector<Option>& options) {
  if (!TRY(reasoner_.consistent())) return outside("the statements contradict each other");
  const Option* only = nullptr;
  std::vector<answers::Step> open;
  for (const Option& option : options) {
    const auto model = TRY(reasoner_.model_with(option.formula));
    if (!model) continue;
    if (!TRY(reasoner_.model_with(negation(option.formula)))) only = &option;
    open.push_back(
        {"possible", fmt::format("{}: {}", option.value, shown(*model, reasoner_.universe()).substr(0, kModelShown))});
  }
  if (open.empty()) return outside("nothing that is named can be the answer");
  if (only == nullptr) {
    for (const Option& option : options)
      TRY(independent(option.formula));
    return solution("undetermined", "The statements leave it open", std::move(open));
  }
  if (open.size() > 1) return outside("more than one answer follows");
  auto steps = TRY(reasoner_.derivation(only->formula, "it is not " + only->value));
  return solution(only->value, only->value, std::move(steps));
}

}  // namespace swarm::logic
