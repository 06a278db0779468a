#pragma once

#include <string>
#include <string_view>

// Texts of models on their way into the database.
namespace swarm::answering {

// At most the first `bytes_max` bytes, never half of a character.
inline std::string shortened(std::string_view text, std::size_t bytes_max = 200) {
  if (text.size() <= bytes_max) return std::string(text);
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
    --end;
  return std::string(text.substr(0, end)) + "\u2026";
}

// U+0000, which no text column holds, as the sign for what cannot be shown.
inline std::string storable(std::string text) {
  for (std::size_t at = 0; (at = text.find('\0', at)) != std::string::npos; ++at)
    text.replace(at, 1, "\uFFFD");
  return text;
}

}  // namespace swarm::answering
