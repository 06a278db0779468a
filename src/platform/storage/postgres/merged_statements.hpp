#pragma once

#include <span>
#include <vector>

#include "platform/storage/postgres/postgres_connection.hpp"
#include "platform/storage/postgres/requests.hpp"

namespace swarm::storage {

// Equal statements of a group as one: for PostgreSQL a hundred rows in one statement cost a fraction of a hundred
// statements.
struct MergedStatement {
  struct Place {
    std::size_t unit;
    std::size_t statement;
  };
  Statement statement;        // the form for many, its parameters being arrays; or a single one as it is
  std::vector<Place> places;  // whose effects these are, in the order of the arrays
};

// So many rows share one statement at most; further ones begin the next.
inline constexpr std::size_t kMergedMax = 1'000;

// Statements that have a form for many stand where the first of them stood; all others keep their order.
std::vector<MergedStatement> merged(std::span<const PostgresWrite> group);

// Whether anything would be merged.
bool is_worth_merging(std::span<const PostgresWrite> group);

// Hands the effects back to the units. False when they are not one row for each, or not what a unit expects: nothing is
// then known of the single units.
bool distribute(const MergedStatement& merged, Answer answer, std::span<const PostgresWrite> group,
                std::vector<WriteOutcome>& outcomes);

}  // namespace swarm::storage
