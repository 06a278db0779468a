#pragma once

#include <span>

#include "base/result.hpp"
#include "platform/storage/postgres/postgres_config.hpp"
#include "platform/storage/statement.hpp"

namespace swarm::storage {

struct MigratedDatabase {
  std::string version;   // "PostgreSQL 15.4"
  std::string location;  // without a password
};

// Brings the database to what `schemas` ask for: our SQL functions, then each missing migration in a transaction of its
// own; then tries whether every statement can be prepared. Several servers may do so at once: one works, the others
// wait and find it done. `conflict` as migrations_to_apply() says; `internal` for a migration or a statement that is
// wrong.
Result<MigratedDatabase> migrate(const PostgresConfig& config, std::span<const Schema> schemas);

}  // namespace swarm::storage
