#pragma once

#include <vector>

#include "swarm/heads/logic/families/argument_questions.hpp"
#include "swarm/heads/logic/language/pattern.hpp"

namespace swarm::logic {

// The ways to ask something, as patterns of whole sentences.
struct Frame {
  Ask ask;
  Patterns patterns;
};

// Asks about an argument or statements that stand elsewhere in the prompt.
const std::vector<Frame>& whole_frames();
// Asks about the statement <s>, or <s> and <t>.
const std::vector<Frame>& claim_frames();
// Statements in quotation marks <q> (and <r>) that are put together.
const Patterns& quoted_consistency();
// Whether <s> follows.
const Patterns& follow_frames();
// The premises <p> stand in the question itself.
const Patterns& premise_frames();
// Whether <s> is true.
const Patterns& truth_frames();
// Whether <s> can be true.
const Patterns& possible_frames();
// <s> is a conclusion.
const Patterns& conclusion_marks();

}  // namespace swarm::logic
