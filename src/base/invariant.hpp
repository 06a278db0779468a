#pragma once

#include <string_view>

namespace swarm {

[[noreturn]] void invariant_failed(std::string_view condition, std::string_view why, const char* file, int line);

}  // namespace swarm

// States something about our own code that must hold, and why. Stays on in release builds and ends the process.
// Never for input, network or disk: those are errors (base/result.hpp).
#define SWARM_INVARIANT(condition, why) \
  (static_cast<bool>(condition) ? static_cast<void>(0) : ::swarm::invariant_failed(#condition, why, __FILE__, __LINE__))
