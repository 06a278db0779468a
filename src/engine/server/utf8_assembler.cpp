#include "engine/server/utf8_assembler.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>

namespace swarm::engine_server {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// How the bytes of one character go on behind its first (Unicode, table 3-7).
struct Shape {
  std::size_t length = 0;  // 0: begins no character
  std::uint8_t second_min = 0x80, second_max = 0xBF;
};

Shape shape_of(std::uint8_t first) {
  if (first < 0x80) return {1};
  if (first < 0xC2 || first > 0xF4) return {0};
  if (first < 0xE0) return {2};
  if (first < 0xF0)
    return {3, first == 0xE0 ? std::uint8_t{0xA0} : std::uint8_t{0x80},
            first == 0xED ? std::uint8_t{0x9F} : std::uint8_t{0xBF}};
  return {4, first == 0xF0 ? std::uint8_t{0x90} : std::uint8_t{0x80},
          first == 0xF4 ? std::uint8_t{0x8F} : std::uint8_t{0xBF}};
}

// How many bytes at the start of `text` fit `shape`; less than its length where they stop to fit or to be there.
std::size_t fitting(std::string_view text, const Shape& shape) {
  std::size_t count = 1;
  while (count < shape.length && count < text.size()) {
    const auto byte = static_cast<std::uint8_t>(text[count]);
    const std::uint8_t low = count == 1 ? shape.second_min : 0x80, high = count == 1 ? shape.second_max : 0xBF;
    if (byte < low || byte > high) break;
    ++count;
  }
  return count;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<std::uint8_t>(c) < 0x80; });
}

}  // namespace

void Utf8Assembler::add(std::string_view bytes, std::string& out) {
  if (begun_.empty() && is_ascii(bytes)) {
    out += bytes;
    return;
  }
  begun_ += bytes;
  std::string_view left = begun_;
  while (!left.empty()) {
    const Shape shape = shape_of(static_cast<std::uint8_t>(left.front()));
    const std::size_t count = fitting(left, shape);
    if (count < shape.length && count == left.size()) break;  // the rest may come
    if (count == shape.length)
      out += left.substr(0, count);
    else
      out += kReplacement;
    left.remove_prefix(count);
  }
  begun_.erase(0, begun_.size() - left.size());
}

void Utf8Assembler::finish(std::string& out) {
  if (!begun_.empty()) out += kReplacement;
  begun_.clear();
}

void append_json_text(std::string& out, std::string_view text) {
  std::size_t plain_from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<std::uint8_t>(c) >= 0x20 && c != '"' && c != '\\') continue;
    out += text.substr(plain_from, i - plain_from);
    plain_from = i + 1;
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (c == '\n')
      out += "\\n";
    else
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
  }
  out += text.substr(plain_from);
}

}  // namespace swarm::engine_server
