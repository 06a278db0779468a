#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cli/trouble.hpp"

namespace swarm::cli {

struct Session;

inline constexpr std::size_t kSecretBytesMax = 8 * 1'024;  // as many as a server takes

// A secret, without one line end behind it. From the file; else from a terminal, asked for and typed unseen; else all
// of standard input. `invalid_input`: there is none, or it is too long.
Outcome<std::string> read_secret(Session& session, const std::optional<std::string>& file, const std::string& prompt);

}  // namespace swarm::cli
