#include "swarm/openai/conversation.hpp"

#include <algorithm>
#include <array>

namespace swarm::openai {

namespace {

std::string text_of(const json::Value& value, json::Faults& faults) {
  std::string text;
  json::decode_value(value, json::Limits{}, text, faults);
  return text;
}

// A member that must be there and be a text.
std::string required_text(const json::Object& members, std::string_view name, json::Faults& faults) {
  const json::Faults::Deeper deeper(faults, name);
  const json::Value* value = members.if_contains(name);
  if (value == nullptr || value->is_null()) {
    faults.add("required, but missing");
    return {};
  }
  return text_of(*value, faults);
}

bool is_given(const json::Object& members, std::string_view name) {
  const json::Value* value = members.if_contains(name);
  return value != nullptr && !value->is_null();
}

std::string text_of_part(const json::Value& part, json::Faults& faults) {
  constexpr std::size_t kQuotedMax = 40;
  if (!part.is_object()) {
    faults.add("an object expected");
    return {};
  }
  const json::Object& members = part.get_object();
  const std::string type = required_text(members, "type", faults);
  if (type == "text" || type == "input_text" || type == "output_text") return required_text(members, "text", faults);
  if (type == "refusal") return required_text(members, "refusal", faults);
  if (!type.empty()) {
    faults.add(fmt::format("only texts are understood by the swarm, got '{}': ask a model as 'provider/model' about it",
                           type.substr(0, kQuotedMax)));
  }
  return {};
}

// A text, or a list of parts that are texts.
std::string text_of_content(const json::Value& content, json::Faults& faults) {
  if (!content.is_array()) {
    if (content.is_string()) return text_of(content, faults);
    faults.add("a text or a list of parts expected");
    return {};
  }
  std::string joined;
  for (std::size_t i = 0; i < content.get_array().size(); ++i) {
    const json::Faults::Deeper deeper(faults, i);
    if (i > 0) joined += '\n';
    joined += text_of_part(content.get_array()[i], faults);
  }
  return joined;
}

json::Object function_call(std::string id, std::string name, std::string arguments) {
  return json::Object{{"id", std::move(id)},
                      {"type", "function"},
                      {"function", json::Object{{"name", std::move(name)}, {"arguments", std::move(arguments)}}}};
}

json::Value tool_call_of(const json::Value& call, json::Faults& faults) {
  const json::Value* function = call.is_object() ? call.get_object().if_contains("function") : nullptr;
  if (function == nullptr || !function->is_object()) {
    faults.add("a call of a function expected");
    return nullptr;
  }
  std::string id = required_text(call.get_object(), "id", faults);
  const json::Faults::Deeper deeper(faults, "function");
  std::string name = required_text(function->get_object(), "name", faults);
  return function_call(std::move(id), std::move(name), required_text(function->get_object(), "arguments", faults));
}

json::Array tool_calls_of(const json::Value& calls, json::Faults& faults) {
  json::Array kept;
  if (!calls.is_array()) {
    faults.add("a list expected");
    return kept;
  }
  for (std::size_t i = 0; i < calls.get_array().size(); ++i) {
    const json::Faults::Deeper deeper(faults, i);
    kept.push_back(tool_call_of(calls.get_array()[i], faults));
  }
  return kept;
}

std::string role_of(const json::Object& message, json::Faults& faults) {
  constexpr std::array<std::string_view, 4> kRoles{"system", "user", "assistant", "tool"};
  std::string role = required_text(message, "role", faults);
  if (role == "developer") return "system";  // local models know no other word for it
  if (!role.empty() && std::ranges::find(kRoles, role) == kRoles.end()) {
    const json::Faults::Deeper deeper(faults, "role");
    faults.add("system, developer, user, assistant or tool expected");
  }
  return role;
}

}  // namespace

void Conversation::add_text(std::string_view role, std::string text) {
  text_bytes_ += text.size();
  messages_.push_back(json::Object{{"role", role}, {"content", std::move(text)}});
}

void Conversation::add(const json::Value& message, json::Faults& faults) {
  if (!message.is_object()) return faults.add("an object expected");
  const json::Object& members = message.get_object();
  const std::string role = role_of(members, faults);
  json::Object kept{{"role", role}, {"content", nullptr}};
  const bool has_calls = role == "assistant" && is_given(members, "tool_calls");
  if (is_given(members, "content") || !has_calls) {
    const json::Faults::Deeper deeper(faults, "content");
    if (!is_given(members, "content")) return faults.add("required, but missing");
    std::string text = text_of_content(members.at("content"), faults);
    text_bytes_ += text.size();
    kept["content"] = std::move(text);
  }
  if (has_calls) {
    const json::Faults::Deeper deeper(faults, "tool_calls");
    kept["tool_calls"] = tool_calls_of(members.at("tool_calls"), faults);
  }
  if (role == "tool") kept["tool_call_id"] = required_text(members, "tool_call_id", faults);
  if (kept.size() > 2) is_plain_ = false;
  messages_.push_back(std::move(kept));
}

void Conversation::add_call(const json::Object& item, json::Faults& faults) {
  std::string id = required_text(item, "call_id", faults);
  std::string name = required_text(item, "name", faults);
  json::Object call = function_call(std::move(id), std::move(name), required_text(item, "arguments", faults));
  is_plain_ = false;
  // Calls that follow each other are one message of the assistant.
  if (!messages_.empty() && messages_.back().as_object().contains("tool_calls")) {
    messages_.back().as_object()["tool_calls"].as_array().push_back(std::move(call));
    return;
  }
  messages_.push_back(json::Object{
      {"role", "assistant"}, {"content", nullptr}, {"tool_calls", json::Array{json::Value(std::move(call))}}});
}

void Conversation::add_call_output(const json::Object& item, json::Faults& faults) {
  std::string id = required_text(item, "call_id", faults);
  const json::Faults::Deeper deeper(faults, "output");
  if (!is_given(item, "output")) return faults.add("required, but missing");
  std::string output = text_of_content(item.at("output"), faults);
  is_plain_ = false;
  messages_.push_back(json::Object{{"role", "tool"}, {"content", std::move(output)}, {"tool_call_id", std::move(id)}});
}

void Conversation::add_item(const json::Value& item, json::Faults& faults) {
  if (!item.is_object()) return faults.add("an object expected");
  const json::Object& members = item.get_object();
  const std::string type = is_given(members, "type") ? required_text(members, "type", faults) : "message";
  if (type == "message") return add(item, faults);
  if (type == "function_call") return add_call(members, faults);
  if (type == "function_call_output") return add_call_output(members, faults);
  if (type == "reasoning") return;  // another model's thoughts, which no answer needs
  const json::Faults::Deeper deeper(faults, "type");
  faults.add("message, function_call, function_call_output or reasoning expected");
}

void Conversation::move_into(tasks::CreateTask& task) && {
  if (!is_plain_) {
    task.conversation = json::Value(std::move(messages_));
    return;
  }
  std::vector<tasks::Message>& plain = task.messages.emplace();
  for (const json::Value& message : messages_) {
    plain.push_back({std::string(message.as_object().at("role").as_string()),
                     std::string(message.as_object().at("content").as_string())});
  }
}

}  // namespace swarm::openai
