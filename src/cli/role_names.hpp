#pragma once

#include <string>
#include <vector>

namespace swarm::cli {

// The words that --help and completion offer; a test compares them with the server's own lists.
const std::vector<std::string>& role_names();
const std::vector<std::string>& permission_names();  // without open, which needs no key

}  // namespace swarm::cli
