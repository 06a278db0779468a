#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "engine/batching/inference.hpp"
#include "engine/lora/adapter_registry.hpp"
#include "engine/server/answer_form.hpp"
#include "engine/server/choice_text.hpp"
#include "engine/server/engine_metrics.hpp"
#include "platform/runtime/timers.hpp"

namespace swarm::engine_server {

// What the engine's thread says of one answer, kept until its Loop takes it. What waits is bounded by the answer: no
// more tokens than a context holds.
class AnswerMailbox final : public batching::GenerationListener {
 public:
  struct Mail {
    std::vector<batching::GeneratedToken> tokens{};
    std::optional<Result<batching::GenerationEnd>> end{};
    SteadyTime ended_at{};
  };
  // `wakes_for_tokens`: otherwise only the end is told, and nobody's Loop is woken for less.
  AnswerMailbox(runtime::Wakeup wakeup, const Clock& clock, bool wakes_for_tokens)
      : wakeup_(std::move(wakeup)), clock_(clock), wakes_for_tokens_(wakes_for_tokens) {}

  void generated(std::vector<batching::GeneratedToken> tokens) override;
  void ended(Result<batching::GenerationEnd> end) override;
  Mail take();

 private:
  const runtime::Wakeup wakeup_;
  const Clock& clock_;
  const bool wakes_for_tokens_;
  Mutex mutex_;
  Mail mail_ SWARM_GUARDED_BY(mutex_);
};

// One answer, as far as it came since it was asked last.
struct ChoiceNews {
  std::size_t choice = 0;
  Piece piece{};
  std::optional<batching::FinishReason> end{};
};

// All answers that one HTTP request asked for, while they are written. Lives on one Loop; its end cancels what still
// runs.
class Generation {
 public:
  struct Deps {
    batching::Inference& inference;
    const Clock& clock;
    const EngineMetrics& metrics;
  };
  struct Wishes {
    ThinkingMarks marks{};
    bool keeps_tokens = false;               // for their log probabilities
    bool hears_every_token = true;           // as they come; otherwise there is news at an answer's end
    SteadyTime ends_by = SteadyTime::max();  // the engine ends what takes too long; if it does not, take() fails
  };
  // `adapter` is held until the end.
  Generation(Deps deps, runtime::Executor executor, lora::AdapterUse adapter, Wishes wishes)
      : deps_(deps), wakeup_(executor), adapter_(std::move(adapter)), wishes_(wishes) {}
  ~Generation();
  Generation(const Generation&) = delete;
  Generation& operator=(const Generation&) = delete;

  // One more answer. What Inference::submit says; a prompt that is too long is `invalid_input` (reason
  // "context_length_exceeded").
  Result<Done> add(batching::GenerationRequest request, bool counts_prompt);

  // What came since the last call. An answer's failure is that of all: then nothing more comes. `timeout` when the
  // engine has said nothing of an answer's end until `ends_by`.
  Result<std::vector<ChoiceNews>> take();
  bool has_ended() const { return running_ == 0; }
  Async<void> wait_for(std::chrono::milliseconds at_most);  // and no longer than take() is to be waited for

  std::size_t choices() const { return answers_.size(); }
  const TokenUsage& usage() const { return usage_; }

 private:
  struct Answer {
    std::shared_ptr<AnswerMailbox> mailbox;
    batching::Inference::Ticket ticket = 0;
    ChoiceText text;
    SteadyTime submitted{};
    bool counts_prompt = true;  // the first of several answers to one prompt
    bool is_running = true;
  };
  Result<ChoiceNews> take(std::size_t index);
  void end(Answer& answer, const batching::GenerationEnd& end, SteadyTime at);

  const Deps deps_;
  runtime::Wakeup wakeup_;
  const lora::AdapterUse adapter_;
  const Wishes wishes_;
  std::vector<Answer> answers_;
  std::size_t running_ = 0;
  TokenUsage usage_;
};

}  // namespace swarm::engine_server
