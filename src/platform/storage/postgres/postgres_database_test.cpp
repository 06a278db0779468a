#include "platform/storage/postgres/postgres_database.hpp"

#include <gtest/gtest.h>

#include "support/run.hpp"
#include "support/temporary_postgres.hpp"

namespace swarm::storage {
namespace {

TEST(Scratch, Works) {
  auto database = tests::TemporaryDatabase::create();
  if (!database) GTEST_SKIP() << database.error().message;
  ASSERT_EQ((*database)->query("SELECT 1").value(), "1");
}

}  // namespace
}  // namespace swarm::storage
