#include "swarm/openai/request_options.hpp"

#include <algorithm>

namespace swarm::openai {

namespace {

std::string text_at(const json::Object& members, std::string_view name) {
  const json::Value* value = members.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

void check_tool(const json::Value& tool, json::Faults& faults) {
  if (!tool.is_object()) return faults.add("an object expected");
  if (text_at(tool.get_object(), "type") != "function") {
    const json::Faults::Deeper deeper(faults, "type");
    return faults.add("'function' expected");
  }
  const json::Faults::Deeper deeper(faults, "function");
  const json::Value* function = tool.get_object().if_contains("function");
  if (function == nullptr || !function->is_object()) return faults.add("an object expected");
  const json::Faults::Deeper at_name(faults, "name");
  if (text_at(function->get_object(), "name").empty()) faults.add("the function's name expected");
}

void check_tool_choice(const json::Value& choice, json::Faults& faults) {
  constexpr std::string_view kWords[] = {"none", "auto", "required"};
  if (choice.is_object()) return;
  if (choice.is_string() && std::ranges::find(kWords, std::string_view(choice.get_string())) != std::end(kWords))
    return;
  faults.add("none, auto, required or an object that names a function expected");
}

bool is_default(const json::Value& value) {
  if (value.is_null()) return true;
  if (value.is_bool()) return !value.get_bool();
  if (value.is_int64()) return value.get_int64() == 1;  // n, best_of
  return (value.is_array() && value.get_array().empty()) || (value.is_string() && value.get_string().empty());
}

}  // namespace

bool is_given(const json::Object& body, std::string_view name) {
  const json::Value* value = body.if_contains(name);
  return value != nullptr && !value->is_null();
}

void hand_on(const json::Object& body, std::span<const std::string_view> names, json::Object& options) {
  for (const std::string_view name : names) {
    if (is_given(body, name)) options.emplace(name, body.at(name));
  }
}

void refuse(const json::Object& body, std::string_view name, std::string_view why, json::Faults& faults) {
  const json::Value* value = body.if_contains(name);
  if (value == nullptr || is_default(*value)) return;
  const json::Faults::Deeper deeper(faults, name);
  faults.add(std::string(why));
}

void check_stop(const json::Object& body, json::Faults& faults) {
  if (!is_given(body, "stop")) return;
  const json::Value& stop = body.at("stop");
  const json::Faults::Deeper deeper(faults, "stop");
  if (stop.is_string()) return;
  const bool are_texts = stop.is_array() && std::ranges::all_of(stop.get_array(), &json::Value::is_string);
  if (!are_texts || stop.get_array().empty() || stop.get_array().size() > kStopsMax)
    faults.add(fmt::format("a text or 1 to {} texts expected", kStopsMax));
}

void check_tools(const json::Object& body, json::Faults& faults) {
  if (is_given(body, "tools")) {
    const json::Faults::Deeper deeper(faults, "tools");
    const json::Value& tools = body.at("tools");
    if (!tools.is_array() || tools.get_array().size() > kToolsMax)
      return faults.add(fmt::format("a list of at most {} tools expected", kToolsMax));
    for (std::size_t i = 0; i < tools.get_array().size(); ++i) {
      const json::Faults::Deeper at_tool(faults, i);
      check_tool(tools.get_array()[i], faults);
    }
  }
  if (!is_given(body, "tool_choice")) return;
  const json::Faults::Deeper deeper(faults, "tool_choice");
  check_tool_choice(body.at("tool_choice"), faults);
}

}  // namespace swarm::openai
