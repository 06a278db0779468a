#include "swarm/masking/masker.hpp"

#include <array>
#include <fmt/format.h>

#include "swarm/masking/finders.hpp"
#include "swarm/masking/json_text.hpp"

namespace swarm::masking {

Masker::Masker(MaskingOptions options) : options_(options), table_(std::make_shared<PlaceholderTable>()) {}

// An Unmasker keeps the table that it was made with.
PlaceholderTable& Masker::writable() {
  if (table_.use_count() > 1) table_ = std::make_shared<PlaceholderTable>(*table_);
  return *table_;
}

std::string Masker::placeholder_for(Kind kind, std::string_view value) {
  std::string key(value);
  if (const auto known = table_->placeholders.find(key); known != table_->placeholders.end()) return known->second;
  if (table_->values.size() >= kValuesMax) return fmt::format("[{}]", name_of(kind));
  const std::string name = fmt::format("{}_{}", name_of(kind), ++last_number_[kind]);
  PlaceholderTable& table = writable();
  table.values.emplace(name, value);
  return table.placeholders.emplace(std::move(key), "[" + name + "]").first->second;
}

std::string Masker::mask(std::string_view text) {
  const std::vector<Finding> found = find_private(text, options_);
  std::string masked;
  masked.reserve(text.size());
  std::size_t done = 0;
  for (const Finding& finding : found) {
    masked += text.substr(done, finding.begin - done);
    masked += placeholder_for(finding.kind, text.substr(finding.begin, finding.end - finding.begin));
    done = finding.end;
  }
  masked += text.substr(done);
  return masked;
}

// The name of a member says as much about its value as a word before it in a text.
std::string Masker::mask_member(std::string_view name, std::string_view text) {
  if (!name.empty() && is_secret_assignment(name, text)) return placeholder_for(Kind::secret, text);
  return mask(text);
}

std::string Masker::mask_json(std::string_view json_text) {
  if (!is_json(json_text)) return mask(json_text);
  return change_json(json_text, [this](const JsonPiece& piece) -> std::optional<std::string> {
    std::string masked = piece.is_string ? mask_member(piece.name, piece.text) : mask(piece.text);
    if (masked == piece.text) return std::nullopt;
    return masked;
  });
}

// --- Messages -------------------------------------------------------------------------------------------------------

namespace {

json::Value text_value(std::string_view text) {
  return json::Value(boost::json::string(text));
}

std::string_view text_of(const json::Value& value) {
  return std::string_view(value.get_string());
}

json::Value* text_member(json::Object& object, std::string_view name) {
  json::Value* member = object.if_contains(name);
  return member != nullptr && member->is_string() ? member : nullptr;
}

// Names of speakers may hold letters, digits, '_' and '-' only.
std::string without_brackets(std::string text) {
  std::erase_if(text, [](char c) { return c == '[' || c == ']'; });
  return text;
}

// Every call in a message: its function's object.
template <class Change>
void for_each_function(json::Object& message, Change change) {
  if (json::Value* old = message.if_contains("function_call"); old != nullptr && old->is_object())
    change(old->get_object());
  json::Value* calls = message.if_contains("tool_calls");
  if (calls == nullptr || !calls->is_array()) return;
  for (json::Value& call : calls->get_array()) {
    json::Value* function = call.is_object() ? call.get_object().if_contains("function") : nullptr;
    if (function != nullptr && function->is_object()) change(function->get_object());
  }
}

constexpr std::array<std::string_view, 4> kTexts{"content", "refusal", "reasoning_content", "reasoning"};
constexpr std::array<std::string_view, 3> kTextsOfParts{"text", "refusal", "content"};

}  // namespace

void Masker::mask_parts(json::Value& content) {
  if (!content.is_array()) return;
  for (json::Value& part : content.get_array()) {
    if (!part.is_object()) continue;
    for (const std::string_view name : kTextsOfParts) {
      if (json::Value* text = text_member(part.get_object(), name)) *text = text_value(mask(text_of(*text)));
    }
  }
}

void Masker::mask_arguments(json::Object& function) {
  if (json::Value* arguments = text_member(function, "arguments"))
    *arguments = text_value(mask_json(text_of(*arguments)));
}

void Masker::mask_message(json::Object& message) {
  const json::Value* role = text_member(message, "role");
  const bool is_of_tool = role != nullptr && (text_of(*role) == "tool" || text_of(*role) == "function");
  for (const std::string_view name : kTexts) {
    if (json::Value* text = text_member(message, name)) {
      const std::string_view said = text_of(*text);
      *text = text_value(is_of_tool ? mask_json(said) : mask(said));
    } else if (json::Value* parts = message.if_contains(name)) {
      mask_parts(*parts);
    }
  }
  json::Value* speaker = text_member(message, "name");
  if (speaker != nullptr && !is_of_tool) {
    const std::string masked = mask(text_of(*speaker));
    if (masked != text_of(*speaker)) *speaker = text_value(without_brackets(masked));
  }
  for_each_function(message, [this](json::Object& function) { mask_arguments(function); });
}

json::Array Masker::mask_messages(json::Array messages) {
  for (json::Value& message : messages) {
    if (message.is_object()) mask_message(message.get_object());
  }
  return messages;
}

// --- Back -----------------------------------------------------------------------------------------------------------

Unmasker Masker::unmasker(Form form) const {
  return Unmasker(table_, form);
}

// One walk over a text that may go on.
struct Unmasker::Pass {
  const PlaceholderTable& table;
  Form form;
  bool is_end;

  // What can be said of `text` already; `rest` is where that ends.
  std::string restore(std::string_view text, std::size_t& rest) const {
    using State = PlaceholderMatch::State;
    std::string restored;
    restored.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t start = std::min(text.find_first_of(kPlaceholderStarts, at), text.size());
      restored += text.substr(at, start - at);
      at = start;
      if (at == text.size()) break;
      const PlaceholderMatch match = match_placeholder(text.substr(at));
      if (match.state == State::begun && !is_end) break;
      const auto value = match.state == State::whole ? table.values.find(match.name) : table.values.end();
      if (value == table.values.end()) {
        restored += text[at++];
        continue;
      }
      restored += form == Form::json ? escaped(value->second) : value->second;
      at += match.length;
    }
    rest = at;
    return restored;
  }
};

std::string Unmasker::feed(std::string_view piece) {
  held_ += piece;
  std::size_t rest = 0;
  std::string restored = Pass{*table_, form_, false}.restore(held_, rest);
  held_.erase(0, rest);
  return restored;
}

std::string Unmasker::finish() {
  std::size_t rest = 0;
  std::string restored = Pass{*table_, form_, true}.restore(held_, rest);
  held_.clear();
  return restored;
}

std::string Unmasker::restore(std::string_view text) const {
  std::size_t rest = 0;
  return Pass{*table_, Form::text, true}.restore(text, rest);
}

std::string Unmasker::restore_in_json(std::string_view json_text) const {
  std::size_t rest = 0;
  return Pass{*table_, Form::json, true}.restore(json_text, rest);
}

json::Object Unmasker::restore_message(json::Object message) const {
  for (const std::string_view name : kTexts) {
    if (json::Value* text = text_member(message, name)) *text = text_value(restore(text_of(*text)));
    json::Value* parts = message.if_contains(name);
    if (parts == nullptr || !parts->is_array()) continue;
    for (json::Value& part : parts->get_array()) {
      json::Value* text = part.is_object() ? text_member(part.get_object(), "text") : nullptr;
      if (text != nullptr) *text = text_value(restore(text_of(*text)));
    }
  }
  for_each_function(message, [this](json::Object& function) {
    if (json::Value* arguments = text_member(function, "arguments"))
      *arguments = text_value(restore_in_json(text_of(*arguments)));
  });
  return message;
}

}  // namespace swarm::masking
