#pragma once

#include "swarm/heads/logic/language/token.hpp"
#include "swarm/heads/logic/outcome.hpp"

namespace swarm::logic {

enum class Ask {
  validity,       // valid or invalid: of an argument with a marked conclusion
  follows,        // entailed, contradiction or undetermined
  truth,          // yes, no or undetermined
  possible,       // yes or no
  consistency,    // consistent or contradiction
  equivalence,    // yes or no
  tautology,      // valid or invalid: of a formula
  satisfiable,    // consistent or contradiction
  contradiction,  // consistent or contradiction
  classify,       // valid, consistent or contradiction
  who,            // a name
};

struct ArgumentParts {
  Ask ask = Ask::truth;
  std::vector<Tokens> premises;
  std::vector<Tokens> claims;                              // what is asked about
  bool copula_in_front = false;                            // taken away from the claim: "was the dog bitten"
  std::string question;                                    // in the words of the prompt, where it is inverted
  std::vector<std::pair<std::string, Tokens>> candidates;  // for "who": each name as shown, and its words
};

// Which sentences are premises, which the conclusion, and what is asked. Refuses unless exactly one thing is asked.
Outcome<ArgumentParts> argument_parts(const Sentences& sentences);

}  // namespace swarm::logic
