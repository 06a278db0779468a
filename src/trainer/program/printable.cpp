#include "trainer/program/printable.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "base/text.hpp"

namespace swarm::program {

namespace {

constexpr std::array<std::string_view, 12> kDirections{"\u061c", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c",
                                                       "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"};

// How many of the first bytes a terminal may not see.
std::size_t unsafe_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x20 || first == 0x7F) return 1;
  if (text.size() > 1 && first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0) return 2;  // C1
  for (const std::string_view mark : kDirections) {
    if (text.starts_with(mark)) return mark.size();
  }
  return 0;
}

}  // namespace

std::string printable(std::string_view text) {
  const bool is_text = is_utf8(text);
  std::string out;
  while (!text.empty()) {
    const bool is_broken = !is_text && static_cast<unsigned char>(text.front()) >= 0x80;
    const std::size_t unsafe = is_broken ? 1 : unsafe_length(text);
    for (const char byte : text.substr(0, unsafe))
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    if (unsafe == 0) out += text.front();
    text.remove_prefix(std::max<std::size_t>(unsafe, 1));
  }
  return out;
}

}  // namespace swarm::program
