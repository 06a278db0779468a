#pragma once

#include <string>
#include <string_view>

namespace swarm::program {

// For a terminal: control characters (line ends, too), marks that change the direction of writing, and bytes that are
// no UTF-8 become escapes such as \x1b. Messages quote what stands in files of others.
std::string printable(std::string_view text);

}  // namespace swarm::program
