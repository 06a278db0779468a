#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "platform/runtime/async.hpp"
#include "providers/budget/budget_gate.hpp"
#include "providers/chat/calibration.hpp"
#include "providers/chat/operation.hpp"
#include "providers/chat/provider_config.hpp"

namespace swarm::chat {

// What the stages of the cascade ask a model.
struct ChatRequest {
  json::Array messages{};  // as OpenAI has them: {"role", "content"}
  // Members that go into the request as they are (temperature, seed, stop, response_format, tools, logprobs, …); never
  // model, messages, stream or a token limit.
  json::Object options{};
  std::optional<std::int64_t> output_tokens_max{};  // nothing: the provider's default
  SteadyTime deadline{};
  budget::Payer payer;
  std::string request_id{};
  // When set, the answer is asked for as a stream, and its text is told as it comes, on the caller's Loop.
  std::function<void(std::string_view text)> on_text{};
};

struct ChatReply {
  json::Value message{};  // the assistant's message of the first choice, with tool_calls when there are some
  std::string text{};     // its content; empty when there is none
  std::string finish_reason{};
  std::string thoughts{};              // what it told of its thinking apart from its content
  std::optional<double> confidence{};  // mean probability of the tokens, when log probabilities were asked for and told
  std::optional<double> margin{};      // mean lead of the tokens over the next likeliest ones, when these were told too
  TokenUsage usage{};
  Money cost{};
  std::string provider{};            // who answered in the end
  std::string model{};               // without the provider
  std::vector<std::string> notes{};  // for the trace: attempts, refusals, fallbacks, with their reasons
};

// A language model that can be asked, governed like every call: breaker, limits, budget, retries and fallbacks.
// Thread-safe; the coroutine stays on its Loop; cancelling it aborts the call.
class ChatModel {
 public:
  virtual ~ChatModel() = default;
  virtual std::string_view name() const = 0;  // "provider/model"
  virtual ProviderClass provider_class() const = 0;
  virtual bool masks() const = 0;  // secrets and personal data must be masked before they go there
  virtual std::int64_t context_tokens() const = 0;
  virtual Instructions instructions() const { return Instructions::words; }
  // False when it cannot answer until somebody has set something up; then it is as if it were not configured.
  virtual bool is_set_up() const { return true; }
  // What its confidence is worth, when that was measured.
  virtual std::shared_ptr<const Calibration> calibration() const { return nullptr; }
  // Errors: `budget_exceeded`; `unavailable` (reasons "breaker_open", "connect", "lost", "protocol",
  // "upstream_status"); `limit_exceeded` (busy: the provider's limits or ours); `timeout`; `invalid_input` (the
  // provider refuses the request); `too_large`.
  virtual Async<Result<ChatReply>> complete(ChatRequest request) = 0;
};

}  // namespace swarm::chat
