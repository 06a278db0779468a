#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "engine/batching/inference.hpp"
#include "trainer/data/chat_format.hpp"
#include "trainer/scoring/calibration.hpp"

namespace swarm::scoring {

inline constexpr std::int64_t kAnswerTokensMax = 1024;
inline constexpr std::string_view kDecline = "I don't know.";  // what a model says to what it cannot do

// What a model made of one lesson's prompt.
struct Answer {
  std::string text;      // behind the thinking
  std::string thinking;  // empty: none
  std::string trouble;   // why there is no whole answer: it was cut off, or refused; empty: none
  Certainty certainty;
  std::int64_t tokens = 0;

  bool is_declined() const { return text == kDecline; }
};

struct AnsweringDeps {
  batching::Inference& inference;
  const data::ChatFormat& format;
  std::shared_ptr<llama::Adapter> adapter;  // none: the base model
  const Clock& clock;
  const std::atomic<bool>& stop;
  std::function<void(std::size_t answered)> on_progress;
  std::size_t at_once = 1;          // as many as the engine has slots: no answer waits while its time runs
  std::int64_t context_tokens = 0;  // of prompt and answer together
  std::int64_t answer_tokens_max = kAnswerTokensMax;
};

// Greedy answers to all prompts, in their order, many at the same time; one that is cut off, or a prompt that is too
// long for the model, is one with trouble, and wrong. `with_head`: the head's token stands before the prompt.
// `cancelled` when asked to stop; `unavailable` when more than one answer in a hundred failed by the engine's doing: a
// score must not depend on the machine.
Result<std::vector<Answer>> answer_all(std::span<const data::Lesson> lessons, bool with_head, AnsweringDeps deps);

// `invalid_input` when not one prompt could be asked (each was refused, as too long): then there is no score.
Result<Done> check_any_asked(std::span<const Answer> answers);

// Tokens put together: text and thinking, and how sure the model was on average.
Answer assembled(std::span<const batching::GeneratedToken> tokens, const data::ChatFormat& format);

}  // namespace swarm::scoring
