#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "providers/chat/anthropic_wire.hpp"

namespace swarm::chat::anthropic {

namespace {

using namespace std::string_view_literals;

std::unexpected<Error> refused(std::string path, std::string message) {
  return std::unexpected(json::error_of({{std::move(path), std::move(message)}}));
}

// Wishes without a counterpart that an answer may leave unfulfilled: it is right without them.
constexpr std::array kHints{"stream_options"sv,   "seed"sv,
                            "metadata"sv,         "store"sv,
                            "service_tier"sv,     "verbosity"sv,
                            "prediction"sv,       "prompt_cache_key"sv,
                            "reasoning_effort"sv, "prompt_cache_retention"sv,
                            "safety_identifier"sv};

Result<json::Object> tool_of(const std::string& path, const json::Value& value) {
  const json::Object* tool = value.if_object();
  if (tool == nullptr) return refused(path, "an object expected");
  const json::Object* function = object_at(*tool, "function");
  if (function == nullptr || text_at(*tool, "type") != "function")
    return refused(path + ".type", "function expected: other tools have no counterpart in the Messages API");
  json::Object schema;
  if (const json::Object* parameters = object_at(*function, "parameters")) schema = *parameters;
  if (!schema.contains("type")) schema.emplace("type", "object");
  if (!schema.contains("properties")) schema.emplace("properties", json::Object());
  json::Object translated{{"name", text_at(*function, "name")}};
  if (const std::string_view help = text_at(*function, "description"); !help.empty())
    translated.emplace("description", help);
  translated.emplace("input_schema", std::move(schema));
  if (const json::Value* strict = function->if_contains("strict"); strict != nullptr && *strict == json::Value(true))
    translated.emplace("strict", true);
  return translated;
}

Result<json::Object> tool_choice_of(const json::Value& value) {
  if (value == json::Value("auto")) return json::Object{{"type", "auto"}};
  if (value == json::Value("none")) return json::Object{{"type", "none"}};
  if (value == json::Value("required")) return json::Object{{"type", "any"}};
  const json::Object* choice = value.if_object();
  const json::Object* function = choice == nullptr ? nullptr : object_at(*choice, "function");
  if (function == nullptr || text_at(*choice, "type") != "function")
    return refused("$.tool_choice", "auto, none, required or a function expected");
  return json::Object{{"type", "tool"}, {"name", text_at(*function, "name")}};
}

bool is_nothing(const json::Value& value) {
  if (value.is_array()) return value.get_array().empty();
  if (value.is_object()) return value.get_object().empty();
  return value == json::Value(false) || (value.is_number() && value.to_number<double>() == 0);
}

class RequestTranslator {
 public:
  Result<std::string> translate(const json::Object& body) {
    for (const auto& member : body) {
      if (!member.value().is_null()) TRY(take(member.key(), member.value()));
    }
    if (!out_.contains("messages")) return refused("$.messages", "required, but missing");
    if (!out_.contains("max_tokens")) return refused("$.max_tokens", "required, but missing");
    TRY(finish_tool_choice());
    return json::to_text(out_);
  }

 private:
  Result<Done> take(std::string_view name, const json::Value& value) {
    if (name == "messages") return take_messages(value);
    if (name == "model" || name == "stream" || name == "top_k" || name == "thinking") return keep(name, value);
    if (name == "max_tokens" || name == "max_completion_tokens") return take_limit(name, value);
    if (name == "temperature" || name == "top_p") return take_share(name, value);
    if (name == "stop") return take_stop(value);
    if (name == "tools") return take_tools(value);
    if (name == "tool_choice") return take_tool_choice(value);
    if (name == "parallel_tool_calls") return take_parallel(value);
    if (name == "response_format") return take_response_format(value);
    if (name == "user") return take_user(value);
    return take_other(name, value);
  }

  Result<Done> keep(std::string_view name, json::Value value) {
    out_.insert_or_assign(name, std::move(value));
    return Done{};
  }

  Result<Done> take_messages(const json::Value& value) {
    Conversation conversation = TRY(conversation_of(value));
    if (!conversation.system.empty()) out_.insert_or_assign("system", conversation.system);
    return keep("messages", std::move(conversation.turns));
  }

  Result<Done> take_limit(std::string_view name, const json::Value& value) {
    if (!value.is_int64()) return refused(fmt::format("$.{}", name), "a whole number expected");
    const json::Value* other = out_.if_contains("max_tokens");
    return keep("max_tokens", std::max(value.get_int64(), other == nullptr ? 0 : other->get_int64()));
  }

  // OpenAI's temperature goes up to 2, this one up to 1. What is 1 is not said: it is the default, and newer models
  // refuse to be told both.
  Result<Done> take_share(std::string_view name, const json::Value& value) {
    if (!value.is_number()) return refused(fmt::format("$.{}", name), "a number expected");
    const double share = value.to_number<double>();
    return share >= 1 ? Done{} : keep(name, value);
  }

  Result<Done> take_stop(const json::Value& value) {
    const json::Array sequences = value.is_array() ? value.get_array() : json::Array{value};
    const auto is_good = [](const json::Value& each) { return each.is_string() && !each.get_string().empty(); };
    if (!std::ranges::all_of(sequences, is_good)) return refused("$.stop", "a text or texts, none empty, expected");
    return sequences.empty() ? Done{} : keep("stop_sequences", sequences);
  }

  Result<Done> take_tools(const json::Value& value) {
    if (!value.is_array()) return refused("$.tools", "an array expected");
    json::Array tools;
    for (std::size_t i = 0; i < value.get_array().size(); ++i)
      tools.push_back(TRY(tool_of(fmt::format("$.tools[{}]", i), value.get_array()[i])));
    return tools.empty() ? Done{} : keep("tools", tools);
  }

  Result<Done> take_tool_choice(const json::Value& value) {
    tool_choice_ = TRY(tool_choice_of(value));
    return Done{};
  }

  Result<Done> take_parallel(const json::Value& value) {
    if (!value.is_bool()) return refused("$.parallel_tool_calls", "true or false expected");
    is_one_at_a_time_ = !value.get_bool();
    return Done{};
  }

  // A choice stands beside tools only, and says as well whether several may be called at once.
  Result<Done> finish_tool_choice() {
    if (!out_.contains("tools")) {
      const bool is_call_wanted =
          !tool_choice_.empty() && text_at(tool_choice_, "type") != "auto" && text_at(tool_choice_, "type") != "none";
      return is_call_wanted ? Result<Done>(refused("$.tool_choice", "tools expected beside it")) : Done{};
    }
    if (is_one_at_a_time_) {
      if (tool_choice_.empty()) tool_choice_.emplace("type", "auto");
      if (text_at(tool_choice_, "type") != "none") tool_choice_.emplace("disable_parallel_tool_use", true);
    }
    return tool_choice_.empty() ? Done{} : keep("tool_choice", tool_choice_);
  }

  Result<Done> take_response_format(const json::Value& value) {
    const json::Object* format = value.if_object();
    const std::string_view type = format == nullptr ? std::string_view() : text_at(*format, "type");
    if (type == "text") return Done{};
    const json::Object* described = type == "json_schema" ? object_at(*format, "json_schema") : nullptr;
    const json::Object* schema = described == nullptr ? nullptr : object_at(*described, "schema");
    if (schema == nullptr)
      return refused("$.response_format", "text or json_schema with a schema expected: the Messages API has no other");
    return keep("output_config", json::Object{{"format", json::Object{{"type", "json_schema"}, {"schema", *schema}}}});
  }

  Result<Done> take_user(const json::Value& value) {
    if (!value.is_string()) return refused("$.user", "a text expected");
    return keep("metadata", json::Object{{"user_id", value}});
  }

  Result<Done> take_other(std::string_view name, const json::Value& value) {
    if (std::ranges::find(kHints, name) != kHints.end() || is_nothing(value)) return Done{};
    if (name == "n" && value == json::Value(1)) return Done{};
    if (name == "modalities" && value == json::Value(json::Array{"text"})) return Done{};
    return refused(fmt::format("$.{}", name), "this has no counterpart in the Messages API of Anthropic");
  }

  json::Object out_;
  json::Object tool_choice_;
  bool is_one_at_a_time_ = false;
};

}  // namespace

Result<std::string> request_of(std::string_view openai_body) {
  const json::Value body = TRY(json::parse(openai_body, 128));
  if (!body.is_object()) return refused("$", "an object expected");
  return RequestTranslator().translate(body.get_object());
}

}  // namespace swarm::chat::anthropic
