#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "platform/storage/statement.hpp"

namespace swarm::storage {

// A migration that is recorded in a database.
struct AppliedMigration {
  std::string slice;
  int number;
  std::string checksum;  // hexadecimal SHA-256 of the text with its placeholders
};

std::string checksum_of(const Migration& migration);

// Which of `known` (in order, all slices) are still to be applied. `conflict` when an applied one was changed since, or
// when the database holds one that this program does not know and that is not newer than all it knows (an older
// release runs on the next schema: newer ones of a known slice are accepted).
Result<std::vector<Migration>> migrations_to_apply(std::span<const Migration> known,
                                                   std::span<const AppliedMigration> applied);

// The text with its placeholders for one kind of database.
std::string sql_for(bool postgres, std::string_view text);

}  // namespace swarm::storage
