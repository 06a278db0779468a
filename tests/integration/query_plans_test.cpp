// A statement that walks over a table that grows is quick in every other test and unusable after a month.
#include <list>
#include <regex>

#include <gmock/gmock.h>

#include "app/opening.hpp"
#include "platform/storage/sqlite/sqlite_database.hpp"
#include "support/fake_clock.hpp"
#include "support/recorded_storage_metrics.hpp"
#include "support/run.hpp"

namespace swarm::tests {
namespace {

using storage::NamedStatement;

class QueryPlansTest : public testing::Test {
 protected:
  ~QueryPlansTest() override { loop_.run(database_->stop()); }

  std::string plan_of(const NamedStatement& statement) {
    constexpr std::size_t kParametersMax = 32;
    Asked& asked = asked_.emplace_back("EXPLAIN QUERY PLAN " + std::string(statement.sqlite), statement);
    asked.explain.sqlite = asked.text;
    const auto rows = loop_.run(database_->read(&asked.explain, storage::Parameters(kParametersMax)));
    if (!rows) return rows.error().message;
    std::string plan;
    for (const storage::Row& row : *rows)
      plan += std::string(row.text(3)) + "\n";
    return plan;
  }

  FakeClock clock_;
  TestLoop loop_;
  RecordedStorageMetrics metrics_;
  std::vector<storage::Schema> schemas_ = app::all_schemas();
  std::unique_ptr<storage::Database> database_ =
      storage::SqliteDatabase::open({.file = ":memory:", .disk_reserve = {0}},
                                    {.clock = clock_, .schemas = schemas_, .metrics = metrics_})
          .value();
  struct Asked {
    std::string text;
    NamedStatement explain;
  };
  std::list<Asked> asked_;  // kept in place: a connection knows a statement by its address
};

TEST_F(QueryPlansTest, NoStatementWalksOverATableThatGrows) {
  const std::regex walk(
      "SCAN (\\w+ AS )?(tasks|events|task_traces|task_feedback|audit_entries|idempotency_keys|budget_entries|"
      "budget_accounts|usage_records|usage_hours|misses)(?! USING)");
  std::size_t looked_at = 0;
  for (const storage::Schema& schema : schemas_) {
    for (const NamedStatement* statement : schema.statements) {
      if (statement->sqlite.empty()) continue;
      if (statement->name.ends_with(".last_to_forget")) continue;  // in the order of the key, and with a LIMIT
      ++looked_at;
      const std::string plan = plan_of(*statement);
      EXPECT_FALSE(std::regex_search(plan, walk)) << statement->name << ":\n" << plan;
    }
  }
  EXPECT_GT(looked_at, 70U);
}

TEST_F(QueryPlansTest, AFeedIsReadFromItsCursorOnwards) {
  for (const storage::Schema& schema : schemas_) {
    for (const NamedStatement* statement : schema.statements) {
      if (statement->name != "tasks.events_of_project") continue;
      EXPECT_THAT(plan_of(*statement), testing::HasSubstr("(project=? AND transaction_id=? AND sequence>?)"));
      return;
    }
  }
  FAIL() << "there is no statement tasks.events_of_project";
}

}  // namespace
}  // namespace swarm::tests
