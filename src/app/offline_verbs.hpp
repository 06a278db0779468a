#pragma once

#include "app/command_line.hpp"

namespace swarm::app {

// The verbs that work when no server does: verify, audit-verify, new-admin-key. Says what it found on stdout, what
// went wrong on stderr; the exit status is that of swarmctl (base/error_code.hpp), 0 only when all is well.
int run_offline(const CommandLine& line);

}  // namespace swarm::app
