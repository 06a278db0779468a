// How a chat completion asks the swarm.
#include <algorithm>

#include "swarm/openai/conversation.hpp"
#include "swarm/openai/decode_open.hpp"
#include "swarm/openai/request_options.hpp"

namespace swarm::openai {

namespace {

// What is checked of the members that are handed to models.
struct ModelOptions {
  std::optional<double> temperature{};
  std::optional<double> top_p{};
  std::optional<double> frequency_penalty{};
  std::optional<double> presence_penalty{};
  std::optional<std::int64_t> seed{};
  std::optional<std::int64_t> max_tokens{};
  std::optional<std::int64_t> max_completion_tokens{};
  std::optional<bool> parallel_tool_calls{};
  std::optional<json::Object> response_format{};
  std::optional<json::Object> logit_bias{};
  static constexpr auto schema =
      json::object("ModelOptions", json::field("temperature", &ModelOptions::temperature, "", json::fraction{0, 2}),
                   json::field("top_p", &ModelOptions::top_p, "", json::fraction{0, 1}),
                   json::field("frequency_penalty", &ModelOptions::frequency_penalty, "", json::fraction{-2, 2}),
                   json::field("presence_penalty", &ModelOptions::presence_penalty, "", json::fraction{-2, 2}),
                   json::field("seed", &ModelOptions::seed, ""),
                   json::field("max_tokens", &ModelOptions::max_tokens, "", json::between{1, kOutputTokensMax}),
                   json::field("max_completion_tokens", &ModelOptions::max_completion_tokens, "",
                               json::between{1, kOutputTokensMax}),
                   json::field("parallel_tool_calls", &ModelOptions::parallel_tool_calls, ""),
                   json::field("response_format", &ModelOptions::response_format, ""),
                   json::field("logit_bias", &ModelOptions::logit_bias, ""));
};

constexpr std::string_view kHandedOn[] = {"temperature", "top_p",      "frequency_penalty",   "presence_penalty",
                                          "seed",        "stop",       "response_format",     "tools",
                                          "tool_choice", "logit_bias", "parallel_tool_calls", "reasoning_effort",
                                          "verbosity"};
constexpr std::string_view kOneAnswer = "the swarm gives one answer: ask a model as 'provider/model' for several";

void check_response_format(const json::Object& body, json::Faults& faults) {
  constexpr std::string_view kTypes[] = {"text", "json_object", "json_schema"};
  const json::Value* format = body.if_contains("response_format");
  if (format == nullptr || !format->is_object()) return;
  const json::Value* type = format->get_object().if_contains("type");
  const json::Faults::Deeper deeper(faults, "response_format");
  const json::Faults::Deeper at_type(faults, "type");
  if (type == nullptr || !type->is_string() ||
      std::ranges::find(kTypes, std::string_view(type->get_string())) == std::end(kTypes))
    faults.add("text, json_object or json_schema expected");
}

void read_messages(const json::Object& body, SwarmRequest& request, json::Faults& faults) {
  const json::Faults::Deeper deeper(faults, "messages");
  const json::Value* messages = body.if_contains("messages");
  if (messages == nullptr || !messages->is_array()) return faults.add("a list of messages expected");
  const json::Array& list = messages->get_array();
  if (list.empty() || list.size() > Conversation::kMessagesMax)
    return faults.add(fmt::format("1 to {} messages expected, got {}", Conversation::kMessagesMax, list.size()));
  Conversation conversation;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const json::Faults::Deeper at_message(faults, i);
    conversation.add(list[i], faults);
  }
  request.text_bytes = conversation.text_bytes();
  if (faults.empty()) std::move(conversation).move_into(request.task);
}

}  // namespace

void read_chat(const json::Object& body, SwarmRequest& request, json::Faults& faults) {
  ModelOptions checked;
  decode_open(body, checked, faults);
  check_stop(body, faults);
  check_tools(body, faults);
  check_response_format(body, faults);
  refuse(body, "n", kOneAnswer, faults);
  refuse(body, "audio", "the swarm answers in text", faults);
  refuse(body, "functions", "use tools", faults);
  refuse(body, "function_call", "use tool_choice", faults);
  json::Object options;
  hand_on(body, kHandedOn, options);
  if (const auto limit = checked.max_completion_tokens ? checked.max_completion_tokens : checked.max_tokens)
    options.emplace("max_tokens", *limit);
  if (!options.empty()) request.task.options = std::move(options);
  read_messages(body, request, faults);
}

}  // namespace swarm::openai
