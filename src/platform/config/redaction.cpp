#include "platform/config/redaction.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "base/text.hpp"

namespace swarm::config {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

// "scheme://user:password@" in one word without blanks. The last '@' counts: a password may hold '/' and '@'.
std::string without_user_information(std::string_view word) {
  const std::size_t scheme_end = word.find("://");
  const std::size_t at = word.rfind('@');
  if (scheme_end == std::string_view::npos || at == std::string_view::npos || at < scheme_end) return std::string(word);
  const std::size_t start = scheme_end + 3;
  const std::string_view user_information = word.substr(start, at - start);
  const std::size_t colon = user_information.find(':');
  const std::string_view user = colon == std::string_view::npos ? "" : user_information.substr(0, colon + 1);
  return fmt::format("{}{}{}{}", word.substr(0, start), user, kHidden, word.substr(at));
}

// Where the value that starts at `start` ends: at the closing quote, or at what separates assignments.
std::size_t value_end(std::string_view text, std::size_t start) {
  if (start < text.size() && (text[start] == '\'' || text[start] == '"')) {
    const std::size_t closing = text.find(text[start], start + 1);
    return closing == std::string_view::npos ? text.size() : closing + 1;
  }
  return std::min(text.find_first_of(" \t\r\n&;,", start), text.size());
}

// "name=value" where the name is that of a secret.
std::string without_assigned_secrets(std::string_view text) {
  std::string shown;
  std::size_t position = 0;
  for (std::size_t equals = text.find('='); equals != std::string_view::npos; equals = text.find('=', position)) {
    const std::string_view before = text.substr(position, equals - position);
    const std::string_view head = trim(before);
    const std::size_t name_start = head.find_last_of(" \t\r\n&;,?");
    const std::string_view name = name_start == std::string_view::npos ? head : head.substr(name_start + 1);
    shown += text.substr(position, equals + 1 - position);
    position = equals + 1;
    if (!is_secret_name(name)) continue;
    const std::size_t start = std::min(text.find_first_not_of(kBlanks, position), text.size());
    shown += kHidden;
    position = value_end(text, start);
  }
  return shown += text.substr(position);
}

}  // namespace

bool is_secret_name(std::string_view name) {
  constexpr std::array<std::string_view, 9> kTelling{"secret", "password",   "passwd",        "passphrase", "token",
                                                     "key",    "credential", "authorization", "cookie"};
  const std::string lower = to_lower(name);
  return std::ranges::any_of(kTelling, [&](std::string_view telling) { return lower.contains(telling); });
}

std::string without_credentials(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t word_start = std::min(text.find_first_not_of(kBlanks), text.size());
    shown += text.substr(0, word_start);
    text.remove_prefix(word_start);
    const std::size_t word_end = std::min(text.find_first_of(kBlanks), text.size());
    shown += without_user_information(text.substr(0, word_end));
    text.remove_prefix(word_end);
  }
  return without_assigned_secrets(shown);
}

json::Value redacted(const json::Value& value, std::string_view name) {
  if (value.is_string()) {
    const std::string_view text(value.get_string());
    if (text.empty()) return value;
    return json::Value(boost::json::string(is_secret_name(name) ? std::string(kHidden) : without_credentials(text)));
  }
  if (value.is_array()) {
    json::Array items;
    for (const json::Value& item : value.get_array())
      items.push_back(redacted(item, name));
    return items;
  }
  if (!value.is_object()) return value;
  json::Object members;
  for (const auto& member : value.get_object()) {
    const std::string_view inner(member.key());
    members.emplace(inner, redacted(member.value(), is_secret_name(name) ? name : inner));
  }
  return members;
}

}  // namespace swarm::config
