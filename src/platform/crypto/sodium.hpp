#pragma once

namespace swarm::crypto {

// libsodium must be told to start before keys are made; as often as you like, from any thread.
void ensure_sodium();

}  // namespace swarm::crypto
