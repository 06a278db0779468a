#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace swarm {

std::string_view trim(std::string_view text);  // without blanks and tabs at both ends
std::string to_lower(std::string_view text);   // ASCII letters only
std::vector<std::string_view> split(std::string_view text, char separator);
bool is_utf8(std::string_view text);                // well formed, no surrogates (RFC 3629)
bool has_control_character(std::string_view text);  // below U+0020, or U+007F

std::string to_hex(std::span<const std::byte> bytes);

// The nearest of `known` by edit distance, when it is near enough to be what was meant; empty otherwise.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known);

}  // namespace swarm
