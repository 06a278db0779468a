#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/mutex.hpp"
#include "engine/batching/inference.hpp"
#include "engine/server/text_model.hpp"

// An engine that says what a test says, and a vocabulary whose tokens are bytes.
namespace swarm::tests {

// Allows everything, and remembers what it was made of.
class SpelledConstraint final : public batching::Constraint {
 public:
  explicit SpelledConstraint(std::string text) : grammar(std::move(text)) {}
  Result<Done> restrict(std::span<float>) override { return Done{}; }
  Result<bool> accept(llama::Token) override { return true; }
  const std::string grammar;
};

class ByteVocabulary final : public engine_server::TextModel {
 public:
  static constexpr llama::Token kEnd = 256, kThink = 257, kEndThink = 258;
  static constexpr std::int64_t kVocabulary = 259;

  ByteVocabulary() {
    facts_.architecture = "bytes";
    facts_.vocabulary = kVocabulary;
    facts_.embedding_length = 3;
    facts_.context_tokens = 64;
  }
  const llama::ModelFacts& facts() const override { return facts_; }
  std::vector<llama::Token> tokens_of(std::string_view text) const override {
    std::vector<llama::Token> tokens;
    for (const char c : text)
      tokens.push_back(static_cast<unsigned char>(c));
    return tokens;
  }
  std::optional<llama::Token> special_token(std::string_view text) const override {
    if (text == "<think>") return kThink;
    if (text == "</think>") return kEndThink;
    return std::nullopt;
  }
  Result<std::vector<llama::Token>> chat_tokens(std::span<const llama::ChatMessage> messages,
                                                bool is_thinking_wanted) const override {
    if (while_rendering) while_rendering();
    if (messages.back().content == "refuse me")
      return fail(ErrorCode::invalid_input, "the template refuses this conversation");
    std::vector<llama::Token> tokens = tokens_of(messages.back().content);
    if (opens_thoughts && is_thinking_wanted) tokens.push_back(kThink);
    return tokens;
  }
  Result<engine_server::Constraints> constraints(std::string_view schema, std::size_t answers) const override {
    if (schema.find("impossible") != std::string_view::npos)
      return fail(ErrorCode::invalid_input, "this schema cannot be expressed");
    engine_server::Constraints out;
    for (std::size_t i = 0; i < answers; ++i)
      out.push_back(std::make_shared<SpelledConstraint>("grammar of " + std::string(schema)));
    return out;
  }
  bool opens_thoughts = false;  // the template does

  std::function<void()> while_rendering;  // on the thread that does

 private:
  llama::ModelFacts facts_;
};

// What "text" is as generated tokens, one for each byte.
inline std::vector<batching::GeneratedToken> tokens_saying(std::string_view text) {
  std::vector<batching::GeneratedToken> tokens;
  for (const char c : text)
    tokens.push_back({.token = static_cast<unsigned char>(c), .bytes = std::string(1, c), .log_probability = -0.5});
  return tokens;
}
inline batching::GeneratedToken mark(llama::Token token) {
  return {.token = token, .bytes = ""};
}

class ScriptedInference final : public batching::Inference {
 public:
  static constexpr std::int64_t kContext = 64;

  struct Submitted {
    Ticket ticket = 0;
    batching::GenerationRequest request;
    std::shared_ptr<batching::GenerationListener> listener;
  };

  // Says the prompt again and ends, at once; otherwise the test speaks.
  bool is_echo = true;
  std::size_t queue_max = 100;

  Result<Ticket> submit(batching::GenerationRequest request,
                        std::shared_ptr<batching::GenerationListener> listener) override {
    const auto size = static_cast<std::int64_t>(request.prompt.size());
    if (size + request.output_tokens_max > kContext) {
      return fail(ErrorCode::too_large, fmt::format("prompt and answer pass the context of {} tokens by {}", kContext,
                                                    size + request.output_tokens_max - kContext));
    }
    Submitted submitted{.request = std::move(request), .listener = std::move(listener)};
    {
      MutexLock lock(mutex_);
      if (waiting_.size() >= queue_max) return fail(ErrorCode::limit_exceeded, "queue_full", "the queue is full");
      submitted.ticket = ++last_;
      if (!is_echo) waiting_.push_back(submitted);
      changed_.notify_all();
    }
    if (is_echo) echo(submitted);
    return submitted.ticket;
  }

  Result<Ticket> embed(batching::EmbeddingRequest request, batching::EmbeddingDone done) override {
    if (static_cast<std::int64_t>(request.input.size()) > kContext)
      return fail(ErrorCode::too_large, "too long by some tokens");
    if (!is_echo) return Ticket{1};  // and never a vector
    done(std::vector<float>{1.5F, -0.25F, static_cast<float>(request.input.size())});
    MutexLock lock(mutex_);
    return ++last_;
  }

  std::optional<SteadyTime> busy_since() const override { return busy; }
  std::optional<SteadyTime> busy{};

  void cancel(Ticket ticket) override {
    MutexLock lock(mutex_);
    cancelled_.push_back(ticket);
    changed_.notify_all();
  }
  Bytes give_back_idle() override { return Bytes{4096}; }
  void release(std::shared_ptr<llama::Adapter>, std::function<void()> done) override { done(); }
  batching::EngineState state() const override {
    batching::EngineState state{{.slots = 8, .slots_busy = 2, .output_tokens = 77}};
    state.memory.push_back({.device = "cpu", .used = Bytes{100}, .total = Bytes{1000}, .limit = Bytes{500}});
    return state;
  }

  // The next request, once it is there.
  Submitted next() {
    MutexLock lock(mutex_);
    while (waiting_.empty())
      changed_.wait(mutex_);
    Submitted submitted = std::move(waiting_.front());
    waiting_.pop_front();
    return submitted;
  }
  void wait_for_cancel(Ticket ticket) {
    MutexLock lock(mutex_);
    while (std::ranges::find(cancelled_, ticket) == cancelled_.end())
      changed_.wait(mutex_);
  }
  std::size_t cancelled() {
    MutexLock lock(mutex_);
    return cancelled_.size();
  }

  static void finish(const Submitted& submitted, std::int64_t tokens,
                     batching::FinishReason reason = batching::FinishReason::stop) {
    submitted.listener->ended(
        batching::GenerationEnd{.reason = reason,
                                .prompt_tokens = static_cast<std::int64_t>(submitted.request.prompt.size()),
                                .cached_tokens = 1,
                                .output_tokens = tokens,
                                .first_token = std::chrono::microseconds(1)});
  }

 private:
  static void echo(const Submitted& submitted) {
    std::string text;
    for (const llama::Token token : submitted.request.prompt)
      text += static_cast<char>(token);
    submitted.listener->generated(tokens_saying(text));
    finish(submitted, static_cast<std::int64_t>(text.size()));
  }

  Mutex mutex_;
  Condition changed_;
  std::deque<Submitted> waiting_ SWARM_GUARDED_BY(mutex_);
  std::vector<Ticket> cancelled_ SWARM_GUARDED_BY(mutex_);
  Ticket last_ SWARM_GUARDED_BY(mutex_) = 0;
};

}  // namespace swarm::tests
