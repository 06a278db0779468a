#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "cli/trouble.hpp"

namespace swarm::cli {

// The lessons of a file as swarm-trainer reads them, one JSON object a line, as a request takes them: the head is the
// run's. `invalid_input` names the file, the line and why: no object, or a lesson of another head than `head`; a file
// without a lesson too. `file` is what the person called it.
Outcome<json::Array> lessons_of(std::string_view text, const std::string& file, const std::string& head);

}  // namespace swarm::cli
