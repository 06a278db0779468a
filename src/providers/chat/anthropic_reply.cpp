#include <algorithm>
#include <fmt/format.h>

#include "providers/chat/anthropic_wire.hpp"
#include "providers/chat/provider_error.hpp"

namespace swarm::chat::anthropic {

namespace {

struct ErrorName {
  std::string_view theirs, type, code;
};
constexpr ErrorName kErrorNames[] = {
    {"invalid_request_error", "invalid_request_error", ""},
    {"authentication_error", "authentication_error", "invalid_api_key"},
    {"billing_error", "insufficient_quota", "insufficient_quota"},
    {"permission_error", "permission_error", ""},
    {"not_found_error", "not_found_error", "model_not_found"},
    {"request_too_large", "invalid_request_error", "request_too_large"},
    {"rate_limit_error", "rate_limit_error", "rate_limit_exceeded"},
    {"timeout_error", "server_error", "timeout"},
    {"api_error", "server_error", ""},
    {"overloaded_error", "server_error", "overloaded"},
};

// What of a message's blocks OpenAI's form has a place for.
struct Spoken {
  std::string text{};
  std::string reasoning{};
  json::Array thinking_blocks{};
  json::Array tool_calls{};
};

void take_block(const json::Object& block, Spoken& spoken) {
  const std::string_view type = text_at(block, "type");
  if (type == "text") {
    spoken.text += text_at(block, "text");
  } else if (type == "thinking" || type == "redacted_thinking") {
    spoken.reasoning += text_at(block, "thinking");
    spoken.thinking_blocks.push_back(block);
  } else if (type == "tool_use") {
    const json::Value* input = block.if_contains("input");
    const std::string arguments = input == nullptr || input->is_null() ? "{}" : json::to_text(*input);
    spoken.tool_calls.push_back(
        json::Object{{"id", text_at(block, "id")},
                     {"type", "function"},
                     {"function", json::Object{{"name", text_at(block, "name")}, {"arguments", arguments}}}});
  }
}

json::Object message_of(Spoken spoken) {
  json::Object message{{"role", "assistant"}};
  const bool has_only_calls = spoken.text.empty() && !spoken.tool_calls.empty();
  message.emplace("content", has_only_calls ? json::Value(nullptr) : json::Value(boost::json::string(spoken.text)));
  message.emplace("refusal", nullptr);
  if (!spoken.reasoning.empty()) message.emplace("reasoning_content", spoken.reasoning);
  if (!spoken.thinking_blocks.empty()) message.emplace("thinking_blocks", std::move(spoken.thinking_blocks));
  if (!spoken.tool_calls.empty()) message.emplace("tool_calls", std::move(spoken.tool_calls));
  return message;
}

std::int64_t figure_at(const json::Object& usage, std::string_view name, std::int64_t otherwise) {
  constexpr std::int64_t kTokensMax = std::int64_t{1} << 40;
  const json::Value* figure = usage.if_contains(name);
  if (figure == nullptr || !figure->is_int64()) return otherwise;
  return std::clamp<std::int64_t>(figure->get_int64(), 0, kTokensMax);
}

}  // namespace

std::string_view finish_reason_of(std::string_view stop_reason) {
  if (stop_reason == "max_tokens" || stop_reason == "model_context_window_exceeded") return "length";
  if (stop_reason == "tool_use") return "tool_calls";
  if (stop_reason == "refusal") return "content_filter";
  return "stop";  // end_turn, stop_sequence, pause_turn
}

void Usage::take(const json::Value& usage) {
  const json::Object* told = usage.if_object();
  if (told == nullptr) return;
  input_ = figure_at(*told, "input_tokens", input_);
  cache_written_ = figure_at(*told, "cache_creation_input_tokens", cache_written_);
  cache_read_ = figure_at(*told, "cache_read_input_tokens", cache_read_);
  output_ = figure_at(*told, "output_tokens", output_);
  is_known_ = is_known_ || told->contains("input_tokens") || told->contains("output_tokens");
}

json::Object Usage::openai_form() const {
  const std::int64_t prompt = input_ + cache_written_ + cache_read_;
  return {{"prompt_tokens", prompt},
          {"completion_tokens", output_},
          {"total_tokens", prompt + output_},
          {"prompt_tokens_details", json::Object{{"cached_tokens", cache_read_}}}};
}

Result<std::string> reply_of(std::string_view anthropic_body, Time now) {
  const auto no_message = [] {
    return fail(ErrorCode::unavailable, "protocol", "the provider's answer is no message of the Messages API");
  };
  const Result<json::Value> value = json::parse(anthropic_body, 128);
  if (!value || !value->is_object()) return no_message();
  const json::Object& reply = value->get_object();
  const json::Array* content = array_at(reply, "content");
  if (content == nullptr || text_at(reply, "type") != "message") return no_message();
  Spoken spoken;
  for (const json::Value& block : *content) {
    if (!block.is_object()) return no_message();
    take_block(block.get_object(), spoken);
  }
  json::Object choice{{"index", 0},
                      {"message", message_of(std::move(spoken))},
                      {"logprobs", nullptr},
                      {"finish_reason", finish_reason_of(text_at(reply, "stop_reason"))}};
  json::Object translated{{"id", text_at(reply, "id")},
                          {"object", "chat.completion"},
                          {"created", to_milliseconds(now) / 1000},
                          {"model", text_at(reply, "model")},
                          {"choices", json::Array{std::move(choice)}}};
  Usage usage;
  if (const json::Value* told = reply.if_contains("usage")) usage.take(*told);
  if (usage.is_known()) translated.emplace("usage", usage.openai_form());
  return json::to_text(translated);
}

std::optional<std::string> error_of(const json::Value& error) {
  const json::Object* object = error.if_object();
  const std::string_view type = object == nullptr ? std::string_view() : text_at(*object, "type");
  if (type.empty()) return std::nullopt;
  const auto* const known = std::ranges::find(kErrorNames, type, &ErrorName::theirs);
  const ErrorName name = known == std::end(kErrorNames) ? ErrorName{type, "server_error", ""} : *known;
  const std::string_view message = text_at(*object, "message");
  return openai_error(message.empty() ? type : message, name.type, std::nullopt,
                      name.code.empty() ? std::nullopt : std::optional(name.code));
}

std::string error_of(int status, std::string_view anthropic_body) {
  const Result<json::Value> value = json::parse(anthropic_body, 128);
  const json::Object* body = value ? value->if_object() : nullptr;
  const json::Value* error = body == nullptr ? nullptr : body->if_contains("error");
  std::optional<std::string> translated = error == nullptr ? std::nullopt : error_of(*error);
  return translated ? std::move(*translated) : error_of_status(status);
}

}  // namespace swarm::chat::anthropic
