#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "cli/session.hpp"

namespace swarm::cli {

std::string task_path(std::string_view id);  // "/api/v1/tasks/…", the id encoded
Outcome<Document> fetch_task(Session& session, const std::string& id);

// Follows a task until it has ended. Trouble: `timeout` at `until`, `cancelled` on Ctrl-C; the task goes on then.
Outcome<Document> wait_for_end(Session& session, const std::string& id, std::optional<SteadyTime> until);

}  // namespace swarm::cli
