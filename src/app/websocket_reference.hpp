#pragma once

#include <string>

namespace swarm::app {

// docs/reference/websocket.md: every message of /ws from its field list, and how a connection begins and ends.
std::string websocket_reference();

}  // namespace swarm::app
