#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>
#include <span>

#include "base/json.hpp"
#include "providers/chat/json_cursor.hpp"
#include "providers/chat/request_scan.hpp"

namespace swarm::chat {

namespace {

struct Edit {
  Span at;  // of the body
  std::string text;
};

// OpenAI's reasoning models refuse `max_tokens` (o1, o3-mini, o4-mini, gpt-5 and later); others may not know its
// successor. A vendor's name may stand before it: "openai/gpt-5".
bool refuses_max_tokens(std::string_view model) {
  model.remove_prefix(model.rfind('/') + 1);  // nothing when there is none
  const auto digit_at = [model](std::size_t at) {
    return at < model.size() && std::isdigit(static_cast<unsigned char>(model[at])) != 0;
  };
  if (model.starts_with("o") && digit_at(1)) return true;
  return model.starts_with("gpt-") && digit_at(4) && (model[4] >= '5' || digit_at(5));
}

std::string_view limit_name(Operation operation, std::string_view model) {
  switch (operation) {
    case Operation::chat:
      return refuses_max_tokens(model) ? "max_completion_tokens" : "max_tokens";
    case Operation::completions:
      return "max_tokens";
    case Operation::responses:
      return "max_output_tokens";
    case Operation::embeddings:
      break;
  }
  return "";
}

// Whether the limit that stands as null can take the value: not when its name is one that the model refuses.
bool can_replace_null(std::string_view body, Span null_at, std::string_view model) {
  std::string_view before = body.substr(0, null_at.at);
  before.remove_suffix(before.size() - 1 - before.find_last_not_of(": \t\r\n"));
  return !(refuses_max_tokens(model) && before.ends_with("\"max_tokens\""));
}

// `include_usage` becomes true in options that are there; their other members stay as they are.
Edit with_usage(std::string_view body, Span options) {
  constexpr std::string_view kMember = R"("include_usage":true)";
  JsonCursor cursor(body.substr(options.at, options.size));
  if (cursor.kind() == JsonCursor::Kind::null) return {options, fmt::format("{{{}}}", kMember)};
  std::optional<Span> value;
  bool is_empty = true;
  cursor.members([&](std::string_view name) {
    is_empty = false;
    const bool is_wanted = name == "include_usage";
    cursor.kind();
    const std::size_t at = cursor.position();
    if (!cursor.skip()) return false;
    if (is_wanted) value = Span{options.at + at, cursor.position() - at};
    return true;
  });
  if (value) return {*value, "true"};
  return {{options.at + 1, 0}, fmt::format("{}{}", kMember, is_empty ? "" : ",")};
}

std::string apply(std::string_view body, std::span<Edit> edits) {
  std::ranges::sort(edits, {}, [](const Edit& edit) { return edit.at.at; });
  std::size_t size = body.size();
  for (const Edit& edit : edits)
    size += edit.text.size();
  std::string changed;
  changed.reserve(size);
  std::size_t done = 0;
  for (const Edit& edit : edits) {
    changed.append(body, done, edit.at.at - done).append(edit.text);
    done = edit.at.at + edit.at.size;
  }
  return changed.append(body, done);
}

}  // namespace

std::string with_changes(Operation operation, std::string_view body, const RequestFacts& facts, Changes changes) {
  std::array<Edit, 3> edits;
  std::size_t count = 1;
  Edit& model = edits[0];
  model = {facts.model_at, json::to_text(json::Value(boost::json::string(changes.model)))};
  if (changes.output_tokens && !facts.output_tokens && operation != Operation::embeddings) {
    const std::string digits = fmt::format("{}", *changes.output_tokens);
    if (facts.output_tokens_null_at && can_replace_null(body, *facts.output_tokens_null_at, changes.model))
      edits[count++] = {*facts.output_tokens_null_at, digits};
    else
      model.text += fmt::format(R"(,"{}":{})", limit_name(operation, changes.model), digits);
  }
  const bool has_options = operation == Operation::chat || operation == Operation::completions;
  if (changes.ask_usage && !facts.usage_wanted && has_options) {
    if (facts.stream_options_at)
      edits[count++] = with_usage(body, *facts.stream_options_at);
    else
      model.text += R"(,"stream_options":{"include_usage":true})";
  }
  return apply(body, std::span(edits).first(count));
}

}  // namespace swarm::chat
