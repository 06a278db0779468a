// What follows from statements, whether an argument is valid, whether statements fit together, and what kind of formula
// one is.
#include <algorithm>
#include <fmt/format.h>

#include "base/result.hpp"
#include "swarm/heads/logic/families/argument_questions.hpp"
#include "swarm/heads/logic/families/families.hpp"
#include "swarm/heads/logic/families/theory.hpp"
#include "swarm/heads/logic/families/verdicts.hpp"
#include "swarm/heads/logic/reasoning/reasoner.hpp"

namespace swarm::logic {

namespace {

// Reads the statements of one prompt, reasons about them and writes the answer.
class Argument {
 public:
  Argument(ArgumentParts parts, Budget& budget)
      : parts_(std::move(parts)), budget_(budget), claims_(theory_, notes_, budget.limits().depth_max) {}

  Outcome<Solution> solve() {
    for (const std::vector<Tokens>* all : {&parts_.premises, &parts_.claims}) {
      for (const Tokens& tokens : *all)
        theory_.will_read(tokens);
    }
    for (const Tokens& premise : parts_.premises)
      premises_.push_back({ words_of(premise), TRY(claims_.read(premise)) });
    theory_.after_copula(parts_.copula_in_front);
    for (const Tokens& claim : parts_.claims)
      asked_.push_back({ words_of(claim), TRY(claims_.read(claim)) });
    std::vector<Formula> all;
    for (const Statement& statement : premises_)
      all.push_back(statement.formula);
    for (const Statement& statement : asked_)
      all.push_back(statement.formula);
    if (premises_.empty() && asked_.empty()) return outside("there are no statements");
    if (parts_.ask != Ask::who) TRY(theory_.resolve(all));
    if (parts_.ask == Ask::who) return who(std::move(all));
    const auto spoken = static_cast<std::ptrdiff_t>(premises_.size());
    linked_ = theory_.speaks_of({all.begin(), all.begin() + spoken}, {all.begin() + spoken, all.end()});
    if (parts_.ask == Ask::validity && premises_.empty() && !theory_.only_letters())
      return outside("an argument without premises");
    ground();
    Reasoner reasoner(theory_.universe(), premises_, budget_);
    Verdicts verdicts = prepared(reasoner);
    if (!asked_.empty()) verdicts.asked({asked_text(), asked()});
    const bool of_formula = parts_.ask == Ask::equivalence || parts_.ask == Ask::tautology ||
                            parts_.ask == Ask::satisfiable || parts_.ask == Ask::contradiction ||
                            parts_.ask == Ask::classify;
    return of_formula ? formula(reasoner, verdicts) : verdicts.on(parts_.ask);
  }

 private:
  void ground() {
    for (Statement& statement : premises_)
      statement.formula = theory_.grounded(statement.formula);
    for (Statement& statement : asked_)
      statement.formula = theory_.grounded(statement.formula);
    for (const Formula& fact : theory_.presuppositions())
      premises_.push_back({"said by its name", fact});
  }

  Verdicts prepared(Reasoner& reasoner) {
    Verdicts verdicts(reasoner, "propositional and monadic logic, SAT solver");
    verdicts.note(notes_.text());
    if (theory_.has_general_statement()) verdicts.note("\"all\" and \"no\" are read without saying that there are any");
    if (theory_.has_generic()) verdicts.note("a kind named without \"all\" is read as all of them");
    verdicts.guard([this, &reasoner](const Formula& formula) { return independent_of_words(reasoner, formula); });
    verdicts.explosion(theory_.only_letters());
    return verdicts;
  }

  Formula asked() const {
    std::vector<Formula> parts;
    for (const Statement& statement : asked_)
      parts.push_back(statement.formula);
    return all_of(std::move(parts));
  }
  std::string asked_text() const {
    if (!parts_.question.empty()) return parts_.question;
    std::string text;
    for (const Statement& statement : asked_)
      text += (text.empty() ? "" : " and ") + statement.text;
    return text;
  }

  // That nothing follows must not hang on words being unrelated that may be related.
  Outcome<Done> independent_of_words(Reasoner& reasoner, const Formula& formula) const {
    const bool of_statements = parts_.ask == Ask::truth || parts_.ask == Ask::follows || parts_.ask == Ask::possible;
    if (of_statements && !linked_) return outside("the question speaks of what no statement speaks of");
    for (const Formula& suspicion : theory_.suspicions()) {
      if (!TRY(reasoner.model_with(all_of({formula, suspicion}))))
        return outside("the answer may hang on what the words mean beyond the statements");
    }
    return {};
  }

  Outcome<Solution> formula(Reasoner& reasoner, Verdicts& verdicts) {
    if (!premises_.empty() && parts_.ask != Ask::equivalence)
      return outside("statements beside the formula that is asked about");
    Formula claim = asked();
    if (parts_.ask == Ask::equivalence) {
      if (asked_.size() != 2) return outside("two statements are compared");
      claim = equivalent(asked_[0].formula, asked_[1].formula);
    }
    const auto against = TRY(reasoner.model_with(negation(claim)));
    const auto with = TRY(reasoner.model_with(claim));
    if (!theory_.only_letters() && against && with) {
      TRY(independent_of_words(reasoner, claim));
      TRY(independent_of_words(reasoner, negation(claim)));
    }
    std::vector<answers::Step> steps;
    if (!against)
      steps = TRY(reasoner.derivation(claim, "it is false"));
    else if (!with)
      steps = TRY(reasoner.derivation(negation(claim), "it is true"));
    if (with) steps.push_back({"true in", shown(*with, theory_.universe()).substr(0, 600)});
    if (against) steps.push_back({"false in", shown(*against, theory_.universe()).substr(0, 600)});
    const auto [value, answer] = formula_verdict(!against, with.has_value());
    return verdicts.solution(value, answer, std::move(steps));
  }

  std::pair<std::string, std::string> formula_verdict(bool always, bool sometimes) const {
    const char* const kind = always      ? "true in every case"
                             : sometimes ? "true in some cases and false in others"
                                         : "false in every case";
    const std::string answer = fmt::format("{}: {}", asked_text(), kind);
    switch (parts_.ask) {
      case Ask::equivalence:
        return {always ? "yes" : "no",
                fmt::format("{} {} {}", asked_[0].text, always ? "says the same as" : "does not say the same as",
                            asked_[1].text)};
      case Ask::tautology:
        return {always ? "valid" : "invalid", answer};
      case Ask::satisfiable:
      case Ask::contradiction:
        return {sometimes ? "consistent" : "contradiction", answer};
      default:
        return {always ? "valid" : sometimes ? "consistent" : "contradiction", answer};
    }
  }

  // "who did it?": the individual of whom it follows.
  Outcome<Solution> who(std::vector<Formula> all) {
    const std::size_t spoken = premises_.size();
    std::vector<std::pair<std::string, std::size_t>> candidates;
    for (const auto& [shown_name, tokens] : parts_.candidates) {
      Tokens claim(tokens);
      claim.insert(claim.end(), parts_.claims.front().begin(), parts_.claims.front().end());
      candidates.emplace_back(shown_name, all.size());
      all.push_back(TRY(claims_.read(claim)));
    }
    TRY(theory_.resolve(all));
    for (std::size_t i = 0; i < spoken; ++i)
      premises_[i].formula = theory_.grounded(premises_[i].formula);
    for (const Formula& fact : theory_.presuppositions())
      premises_.push_back({"said by its name", fact});
    Reasoner reasoner(theory_.universe(), premises_, budget_);
    std::vector<Verdicts::Option> options;
    const std::vector<Formula> spoken_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(spoken));
    for (const auto& [name, at] : candidates) {  // "the keys took the keys" is said by nobody
      if (theory_.speaks_of(spoken_of, {all[at]})) options.push_back({name, theory_.grounded(all[at])});
    }
    return prepared(reasoner).choice(options);
  }

  ArgumentParts parts_;
  Budget& budget_;
  Theory theory_;
  ReadingNotes notes_;
  ClaimReader claims_;
  bool linked_ = false;  // the statements speak of all that the question speaks of
  std::vector<Statement> premises_, asked_;
};

}  // namespace

Outcome<Solution> solve_argument(const Sentences& sentences, Budget& budget) {
  return Argument(TRY(argument_parts(sentences)), budget).solve();
}

}  // namespace swarm::logic
