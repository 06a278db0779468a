#pragma once

#include <memory>
#include <optional>

#include "engine/batching/output_text.hpp"
#include "engine/batching/sampler.hpp"

namespace swarm::batching {

// One answer on its way: what was asked, how far it is, and what was told to its listener. Used by the engine's thread
// only, once it is submitted.
class Generation {
 public:
  Generation(Inference::Ticket ticket, GenerationRequest request, std::shared_ptr<GenerationListener> listener,
             std::uint64_t seed, SteadyTime now);

  const GenerationRequest& request() const { return request_; }
  Inference::Ticket ticket() const { return ticket_; }
  SteadyTime submitted() const { return submitted_; }
  std::size_t reused_tokens() const { return reused_; }

  void start(std::size_t slot, std::size_t reused, SteadyTime now);
  std::size_t slot() const { return slot_; }
  void reuse(std::size_t tokens);  // so many of the prompt need not be read: the slot has them now

  // The tokens that the model must read next: the rest of the prompt, or the token that was chosen last.
  std::span<const Token> unread() const;
  bool is_answering() const { return read_ >= request_.prompt.size(); }
  void was_read(std::size_t tokens) { read_ += tokens; }
  bool wants_choice() const { return unread().empty(); }

  // Chooses the next token and tells the listener. True: the answer is complete, and the listener knows.
  bool advance(std::span<const float> logits, const ModelRunner& model, SteadyTime now);
  void end(Error error);  // tells the listener; what was held back is not shown

  std::int64_t output_tokens() const { return static_cast<std::int64_t>(output_.size()); }

 private:
  bool finish(FinishReason reason);
  GeneratedToken described(const Choice& choice, const ModelRunner& model) const;

  const Inference::Ticket ticket_;
  const GenerationRequest request_;
  const std::shared_ptr<GenerationListener> listener_;
  Sampler sampler_;
  OutputText text_;
  std::size_t slot_ = 0;
  std::size_t reused_ = 0;
  std::size_t read_ = 0;       // of the prompt and the answer together
  std::vector<Token> output_;  // chosen
  const SteadyTime submitted_;
  SteadyTime started_{};
  std::optional<SteadyTime> first_token_;
};

}  // namespace swarm::batching
