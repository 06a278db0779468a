#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "providers/chat/dialect.hpp"
#include "providers/chat/operation.hpp"

// Anthropic's Messages API (anthropic-version 2023-06-01) and OpenAI's chat completions, one as the other. Pure.
namespace swarm::chat::anthropic {

// `invalid_input` with the path of what has no counterpart.
Result<std::string> request_of(std::string_view openai_body);
// The member `messages` of OpenAI's form: Anthropic's `system` (empty: none) and its turns.
struct Conversation {
  std::string system{};
  json::Array turns{};
};
Result<Conversation> conversation_of(const json::Value& messages);

// `unavailable` (reason "protocol"): no message of this API.
Result<std::string> reply_of(std::string_view anthropic_body, Time now);
std::string error_of(int status, std::string_view anthropic_body);
// OpenAI's error object for the member `error` of Anthropic's; nothing when it is none.
std::optional<std::string> error_of(const json::Value& error);

std::string_view finish_reason_of(std::string_view stop_reason);

// What a message has cost, as it is told in pieces: a later figure replaces an earlier one.
class Usage {
 public:
  void take(const json::Value& usage);
  bool is_known() const { return is_known_; }
  // Tokens written to and read from the cache are input as well.
  json::Object openai_form() const;

 private:
  std::int64_t input_ = 0, cache_written_ = 0, cache_read_ = 0, output_ = 0;
  bool is_known_ = false;
};

std::unique_ptr<StreamTranslator> stream_translator(std::string_view model, bool usage_wanted, Time now);

// Texts of objects that may lack them or have another type in their place: empty then.
std::string_view text_at(const json::Object& object, std::string_view name);
const json::Object* object_at(const json::Object& object, std::string_view name);
const json::Array* array_at(const json::Object& object, std::string_view name);

}  // namespace swarm::chat::anthropic
