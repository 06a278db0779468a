#include "platform/storage/statement_accounts.hpp"

#include <deque>

#include <gtest/gtest.h>

namespace swarm::storage {
namespace {

using std::chrono::milliseconds;

class CountedMetrics final : public StorageMetrics {
 public:
  void statement_ran(std::string_view name, std::chrono::nanoseconds) override { last = name; }
  void committed(std::size_t, std::chrono::nanoseconds) override {}
  void unit_refused(std::string_view) override {}
  std::string last;
};

constexpr NamedStatement kFast{"test.fast", "SELECT 1"};
constexpr NamedStatement kSlow{"test.slow", "SELECT 2"};

TEST(StatementAccounts, AddsUpCallsTotalAndLongest) {
  CountedMetrics metrics;
  StatementAccounts accounts(metrics);
  accounts.ran(kFast, milliseconds(1));
  accounts.ran(kSlow, milliseconds(5));
  accounts.ran(kSlow, milliseconds(7));
  const auto all = accounts.all();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].name, "test.slow");
  EXPECT_EQ(all[0].calls, 2);
  EXPECT_EQ(all[0].total_ms, 12);
  EXPECT_EQ(all[0].max_ms, 7);
  EXPECT_EQ(all[1].name, "test.fast");
}

TEST(StatementAccounts, PassesEveryRunOnToTheMetrics) {
  CountedMetrics metrics;
  StatementAccounts accounts(metrics);
  accounts.ran(kFast, milliseconds(1));
  EXPECT_EQ(metrics.last, "test.fast");
}

TEST(StatementAccounts, PutsWhatIsBeyondTheLimitUnderOther) {
  CountedMetrics metrics;
  StatementAccounts accounts(metrics);
  std::deque<NamedStatement> many;
  for (std::size_t i = 0; i < StatementAccounts::kStatementsMax + 2; ++i) {
    accounts.ran(many.emplace_back("test.many", "SELECT 1"), milliseconds(1));
  }
  const auto all = accounts.all();
  EXPECT_EQ(all.size(), StatementAccounts::kStatementsMax + 1);
  EXPECT_EQ(all[0].name, "other");
  EXPECT_EQ(all[0].calls, 2);
}

}  // namespace
}  // namespace swarm::storage
