#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace swarm::crypto {

// Overwrites the text, which the compiler may not leave out, and empties it.
void wipe(std::string& text);
void wipe(std::span<std::byte> bytes);  // which keep their length

}  // namespace swarm::crypto
