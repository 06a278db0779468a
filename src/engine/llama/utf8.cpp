#include "engine/llama/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace swarm::llama {
namespace {

constexpr unsigned char byte_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

// Length of a character by its first byte; 0: no character begins so.
constexpr std::size_t length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

// What may follow the first byte: the ranges leave out what is overlong, surrogates and beyond U+10FFFF.
constexpr bool may_follow(unsigned char first, unsigned char second) {
  const unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  return second >= low && second <= high;
}

// How many bytes of a character that begins at `from` are there and right.
std::size_t right_bytes(std::string_view text, std::size_t from, std::size_t length) {
  const std::size_t there = std::min(length, text.size() - from);
  for (std::size_t i = 1; i < there; ++i) {
    const bool good =
        i == 1 ? may_follow(byte_at(text, from), byte_at(text, from + 1)) : is_utf8_continuation(text[from + i]);
    if (!good) return i;
  }
  return there;
}

}  // namespace

std::size_t utf8_prefix(std::string_view text) {
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t length = length_of(byte_at(text, position));
    if (length == 0 || right_bytes(text, position, length) < length) break;
    position += length;
  }
  return position;
}

std::size_t utf8_incomplete_suffix(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const std::size_t from = text.size() - back;
    if (is_utf8_continuation(text[from])) continue;
    const std::size_t length = length_of(byte_at(text, from));
    return length > back && right_bytes(text, from, length) == back ? back : 0;
  }
  return 0;
}

}  // namespace swarm::llama
