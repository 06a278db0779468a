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

// Which of `known` (in order, all slices) are still to be applied. An older release runs on the next schema, so what is
// newer than all that it knows of a slice, and slices that it does not know, are accepted. `conflict` for an applied
// one that was changed since ("migration_changed"), one that is unknown without being newer ("migration_unknown"), and
// one that is missing below one that was applied ("migration_missing").
Result<std::vector<Migration>> migrations_to_apply(std::span<const Migration> known,
                                                   std::span<const AppliedMigration> applied);

// The text with its placeholders for one kind of database.
std::string sql_for(bool postgres, std::string_view text);

}  // namespace swarm::storage
