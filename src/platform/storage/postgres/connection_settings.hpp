#pragma once

#include <string>

#include "base/result.hpp"
#include "platform/storage/postgres/postgres_config.hpp"

namespace swarm::storage {

enum class Role { writer, reader, listener, migrator };

// How long a group of writes waits for another's row before its units are run one by one with the patience of
// lock_timeout. Below the server's deadlock_timeout (1 s), so that two groups that lock crosswise part sooner.
inline constexpr std::chrono::milliseconds kGroupLockTimeout{250};

// `invalid_input` for what is no PostgreSQL URL; the message does not repeat it, for it may hold a password.
Result<Done> check_url(const std::string& url);

// What a connection sets for itself when it is open. Only text that we make stands in it.
std::string settings_for(Role role, const PostgresConfig& config);

// How long the server may say nothing to a running statement before the connection counts as lost.
std::chrono::milliseconds silence_max(Role role, const PostgresConfig& config);

}  // namespace swarm::storage
