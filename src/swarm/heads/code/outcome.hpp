#pragma once

#include <expected>
#include <string>

#include "swarm/heads/code/code_question.hpp"
#include "swarm/heads/computing_head.hpp"
#include "swarm/sandbox/run_types.hpp"

namespace swarm::code {

// What came of one run, in the canonical form (README.md), or why it says nothing about the question.
struct Outcome {
  std::string value;
  std::string how;               // for people: "it ends with exit status 1"
  bool is_syntax_error = false;  // perhaps no program of this language at all
  bool is_limit = false;
  bool is_empty = false;  // nothing was printed
};

std::expected<Outcome, heads::Refusal> outcome_of(const CodeQuestion& question, const sandbox::RunReport& report);

}  // namespace swarm::code
