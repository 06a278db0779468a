#pragma once

#include <cstddef>
#include <string_view>

// Kinds of bytes. Everything beyond ASCII counts as a part of a word.
namespace swarm::masking {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_letter(char c) {
  return is_upper(c) || is_lower(c);
}
constexpr bool is_alphanumeric(char c) {
  return is_letter(c) || is_digit(c);
}
constexpr bool is_word(char c) {
  return is_alphanumeric(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
constexpr bool is_token(char c) {  // of keys and tokens
  return is_alphanumeric(c) || c == '_' || c == '-';
}
constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
constexpr char to_lower_letter(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

// The bytes before and at a place; 0 outside of the text.
constexpr char before(std::string_view text, std::size_t at) {
  return at == 0 || at > text.size() ? '\0' : text[at - 1];
}
constexpr char at_or_zero(std::string_view text, std::size_t at) {
  return at < text.size() ? text[at] : '\0';
}

// Whether `text` has `lower` (in lower case) at `at`, in any case.
constexpr bool has_at(std::string_view text, std::size_t at, std::string_view lower) {
  if (at > text.size() || text.size() - at < lower.size()) return false;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    if (to_lower_letter(text[at + i]) != lower[i]) return false;
  }
  return true;
}

}  // namespace swarm::masking
