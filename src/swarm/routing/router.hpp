#pragma once

#include <string_view>

#include "swarm/routing/router_types.hpp"

namespace swarm::routing {

// Chooses a head by signs in the prompt's words. Pure and stateless; safe to call from any thread; below 50 µs for a
// prompt of ordinary length, because only the first kRoutedBytesMax bytes are looked at.
inline constexpr std::size_t kRoutedBytesMax = 8 * 1024;
RouteDecision route(std::string_view prompt, std::optional<answers::Head> wanted);

}  // namespace swarm::routing
