#include "platform/storage/sqlite/sqlite_errors.hpp"

#include <cerrno>
#include <fmt/format.h>

#include <sqlite3.h>

namespace swarm::storage {
namespace {

constexpr int kPrimaryMask = 0xff;

int primary_code(sqlite3* connection) {
  return sqlite3_errcode(connection) & kPrimaryMask;
}

bool is_out_of_space(sqlite3* connection) {
  const int primary = primary_code(connection);
  if (primary == SQLITE_FULL) return true;
  const int cause = sqlite3_system_errno(connection);
  return primary == SQLITE_IOERR && (cause == ENOSPC || cause == EDQUOT);
}

bool is_taken(int extended) {
  return extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY ||
         extended == SQLITE_CONSTRAINT_ROWID;
}

ErrorCode code_of(int primary) {
  switch (primary) {
    case SQLITE_CONSTRAINT:
      return ErrorCode::conflict;
    case SQLITE_TOOBIG:
      return ErrorCode::too_large;
    case SQLITE_INTERRUPT:
      return ErrorCode::timeout;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_PROTOCOL:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorCode::unavailable;
    default:
      return ErrorCode::internal;
  }
}

std::string_view advice(int primary) {
  switch (primary) {
    case SQLITE_BUSY:
      return "; another program holds a lock on the database file";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "; the database file is damaged: restore a backup, or move the file away to start empty";
    case SQLITE_INTERRUPT:
      return "; it ran longer than database.sqlite.read_timeout_ms";
    default:
      return "";
  }
}

}  // namespace

Error sqlite_error(sqlite3* connection, std::string_view doing) {
  const int primary = primary_code(connection);
  const int extended = sqlite3_extended_errcode(connection);
  std::string what =
      fmt::format("{}: {} (SQLite error {}){}", doing, sqlite3_errmsg(connection), extended, advice(primary));
  if (is_out_of_space(connection)) {
    return {ErrorCode::storage_full, std::move(what) + "; free some space on the disk of the database"};
  }
  std::string reason;
  if (primary == SQLITE_CONSTRAINT) reason = is_taken(extended) ? "taken" : "guard";
  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB) reason = "damaged";
  return {code_of(primary), std::move(what), std::move(reason)};
}

bool breaks_connection(sqlite3* connection) {
  switch (primary_code(connection)) {
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PROTOCOL:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_NOMEM:
      return true;
    default:
      return false;
  }
}

}  // namespace swarm::storage
