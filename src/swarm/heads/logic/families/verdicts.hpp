#pragma once

#include <functional>

#include "swarm/heads/logic/families/argument_questions.hpp"
#include "swarm/heads/logic/reasoning/reasoner.hpp"

namespace swarm::logic {

// Writes the answers that all families share, with their evidence.
class Verdicts {
 public:
  Verdicts(Reasoner& reasoner, std::string method) : reasoner_(reasoner), method_(std::move(method)) {}

  void note(const std::string& text);
  // Asked before "it does not follow" is said of a formula that can be true.
  void guard(std::function<Outcome<Done>(const Formula&)> independent) { independent_ = std::move(independent); }
  void explosion(bool allowed) { explosion_ = allowed; }  // whether contradicting premises make an argument valid
  void asked(Statement statement) { asked_ = std::move(statement); }

  // consistency, validity, follows, truth and possible
  Outcome<Solution> on(Ask ask);
  // The one of the options that follows; `undetermined` when several are left open. Refuses statements that contradict
  // each other, and options that are all excluded.
  struct Option {
    std::string value;
    Formula formula;
  };
  Outcome<Solution> choice(const std::vector<Option>& options);
  Solution solution(std::string value, std::string answer, std::vector<answers::Step> found) const;

 private:
  Outcome<Solution> consistency();
  Outcome<Solution> follows(Ask ask);
  Outcome<Solution> possible();
  Outcome<Done> independent(const Formula& formula);

  Reasoner& reasoner_;
  std::string method_;
  std::string notes_;
  std::function<Outcome<Done>(const Formula&)> independent_;
  bool explosion_ = false;
  std::optional<Statement> asked_;
};

}  // namespace swarm::logic
