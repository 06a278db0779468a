#pragma once

#include <string_view>

#include "base/result.hpp"

struct sqlite3;

namespace swarm::storage {

// What went wrong last on `connection`, for people, with `doing` (a statement's name) in front.
//   conflict "taken"      a unique value exists        conflict "guard"      any other constraint
//   storage_full          the disk, or the largest allowed size
//   unavailable "damaged" the file is malformed        unavailable           input and output, locks, memory
//   timeout               interrupted                  internal              our SQL
Error sqlite_error(sqlite3* connection, std::string_view doing);

// Whether the connection must be opened anew. After a failed write or sync nobody knows what the kernel still holds,
// and a second attempt could report success for pages that were thrown away.
bool breaks_connection(sqlite3* connection);

}  // namespace swarm::storage
