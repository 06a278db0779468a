#include "swarm/answering/chat_requests.hpp"

#include <algorithm>

namespace swarm::answering {

namespace {

constexpr std::string_view kForMath =
    "Solve the problem step by step, and keep the steps short. Write every calculation out as an equation, such as "
    "12 * 7 = 84. End with one line of the form\nAnswer: VALUE\nwhere VALUE is the final value alone: a number, a "
    "fraction or an expression, with its unit if there is one, without any other words.";
constexpr std::string_view kForLogic =
    "Reason step by step from the given statements only, and keep the steps short. End with one line of the form\n"
    "Answer: VALUE\nwhere VALUE is the conclusion alone, such as yes, no, a name or an order, without any other words.";
constexpr std::string_view kForCode =
    "When a program is asked for, give the whole program in one fenced code block that names its language. When a "
    "value "
    "or an output is asked for, end with one line of the form\nAnswer: VALUE\nwhere VALUE is exactly that value or "
    "output.";

std::string_view words_for(answers::Head head) {
  switch (head) {
    case answers::Head::math:
      return kForMath;
    case answers::Head::logic:
      return kForLogic;
    case answers::Head::code:
      return kForCode;
    case answers::Head::reasoning:
      return {};
  }
  return {};
}

bool has_role(const json::Value& message, std::string_view role) {
  const json::Value* said = message.is_object() ? message.get_object().if_contains("role") : nullptr;
  return said != nullptr && said->is_string() && std::string_view(said->get_string()) == role;
}

const json::Value* content_of(const json::Value& message) {
  return message.is_object() ? message.get_object().if_contains("content") : nullptr;
}

bool is_text(const json::Value& content) {
  if (content.is_string()) return true;
  if (!content.is_array()) return false;
  return std::ranges::all_of(content.get_array(), [](const json::Value& part) {
    const json::Value* type = part.is_object() ? part.get_object().if_contains("type") : nullptr;
    return type != nullptr && *type == "text";
  });
}

// In front of the conversation, or behind what the client's own system message says: many models read only one.
void add_system_words(json::Array& messages, std::string_view words) {
  if (words.empty()) return;
  if (!messages.empty() && (has_role(messages.front(), "system") || has_role(messages.front(), "developer"))) {
    json::Value* content = messages.front().get_object().if_contains("content");
    if (content != nullptr && content->is_string()) {
      *content = std::string(content->get_string()) + "\n\n" + std::string(words);
      return;
    }
  }
  messages.insert(messages.begin(), json::Object{{"role", "system"}, {"content", words}});
}

// The head's name, and nothing else that a system message says: such models know no other one.
void instruct_by_head(json::Array& messages, answers::Head head) {
  json::Array kept{json::Object{{"role", "system"}, {"content", json::name_of(head)}}};
  for (json::Value& message : messages) {
    if (!has_role(message, "system") && !has_role(message, "developer")) kept.push_back(std::move(message));
  }
  messages = std::move(kept);
}

std::optional<std::int64_t> positive(const json::Value* value) {
  if (value == nullptr || !value->is_int64() || value->get_int64() <= 0) return std::nullopt;
  return value->get_int64();
}

std::optional<std::int64_t> take_output_limit(json::Object& options) {
  std::optional<std::int64_t> limit;
  for (const std::string_view name : {"max_tokens", "max_completion_tokens"}) {
    if (const auto said = positive(options.if_contains(name))) limit = std::max(limit.value_or(0), *said);
    options.erase(name);
  }
  return limit;
}

}  // namespace

bool is_formatted(const Question& question) {
  const json::Value* tools = question.options.if_contains("tools");
  if (tools != nullptr && tools->is_array() && !tools->get_array().empty()) return true;
  const json::Value* functions = question.options.if_contains("functions");
  return (functions != nullptr && functions->is_array() && !functions->get_array().empty()) || wants_json(question);
}

bool wants_json(const Question& question) {
  const json::Value* format = question.options.if_contains("response_format");
  if (format == nullptr || !format->is_object()) return false;
  const json::Value* type = format->get_object().if_contains("type");
  return type != nullptr && type->is_string() && *type != "text";
}

bool is_taken_as_it_stands(const Question& question) {
  return question.verify == answers::Verify::off || is_formatted(question);
}

bool is_asked_in_words(const Question& question) {
  if (question.messages.empty()) return true;
  if (!std::ranges::all_of(question.messages, [](const json::Value& message) {
        const json::Value* content = content_of(message);
        return content != nullptr && is_text(*content);
      }))
    return false;
  return !has_role(question.messages.back(), "tool") && !has_role(question.messages.back(), "function");
}

chat::ChatRequest request_of(const Question& question, const HeadPlan& plan, answers::Head head,
                             const CallWishes& wishes, chat::Instructions instructions) {
  chat::ChatRequest request{.messages = question.messages,
                            .options = question.options,
                            .deadline = question.deadline,
                            .payer = *question.payer,
                            .request_id = question.request_id};
  request.payer.head = json::name_of(head);
  if (request.messages.empty())
    request.messages.push_back(json::Object{{"role", "user"}, {"content", question.prompt}});
  const std::string_view own_words = is_taken_as_it_stands(question) ? std::string_view{} : words_for(head);
  if (instructions == chat::Instructions::head)
    instruct_by_head(request.messages, head);
  else
    add_system_words(request.messages, plan.config.system_prompt ? *plan.config.system_prompt : own_words);
  request.output_tokens_max = take_output_limit(request.options);
  if (!request.output_tokens_max && plan.config.output_tokens_max > 0)
    request.output_tokens_max = plan.config.output_tokens_max;
  if (wishes.temperature) request.options["temperature"] = *wishes.temperature;
  if (wishes.wants_confidence) request.options["logprobs"] = true;
  if (wishes.wants_confidence && wishes.wants_margin) request.options["top_logprobs"] = 2;  // the chosen one, the next
  if (json::Value* seed = request.options.if_contains("seed"); seed != nullptr && seed->is_int64())
    *seed = seed->get_int64() + wishes.sample;
  return request;
}

}  // namespace swarm::answering
