#pragma once

#include <string>

namespace swarm::app {

// Prints one generated reference page: configuration, metrics, openapi, limits.
int print_reference(const std::string& page);

}  // namespace swarm::app
