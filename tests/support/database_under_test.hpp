#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>

#include <gtest/gtest.h>

#include "platform/storage/database.hpp"

// How a test gets a database without knowing which.
namespace swarm::tests {

// One empty database that can be opened several times, one after the other. Goes away with the object.
class DatabaseFactory {
 public:
  virtual ~DatabaseFactory() = default;
  // Why there can be no such database here; the test is then skipped.
  virtual std::optional<std::string> skip_reason() { return std::nullopt; }
  // `clock` and `schemas` outlive the database. After `schemas` were applied, the database's time follows `clock`.
  virtual Result<std::unique_ptr<storage::Database>> open(std::span<const storage::Schema> schemas,
                                                          const Clock& clock) = 0;
  // Called after `clock` moved, for databases that must be told.
  virtual Result<Done> follow(storage::Database& /*database*/, const Clock& /*clock*/) { return Done{}; }
};

struct DatabaseUnderTest {
  std::string name;
  std::function<std::unique_ptr<DatabaseFactory>()> make;
};

inline void PrintTo(const DatabaseUnderTest& database, std::ostream* out) {
  *out << database.name;
}
inline std::string name_of_database(const testing::TestParamInfo<DatabaseUnderTest>& info) {
  return info.param.name;
}

}  // namespace swarm::tests
