#pragma once

#include <optional>

#include "providers/chat/chat_model.hpp"
#include "swarm/answering/answer_stage.hpp"
#include "swarm/answering/model_plans.hpp"

// What models are asked. Pure.
namespace swarm::answering {

// Whether the client said what the answer looks like (tools, response_format): nothing is asked of the model beside,
// and computing heads and votes have nothing to say.
bool is_formatted(const Question& question);
// Whether the answer is taken as the model writes it: formatted, or `verify: off`.
bool is_taken_as_it_stands(const Question& question);
// Whether the answer must be JSON.
bool wants_json(const Question& question);
// Whether the question is what the user said last, and that is text: something that a head can compute.
bool is_asked_in_words(const Question& question);

// How one call differs from the next.
struct CallWishes {
  std::optional<double> temperature{};  // instead of the client's
  std::int64_t sample = 0;              // added to the client's seed
  bool wants_confidence = false;        // ask for log probabilities
  bool wants_margin = false;            // and for those of the next likeliest tokens
};

// `instructions`: how the model is told what is wanted.
chat::ChatRequest request_of(const Question& question, const HeadPlan& plan, answers::Head head,
                             const CallWishes& wishes, chat::Instructions instructions = chat::Instructions::words);

}  // namespace swarm::answering
