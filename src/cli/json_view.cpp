#include "cli/json_view.hpp"

#include <charconv>
#include <fmt/format.h>

#include "base/time_text.hpp"
#include "cli/safe_text.hpp"

namespace swarm::cli {

namespace {

// \xHH and \uHHHH… of safe_line() as the escapes of JSON, which has four digits and pairs for what needs more.
std::string json_escape(std::string_view safe) {
  unsigned character = 0;
  std::from_chars(safe.data() + 2, safe.data() + safe.size(), character, 16);
  if (character < 0x10000) return fmt::format("\\u{:04x}", character);
  const unsigned rest = character - 0x10000;
  return fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10U), 0xDC00 + (rest & 0x3FFU));
}

std::string quoted(std::string_view text) {
  const std::string serialised = json::to_text(json::Value(boost::json::string(text)));
  std::string harmless;
  for (std::size_t i = 0; i < serialised.size();) {
    std::size_t length = 1;
    while (i + length < serialised.size() && (static_cast<unsigned char>(serialised[i + length]) & 0xC0U) == 0x80)
      ++length;
    const std::string_view character = std::string_view(serialised).substr(i, length);
    const std::string safe = safe_line(character);
    harmless += safe == character ? safe : json_escape(safe);
    i += length;
  }
  return harmless;
}

void append_readable(std::string& text, const json::Value& value, std::size_t depth);

void append_members(std::string& text, const json::Object& members, std::size_t depth) {
  if (members.empty()) {
    text += "{}";
    return;
  }
  std::string_view separator = "{\n";
  for (const auto& entry : members) {
    text += separator;
    text.append(2 * (depth + 1), ' ');
    text += quoted(entry.key()) + ": ";
    append_readable(text, entry.value(), depth + 1);
    separator = ",\n";
  }
  text += "\n" + std::string(2 * depth, ' ') + "}";
}

void append_items(std::string& text, const json::Array& items, std::size_t depth) {
  if (items.empty()) {
    text += "[]";
    return;
  }
  std::string_view separator = "[\n";
  for (const json::Value& item : items) {
    text += separator;
    text.append(2 * (depth + 1), ' ');
    append_readable(text, item, depth + 1);
    separator = ",\n";
  }
  text += "\n" + std::string(2 * depth, ' ') + "]";
}

// As deep as json::parse() allowed the document to be.
void append_readable(std::string& text, const json::Value& value, std::size_t depth) {
  if (value.is_object())
    append_members(text, value.get_object(), depth);
  else if (value.is_array())
    append_items(text, value.get_array(), depth);
  else if (value.is_string())
    text += quoted(value.get_string());
  else
    text += json::to_text(value);
}

}  // namespace

const json::Value& member(const json::Value& value, std::string_view name) {
  static const json::Value kNothing;
  if (!value.is_object()) return kNothing;
  const json::Value* found = value.get_object().if_contains(name);
  return found == nullptr ? kNothing : *found;
}

std::string raw_text(const json::Value& value, std::string_view name) {
  const json::Value& text = member(value, name);
  return text.is_string() ? std::string(text.get_string()) : std::string();
}

std::string shown_value(const json::Value& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return safe_line(value.get_string());
  if (value.is_double()) return fmt::format("{}", value.get_double());
  return safe_line(json::to_text(value));
}

std::string shown(const json::Value& value, std::string_view name) {
  return shown_value(member(value, name));
}

std::string shown_block(const json::Value& value, std::string_view name) {
  const json::Value& text = member(value, name);
  return text.is_string() ? safe_block(text.get_string()) : shown_value(text);
}

std::optional<std::int64_t> whole_number(const json::Value& value, std::string_view name) {
  const json::Value& found = member(value, name);
  return found.is_int64() ? std::optional(found.get_int64()) : std::nullopt;
}

std::optional<double> number(const json::Value& value, std::string_view name) {
  const json::Value& found = member(value, name);
  return found.is_number() ? std::optional(found.to_number<double>()) : std::nullopt;
}

bool is_true(const json::Value& value, std::string_view name) {
  const json::Value& found = member(value, name);
  return found.is_bool() && found.get_bool();
}

std::optional<Time> time_at(const json::Value& value, std::string_view name) {
  const Result<Time> time = parse_time(raw_text(value, name));
  return time ? std::optional(*time) : std::nullopt;
}

const json::Array& list_at(const json::Value& value, std::string_view name) {
  static const json::Array kNothing;
  const json::Value& found = member(value, name);
  return found.is_array() ? found.get_array() : kNothing;
}

std::string readable_json(const json::Value& value) {
  std::string text;
  append_readable(text, value, 0);
  return text;
}

}  // namespace swarm::cli
