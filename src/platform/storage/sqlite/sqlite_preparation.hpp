#pragma once

#include <span>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "platform/storage/sqlite/sqlite_config.hpp"
#include "platform/storage/sqlite/sqlite_connection.hpp"

namespace swarm::storage {

// Makes a database that was just opened ready for use: checks that it is ours and sound, sets how it is kept, applies
// the migrations that are missing and prepares every statement. An error means that nothing may use it:
//   invalid_input "foreign_database"  another program's file
//   unavailable "damaged"             malformed; restore a backup
//   conflict                          as of migrations_to_apply()
//   internal                          a migration or a statement of ours is wrong
Result<Done> prepare_database(SqliteConnection& connection, const SqliteConfig& config, std::span<const Schema> schemas,
                              const Clock& clock);

}  // namespace swarm::storage
