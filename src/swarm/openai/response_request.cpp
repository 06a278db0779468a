// How a response (OpenAI's newer form) asks the swarm: its input, tools and format become those of a chat completion.
#include "swarm/openai/conversation.hpp"
#include "swarm/openai/decode_open.hpp"
#include "swarm/openai/request_options.hpp"

namespace swarm::openai {

namespace {

struct ResponseOptions {
  std::optional<double> temperature{};
  std::optional<double> top_p{};
  std::optional<std::int64_t> max_output_tokens{};
  std::optional<std::string> instructions{};
  std::optional<bool> parallel_tool_calls{};
  std::optional<json::Object> text{};
  std::optional<json::Object> reasoning{};
  static constexpr auto schema = json::object(
      "ResponseOptions", json::field("temperature", &ResponseOptions::temperature, "", json::fraction{0, 2}),
      json::field("top_p", &ResponseOptions::top_p, "", json::fraction{0, 1}),
      json::field("max_output_tokens", &ResponseOptions::max_output_tokens, "", json::between{1, kOutputTokensMax}),
      json::field("instructions", &ResponseOptions::instructions, ""),
      json::field("parallel_tool_calls", &ResponseOptions::parallel_tool_calls, ""),
      json::field("text", &ResponseOptions::text, ""), json::field("reasoning", &ResponseOptions::reasoning, ""));
};

constexpr std::string_view kHandedOn[] = {"temperature", "top_p", "parallel_tool_calls"};

// {"type": "function", "name", …} as {"type": "function", "function": {"name", …}}.
json::Value nested(const json::Value& flat, std::string_view under) {
  const json::Value* type = flat.is_object() ? flat.get_object().if_contains("type") : nullptr;
  if (type == nullptr || !type->is_string() || std::string_view(type->get_string()) != under) return flat;
  json::Object inner;
  for (const auto& member : flat.get_object()) {
    if (member.key() != "type") inner.insert(member);
  }
  return json::Object{{"type", *type}, {under, std::move(inner)}};
}

json::Object with_chat_tools(const json::Object& body) {
  json::Object chat;
  if (is_given(body, "tools")) {
    json::Value tools = body.at("tools");
    if (tools.is_array()) {
      for (json::Value& tool : tools.get_array())
        tool = nested(tool, "function");
    }
    chat.emplace("tools", std::move(tools));
  }
  if (is_given(body, "tool_choice")) chat.emplace("tool_choice", nested(body.at("tool_choice"), "function"));
  return chat;
}

void read_format(const std::optional<json::Object>& text, json::Object& options) {
  const json::Value* format = text ? text->if_contains("format") : nullptr;
  if (format == nullptr || !format->is_object()) return;
  json::Value chat = nested(*format, "json_schema");
  const json::Value* type = chat.as_object().if_contains("type");
  if (type != nullptr && *type != "text") options.emplace("response_format", std::move(chat));
}

void read_input(const json::Object& body, const ResponseOptions& checked, SwarmRequest& request, json::Faults& faults) {
  Conversation conversation;
  if (checked.instructions && !checked.instructions->empty()) conversation.add_text("system", *checked.instructions);
  const json::Faults::Deeper deeper(faults, "input");
  const json::Value* input = body.if_contains("input");
  if (input != nullptr && input->is_string()) {
    std::string text;
    json::decode_value(*input, json::Limits{}, text, faults);
    conversation.add_text("user", std::move(text));
  } else if (input != nullptr && input->is_array() && !input->get_array().empty() &&
             input->get_array().size() <= Conversation::kMessagesMax) {
    for (std::size_t i = 0; i < input->get_array().size(); ++i) {
      const json::Faults::Deeper at_item(faults, i);
      conversation.add_item(input->get_array()[i], faults);
    }
  } else {
    return faults.add(fmt::format("a text or 1 to {} items expected", Conversation::kMessagesMax));
  }
  request.text_bytes = conversation.text_bytes();
  if (faults.empty()) std::move(conversation).move_into(request.task);
}

}  // namespace

void read_response(const json::Object& body, SwarmRequest& request, json::Faults& faults) {
  ResponseOptions checked;
  decode_open(body, checked, faults);
  for (const std::string_view name : {"previous_response_id", "conversation"})
    refuse(body, name, "the swarm keeps no conversations: send it as input", faults);
  refuse(body, "background", "not for the swarm: POST /api/v1/tasks does not wait either", faults);
  refuse(body, "prompt", "the swarm keeps no prompts: send instructions and input", faults);
  const json::Object chat = with_chat_tools(body);
  check_tools(chat, faults);
  json::Object options;
  hand_on(body, kHandedOn, options);
  for (const auto& member : chat)
    options.insert(member);
  if (checked.max_output_tokens) options.emplace("max_tokens", *checked.max_output_tokens);
  read_format(checked.text, options);
  if (const json::Value* effort = checked.reasoning ? checked.reasoning->if_contains("effort") : nullptr;
      effort != nullptr && !effort->is_null())
    options.emplace("reasoning_effort", *effort);
  if (!options.empty()) request.task.options = std::move(options);
  read_input(body, checked, request, faults);
}

}  // namespace swarm::openai
