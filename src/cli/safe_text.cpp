#include "cli/safe_text.hpp"

#include <array>
#include <fmt/format.h>

#include "base/text.hpp"

namespace swarm::cli {

namespace {

// One character of a text, or one byte that is none.
struct Piece {
  std::string_view bytes;
  char32_t character = 0;
  bool valid = false;
};

std::size_t length_by_first_byte(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xF0 && first < 0xF5) return 4;
  return 0;
}

Piece first_piece(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = length_by_first_byte(first);
  if (length == 0 || length > text.size() || !is_utf8(text.substr(0, length))) return {text.substr(0, 1), first, false};
  if (length == 1) return {text.substr(0, 1), first, true};
  char32_t character = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i)
    character = (character << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  return {text.substr(0, length), character, true};
}

struct Range {
  char32_t first, last;
};

template <std::size_t Count>
bool is_in(const std::array<Range, Count>& ranges, char32_t character) {
  for (const Range& range : ranges) {
    if (character >= range.first && character <= range.last) return true;
  }
  return false;
}

// Controls, marks of direction, separators of lines, invisible tags: nothing of it belongs on a terminal.
constexpr std::array<Range, 9> kUnsafe{{{0x00, 0x1F},
                                        {0x7F, 0x9F},
                                        {0x061C, 0x061C},
                                        {0x200E, 0x200F},
                                        {0x2028, 0x202E},
                                        {0x2066, 0x2069},
                                        {0xFEFF, 0xFEFF},
                                        {0xFFF9, 0xFFFB},
                                        {0xE0000, 0xE007F}}};
constexpr std::array<Range, 7> kCombining{{{0x0300, 0x036F},
                                           {0x0483, 0x0489},
                                           {0x0591, 0x05BD},
                                           {0x064B, 0x065F},
                                           {0x200B, 0x200D},
                                           {0x20D0, 0x20F0},
                                           {0xFE00, 0xFE0F}}};
constexpr std::array<Range, 9> kWide{{{0x1100, 0x115F},
                                      {0x2E80, 0x303E},
                                      {0x3041, 0xA4CF},
                                      {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},
                                      {0xFE30, 0xFE6F},
                                      {0xFF00, 0xFF60},
                                      {0x1F300, 0x1FAFF},
                                      {0x20000, 0x3FFFD}}};

void append_safe(std::string& safe, const Piece& piece, bool lines_stay) {
  if (piece.valid && piece.character == '\n' && lines_stay)
    safe += '\n';
  else if (piece.valid && (piece.character == '\n' || piece.character == '\t'))
    safe += ' ';
  else if (!piece.valid || (piece.character < 0x80 && is_in(kUnsafe, piece.character)))
    safe += fmt::format("\\x{:02x}", static_cast<unsigned>(piece.character));
  else if (is_in(kUnsafe, piece.character))
    safe += fmt::format("\\u{:04x}", static_cast<unsigned>(piece.character));
  else
    safe += piece.bytes;
}

std::string safe_text(std::string_view text, bool lines_stay) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    if (text.starts_with("\r\n")) text.remove_prefix(1);
    const Piece piece = first_piece(text);
    append_safe(safe, piece, lines_stay);
    text.remove_prefix(piece.bytes.size());
  }
  return safe;
}

std::size_t width_of(const Piece& piece) {
  if (!piece.valid) return 1;
  if (is_in(kCombining, piece.character)) return 0;
  return is_in(kWide, piece.character) ? 2 : 1;
}

}  // namespace

std::string safe_line(std::string_view text) {
  return safe_text(text, false);
}

std::string safe_block(std::string_view text) {
  return safe_text(text, true);
}

std::size_t display_width(std::string_view safe) {
  std::size_t width = 0;
  while (!safe.empty()) {
    const Piece piece = first_piece(safe);
    width += width_of(piece);
    safe.remove_prefix(piece.bytes.size());
  }
  return width;
}

std::string cut_to_width(std::string_view safe, std::size_t width) {
  if (display_width(safe) <= width) return std::string(safe);
  if (width == 0) return {};
  std::string cut;
  std::size_t used = 0;
  while (!safe.empty()) {
    const Piece piece = first_piece(safe);
    const std::size_t needed = width_of(piece);
    if (used + needed > width - 1) break;
    used += needed;
    cut += piece.bytes;
    safe.remove_prefix(piece.bytes.size());
  }
  return cut + "…";
}

}  // namespace swarm::cli
