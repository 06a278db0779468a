#pragma once

#include "base/result.hpp"
#include "platform/secrets/secret_table.hpp"

namespace swarm::secrets {

inline constexpr std::string_view kSecretVariablePrefix = "SWARM_SECRET_";

// Takes every SWARM_SECRET_<NAME> out of the environment of this process: its bytes are overwritten where the kernel
// put them (/proc/PID/environ shows none of it) and the variable is removed, so that no child inherits it. Errors:
// `invalid_input` for a name that no secret may have, an empty or too long value, or too many. Call once, first thing
// in main, while there is one thread.
Result<EnvironmentSecrets> take_environment_secrets();

}  // namespace swarm::secrets
