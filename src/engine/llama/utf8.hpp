#pragma once

#include <cstddef>
#include <string_view>

namespace swarm::llama {

constexpr bool is_utf8_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// Bytes of the longest beginning that is well-formed UTF-8 (RFC 3629: no surrogates, nothing overlong).
std::size_t utf8_prefix(std::string_view text);

// Bytes at the end that may be the beginning of a character whose rest is still to come: 0 to 3.
std::size_t utf8_incomplete_suffix(std::string_view text);

}  // namespace swarm::llama
