#include <fmt/format.h>

#include "providers/chat/anthropic_wire.hpp"

namespace swarm::chat::anthropic {

std::string_view text_at(const json::Object& object, std::string_view name) {
  const json::Value* member = object.if_contains(name);
  return member != nullptr && member->is_string() ? std::string_view(member->get_string()) : std::string_view();
}

const json::Object* object_at(const json::Object& object, std::string_view name) {
  const json::Value* member = object.if_contains(name);
  return member == nullptr ? nullptr : member->if_object();
}

const json::Array* array_at(const json::Object& object, std::string_view name) {
  const json::Value* member = object.if_contains(name);
  return member == nullptr ? nullptr : member->if_array();
}

namespace {

std::unexpected<Error> refused(std::string path, std::string message) {
  return std::unexpected(json::error_of({{std::move(path), std::move(message)}}));
}

json::Object text_block(std::string_view text) {
  return {{"type", "text"}, {"text", text}};
}

struct DataUrl {
  std::string_view media_type;
  std::string_view base64;
};
// "data:image/png;base64,…"
std::optional<DataUrl> data_url(std::string_view url) {
  constexpr std::string_view kScheme = "data:", kMark = ";base64,";
  const std::size_t mark = url.find(kMark);
  if (!url.starts_with(kScheme) || mark == std::string_view::npos) return std::nullopt;
  return DataUrl{url.substr(kScheme.size(), mark - kScheme.size()), url.substr(mark + kMark.size())};
}

json::Object base64_source(DataUrl data) {
  return {{"type", "base64"}, {"media_type", data.media_type}, {"data", data.base64}};
}

Result<json::Object> image_block(const std::string& path, const json::Object& part) {
  const json::Object* image = object_at(part, "image_url");
  const std::string_view url = image != nullptr ? text_at(*image, "url") : text_at(part, "image_url");
  if (const auto data = data_url(url)) return json::Object{{"type", "image"}, {"source", base64_source(*data)}};
  if (url.starts_with("https://") || url.starts_with("http://"))
    return json::Object{{"type", "image"}, {"source", json::Object{{"type", "url"}, {"url", url}}}};
  return refused(path + ".image_url.url", "an http URL or data:…;base64,… expected");
}

Result<json::Object> document_block(const std::string& path, const json::Object& part) {
  const json::Object* file = object_at(part, "file");
  const auto data = file == nullptr ? std::nullopt : data_url(text_at(*file, "file_data"));
  if (!data || data->media_type != "application/pdf")
    return refused(path + ".file", "file_data with data:application/pdf;base64,… expected; other files cannot be sent");
  json::Object block{{"type", "document"}, {"source", base64_source(*data)}};
  if (const std::string_view name = text_at(*file, "filename"); !name.empty()) block.emplace("title", name);
  return block;
}

// The parts of a content, or its one text, as blocks behind `blocks`. Empty texts are refused over there and say
// nothing.
Result<Done> add_parts(const std::string& path, const json::Value& content, json::Array& blocks) {
  if (content.is_null()) return Done{};
  if (content.is_string()) {
    if (!content.get_string().empty()) blocks.push_back(text_block(content.get_string()));
    return Done{};
  }
  if (!content.is_array()) return refused(path, "a text or an array of parts expected");
  for (std::size_t i = 0; i < content.get_array().size(); ++i) {
    const std::string part_path = fmt::format("{}[{}]", path, i);
    const json::Object* part = content.get_array()[i].if_object();
    if (part == nullptr) return refused(part_path, "an object expected");
    const std::string_view type = text_at(*part, "type");
    if (type == "text" || type == "refusal") {
      if (const std::string_view text = text_at(*part, type); !text.empty()) blocks.push_back(text_block(text));
    } else if (type == "image_url") {
      blocks.push_back(TRY(image_block(part_path, *part)));
    } else if (type == "file") {
      blocks.push_back(TRY(document_block(part_path, *part)));
    } else {
      return refused(part_path + ".type", "text, image_url or file expected: the Messages API takes nothing else");
    }
  }
  return Done{};
}

Result<std::string> text_of(const std::string& path, const json::Value& content) {
  json::Array blocks;
  TRY(add_parts(path, content, blocks));
  std::string text;
  for (const json::Value& block : blocks) {
    if (text_at(block.get_object(), "type") != "text") return refused(path, "only text expected");
    text += text_at(block.get_object(), "text");
  }
  return text;
}

// An id may hold only letters, digits, '_' and '-' there; some servers make others ("functions.search:0").
std::string tool_id(std::string_view id) {
  std::string changed(id);
  for (char& c : changed) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    if (!is_plain) c = '_';
  }
  return changed;
}

Result<json::Object> tool_use(const std::string& path, const json::Value& call) {
  const json::Object* object = call.if_object();
  const json::Object* function = object == nullptr ? nullptr : object_at(*object, "function");
  if (function == nullptr) return refused(path + ".function", "an object expected: only functions can be called");
  const std::string_view arguments = text_at(*function, "arguments");
  json::Value input = json::Object();
  if (!arguments.empty()) {
    Result<json::Value> read = json::parse(arguments, 64);
    if (!read || !read->is_object()) return refused(path + ".function.arguments", "the text of a JSON object expected");
    input = std::move(*read);
  }
  return json::Object{{"type", "tool_use"},
                      {"id", tool_id(text_at(*object, "id"))},
                      {"name", text_at(*function, "name")},
                      {"input", std::move(input)}};
}

class ConversationBuilder {
 public:
  Result<Done> add(const std::string& path, const json::Value& value) {
    const json::Object* message = value.if_object();
    if (message == nullptr) return refused(path, "an object expected");
    const std::string_view role = text_at(*message, "role");
    const json::Value* said = message->if_contains("content");
    const json::Value content = said == nullptr ? json::Value() : *said;
    if (role == "system" || role == "developer") return add_system(path + ".content", content);
    if (role == "user") return add_user(path, content);
    if (role == "assistant") return add_assistant(path, *message, content);
    if (role == "tool") return add_tool(path, *message, content);
    return refused(path + ".role", "system, developer, user, assistant or tool expected");
  }
  Conversation take() { return std::move(conversation_); }

 private:
  // The Messages API knows one system text, which stands before everything.
  Result<Done> add_system(const std::string& path, const json::Value& content) {
    const std::string text = TRY(text_of(path, content));
    if (!conversation_.system.empty() && !text.empty()) conversation_.system += '\n';
    conversation_.system += text;
    return Done{};
  }

  Result<Done> add_user(const std::string& path, const json::Value& content) {
    json::Array blocks;
    TRY(add_parts(path + ".content", content, blocks));
    add_blocks("user", std::move(blocks));
    return Done{};
  }

  Result<Done> add_assistant(const std::string& path, const json::Object& message, const json::Value& content) {
    json::Array blocks;
    if (const json::Value* call = message.if_contains("function_call"); call != nullptr && !call->is_null())
      return refused(path + ".function_call", "tool_calls expected in its place");
    // As this dialect gives them out: with their signatures, so that a model may go on thinking behind a tool's result.
    if (const json::Array* thinking = array_at(message, "thinking_blocks")) blocks = *thinking;
    TRY(add_parts(path + ".content", content, blocks));
    if (content.is_null()) TRY(add_parts(path + ".refusal", refusal_of(message), blocks));
    if (const json::Array* calls = array_at(message, "tool_calls")) {
      for (std::size_t i = 0; i < calls->size(); ++i)
        blocks.push_back(TRY(tool_use(fmt::format("{}.tool_calls[{}]", path, i), (*calls)[i])));
    }
    add_blocks("assistant", std::move(blocks));
    return Done{};
  }

  static json::Value refusal_of(const json::Object& message) {
    const json::Value* refusal = message.if_contains("refusal");
    return refusal == nullptr ? json::Value() : *refusal;
  }

  Result<Done> add_tool(const std::string& path, const json::Object& message, const json::Value& content) {
    const std::string_view id = text_at(message, "tool_call_id");
    if (id.empty()) return refused(path + ".tool_call_id", "required, but missing");
    json::Object result{{"type", "tool_result"}, {"tool_use_id", tool_id(id)}};
    json::Array parts;
    TRY(add_parts(path + ".content", content, parts));
    if (!parts.empty()) result.emplace("content", std::move(parts));
    add_blocks("user", {json::Value(std::move(result))});
    return Done{};
  }

  // Turns alternate: what one role says in a row is one turn, so that the results of several tools stand together.
  void add_blocks(std::string_view role, json::Array blocks) {
    if (blocks.empty()) return;
    json::Array& turns = conversation_.turns;
    if (turns.empty() || text_at(turns.back().get_object(), "role") != role)
      turns.push_back(json::Object{{"role", role}, {"content", json::Array()}});
    json::Array& content = turns.back().get_object()["content"].get_array();
    for (json::Value& block : blocks)
      content.push_back(std::move(block));
  }

  Conversation conversation_;
};

}  // namespace

Result<Conversation> conversation_of(const json::Value& messages) {
  if (!messages.is_array()) return refused("$.messages", "an array expected");
  ConversationBuilder builder;
  for (std::size_t i = 0; i < messages.get_array().size(); ++i)
    TRY(builder.add(fmt::format("$.messages[{}]", i), messages.get_array()[i]));
  Conversation conversation = builder.take();
  if (conversation.turns.empty()) return refused("$.messages", "something that a user says expected");
  return conversation;
}

}  // namespace swarm::chat::anthropic
