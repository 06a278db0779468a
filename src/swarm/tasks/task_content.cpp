#include "swarm/tasks/task_content.hpp"

namespace swarm::tasks {

namespace {

constexpr std::size_t kOptionsBytesMax = 64 * KiB;
constexpr std::size_t kConversationMax = 1'000;

std::unexpected<Error> fault_at(std::string path, std::string message) {
  return std::unexpected(json::error_of({{std::move(path), std::move(message)}}));
}

// What a model would be asked: the last thing that the user said.
std::string last_user_message(const std::vector<Message>& messages) {
  for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
    if (message->role == "user") return message->content;
  }
  return {};
}

// The text of a message, whose content is a text or a list of parts.
std::string text_of(const json::Object& message) {
  const json::Value* content = message.if_contains("content");
  if (content == nullptr) return {};
  if (content->is_string()) return std::string(content->get_string());
  std::string text;
  for (const json::Value& part : content->is_array() ? content->get_array() : json::Array{}) {
    const json::Value* piece = part.is_object() ? part.get_object().if_contains("text") : nullptr;
    if (piece != nullptr && piece->is_string()) text += (text.empty() ? "" : "\n") + std::string(piece->get_string());
  }
  return text;
}

bool is_from_user(const json::Object& message) {
  const json::Value* role = message.if_contains("role");
  return role != nullptr && *role == "user";
}

std::string last_user_text(const json::Array& conversation) {
  for (auto message = conversation.rbegin(); message != conversation.rend(); ++message) {
    if (is_from_user(message->get_object())) return text_of(message->get_object());
  }
  return {};
}

Result<json::Array> conversation_of(const json::Value& given, const std::string& path) {
  if (!given.is_array() || given.get_array().empty() || given.get_array().size() > kConversationMax)
    return fault_at(path, fmt::format("a list of 1 to {} messages expected", kConversationMax));
  for (std::size_t i = 0; i < given.get_array().size(); ++i) {
    const json::Value& message = given.get_array()[i];
    const json::Value* role = message.is_object() ? message.get_object().if_contains("role") : nullptr;
    if (role == nullptr || !role->is_string())
      return fault_at(fmt::format("{}[{}]", path, i), "an object with a role expected");
  }
  return given.get_array();
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::size_t content_bytes(const TaskInput& input) {
  if (!input.conversation.empty()) return json::to_text(input.conversation).size();
  if (input.messages.empty()) return input.prompt.size();
  std::size_t bytes = 0;
  for (const Message& message : input.messages)
    bytes += message.content.size();
  return bytes;
}

}  // namespace

Result<TaskInput> content_of(const CreateTask& request, const std::string& path, const TaskConfig& config) {
  if (request.prompt.has_value() + request.messages.has_value() + request.conversation.has_value() != 1)
    return fault_at(path + ".prompt", "either prompt or messages expected, or a conversation");
  const std::string content_path = path + (request.prompt     ? ".prompt"
                                           : request.messages ? ".messages"
                                                              : ".conversation");
  TaskInput input{.prompt = request.prompt.value_or("")};
  if (request.messages) {
    input.messages = *request.messages;
    input.prompt = last_user_message(*request.messages);
  } else if (request.conversation) {
    input.conversation = TRY(conversation_of(*request.conversation, content_path));
    input.prompt = last_user_text(input.conversation);
  }
  // A conversation may ask by a picture, or go on behind a tool's result.
  if (input.conversation.empty() && is_blank(input.prompt))
    return fault_at(content_path, "something to answer expected, got only blanks");
  if (const std::size_t bytes = content_bytes(input); bytes > config.prompt_bytes_max.count) {
    return fault_at(content_path, fmt::format("at most {} bytes expected (tasks.prompt_bytes_max), got {}",
                                              config.prompt_bytes_max.count, bytes));
  }
  return input;
}

Result<json::Object> checked_options(const json::Object& options, const std::string& path) {
  for (const std::string_view taken : {"model", "messages", "stream", "stream_options", "n"}) {
    if (options.contains(taken)) return fault_at(fmt::format("{}.{}", path, taken), "not an option of a task");
  }
  if (json::to_text(options).size() > kOptionsBytesMax)
    return fault_at(path, fmt::format("at most {} bytes of JSON expected", kOptionsBytesMax));
  return options;
}

void drop_defaults_of_answering(json::Object& request) {
  const auto drop = [&](std::string_view name, const json::Value& nothing) {
    if (const json::Value* value = request.if_contains(name); value != nullptr && *value == nothing)
      request.erase(name);
  };
  drop("conversation", nullptr);
  drop("options", nullptr);
  drop("strategy", "auto");
  drop("verify", "on");
}

json::Array messages_for_models(const TaskInput& input) {
  if (!input.conversation.empty()) return input.conversation;
  json::Array messages;
  for (const Message& message : input.messages)
    messages.push_back(json::encode(message));
  if (messages.empty()) messages.push_back(json::Object{{"role", "user"}, {"content", input.prompt}});
  return messages;
}

}  // namespace swarm::tasks
