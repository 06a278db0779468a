#pragma once

#include "support/database_contract.hpp"
#include "support/slice_world.hpp"

namespace swarm::tests {

// DatabaseContract is the databases' own; a test program of a store only uses its parameters.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(DatabaseContract);

// An SQLite in memory for the contract tests of stores. Opened once; what is in it ends with it.
class MemoryDatabase final : public DatabaseFactory {
 public:
  Result<std::unique_ptr<storage::Database>> open(std::span<const storage::Schema> schemas,
                                                  const Clock& clock) override {
    return TRY(storage::SqliteDatabase::open({.file = ":memory:", .disk_reserve = {0}},
                                             {.clock = clock, .schemas = schemas, .metrics = metrics_}));
  }

 private:
  NoStorageMetrics metrics_;
};

inline DatabaseUnderTest memory_database() {
  return {"sqlite", [] { return std::make_unique<MemoryDatabase>(); }};
}

}  // namespace swarm::tests
