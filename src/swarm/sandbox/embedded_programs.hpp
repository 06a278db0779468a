#pragma once

#include <span>

namespace swarm::sandbox {

// Programs that run inside a sandbox travel in this one: whoever may enter the sandbox need not be able to reach our
// files. Made by the build from init/.
extern const std::span<const unsigned char> kInitProgram;
extern const std::span<const unsigned char> kClockLibrary;

}  // namespace swarm::sandbox
