#include "platform/storage/postgres/connection_settings.hpp"

#include <algorithm>
#include <fmt/format.h>

#include <libpq-fe.h>

namespace swarm::storage {

namespace {

constexpr std::chrono::milliseconds kMigrationTimeout{30 * 60'000};

// Plans are kept: one that was made while a table was empty would read all of it for one row when it no longer is. A
// plan without an index then looks so dear that the server would compile it (jit) at every call, for half a second.
constexpr std::string_view kByIndex =
    "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; ";

std::chrono::milliseconds statement_timeout(Role role, const PostgresConfig& config) {
  return role == Role::migrator ? std::max(kMigrationTimeout, config.statement_timeout) : config.statement_timeout;
}

std::chrono::milliseconds lock_timeout(Role role, const PostgresConfig& config) {
  if (role == Role::migrator) return std::chrono::milliseconds{0};  // waits for another server's migration
  return role == Role::writer ? std::min(kGroupLockTimeout, config.lock_timeout) : config.lock_timeout;
}

}  // namespace

Result<Done> check_url(const std::string& url) {
  const bool has_scheme = url.starts_with("postgresql://") || url.starts_with("postgres://");
  PQconninfoOption* options = has_scheme ? PQconninfoParse(url.c_str(), nullptr) : nullptr;
  if (options == nullptr) {
    return fail(ErrorCode::invalid_input, "the database URL cannot be read; expected postgresql://user@host:port/name");
  }
  PQconninfoFree(options);
  return Done{};
}

std::string settings_for(Role role, const PostgresConfig& config) {
  // A server that is set to more than "on" (remote_apply) keeps it; "off" would acknowledge what a crash can lose.
  return fmt::format(
      "SET statement_timeout = {}; SET lock_timeout = {}; SET idle_in_transaction_session_timeout = {}; "
      "SET default_transaction_read_only = {}; SET default_transaction_isolation = 'read committed'; "
      "SET bytea_output = 'hex'; SET TimeZone = 'UTC'; SET client_min_messages = 'warning'; SET jit = off; "
      "{}SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
      statement_timeout(role, config).count(), lock_timeout(role, config).count(), config.transaction_timeout.count(),
      role == Role::reader ? "on" : "off", role == Role::writer ? kByIndex : "");
}

std::chrono::milliseconds silence_max(Role role, const PostgresConfig& config) {
  constexpr std::chrono::milliseconds kOnTheWay{5'000};
  return statement_timeout(role, config) + kOnTheWay;
}

}  // namespace swarm::storage
