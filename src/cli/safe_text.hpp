#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// What a server sends may hold anything. A terminal obeys control characters, so none reaches it.
namespace swarm::cli {

// One line: line ends and tabs become blanks; other control characters (C0, DEL, C1), marks that change the direction
// of writing, and bytes that are no UTF-8 are written as escapes such as \x1b or \u202e.
std::string safe_line(std::string_view text);

// The same, but line ends stay: for answers and program text. "\r\n" becomes "\n".
std::string safe_block(std::string_view text);

// How many columns a terminal needs: 2 for wide East Asian characters and pictures, 0 for combining marks.
std::size_t display_width(std::string_view safe);

// At most `width` columns, the last of them "…" when something was cut off.
std::string cut_to_width(std::string_view safe, std::size_t width);

}  // namespace swarm::cli
