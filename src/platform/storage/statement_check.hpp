#pragma once

#include "base/result.hpp"
#include "platform/storage/statement.hpp"

namespace swarm::storage {

// More rows than this from one statement mean a LIMIT that is missing: `too_large`.
inline constexpr std::size_t kRowsPerStatementMax = 100'000;

// What both databases refuse before a statement reaches them, so that they accept the same. `invalid_input`: U+0000 in
// a text (PostgreSQL cannot store it), or a number that is none (SQLite stores NULL for it).
Result<Done> check_parameters(const NamedStatement& what, const Parameters& parameters);

// The same for each statement of a unit; `too_large` for more than `statements_max` of them.
Result<Done> check_unit(const WriteUnit& unit, std::size_t statements_max);

// `conflict` with the reason "guard" when `count` rows are not what `statement` expects.
Result<Done> check_expectation(const Statement& statement, std::int64_t count);

}  // namespace swarm::storage
