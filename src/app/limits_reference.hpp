#pragma once

#include <string>

namespace swarm::app {

// docs/reference/limits.md: every maximum with its setting, what counts reaching it, and the test that does.
std::string limits_reference();

}  // namespace swarm::app
