#pragma once

#include <cstdlib>

#include "base/random.hpp"

namespace swarm::tests {

// Taken away, since swarmd refuses settings that it does not know.
inline int taken_from_environment(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  const int number = text == nullptr ? otherwise : std::atoi(text);
  ::unsetenv(name);
  return number;
}
inline const int kRounds = taken_from_environment("SWARM_KILL_ROUNDS", 10);
inline const int kSeed = taken_from_environment("SWARM_KILL_SEED", static_cast<int>(SystemRandom().next() >> 33));

}  // namespace swarm::tests
