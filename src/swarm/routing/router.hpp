#pragma once

#include <string_view>

#include "swarm/routing/router_types.hpp"

namespace swarm::routing {

// Chooses a head by what is seen in the prompt (prompt_features.hpp) and the committed weights (router_model.hpp). Pure
// and stateless: the same prompt gives the same head on every machine. Safe to call from any thread; below 50 µs also
// for the longest prompt, because only its two ends are looked at (prompt_tokens.hpp).
RouteDecision route(std::string_view prompt, std::optional<answers::Head> wanted);

}  // namespace swarm::routing
