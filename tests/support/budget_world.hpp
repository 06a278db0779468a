#pragma once

#include <atomic>
#include <deque>
#include <future>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "base/time_text.hpp"
#include "platform/identity/identity_store.hpp"
#include "providers/budget/budget_service.hpp"
#include "support/all_at_once.hpp"
#include "support/slice_databases.hpp"
#include "support/slice_world.hpp"

// Servers that share the ledgers of one database, for the tests of budgets.
namespace swarm::tests {

// Another database, which a server can be cut off from: what kill -9 looks like from the other side.
class CutOffDatabase final : public storage::Database {
 public:
  explicit CutOffDatabase(storage::Database& database) : database_(database) {}
  void cut(bool off = true) { is_cut_ = off; }
  // The next writes are stored, but nobody hears of it.
  void lose_answers(int count) { losing_ = count; }
  int writes() const { return writes_; }

  Async<Result<storage::WriteOutcome>> write(storage::WriteUnit unit) override {
    ++writes_;
    if (is_cut_) co_return fail(ErrorCode::unavailable, "cut off");
    Result<storage::WriteOutcome> written = co_await database_.write(std::move(unit));
    if (losing_ > 0 && losing_-- > 0) co_return fail(ErrorCode::unavailable, "outcome_unknown", "the answer was lost");
    co_return written;
  }
  Async<Result<storage::Rows>> read(const storage::NamedStatement* what, storage::Parameters parameters) override {
    if (is_cut_) co_return fail(ErrorCode::unavailable, "cut off");
    co_return co_await database_.read(what, std::move(parameters));
  }
  Subscription subscribe(std::string topic, std::function<void()> look_again) override {
    return database_.subscribe(std::move(topic), std::move(look_again));
  }
  storage::DatabaseFacts facts() const override { return database_.facts(); }
  std::vector<storage::StatementAccount> accounts() const override { return database_.accounts(); }
  Async<Result<std::vector<storage::DatabaseActivity>>> activity() override { return database_.activity(); }
  Async<Result<Done>> give_back_space() override { return database_.give_back_space(); }
  Async<void> stop() override { co_return; }

 private:
  storage::Database& database_;
  std::atomic<bool> is_cut_ = false;
  std::atomic<int> losing_ = 0;
  std::atomic<int> writes_ = 0;
};

// Writes the change and remembers what was audited.
class RecordedAudit final : public audit::AuditWriter {
 public:
  explicit RecordedAudit(storage::Database& database) : database_(database) {}
  Async<Result<storage::WriteOutcome>> write(storage::WriteUnit unit, audit::AuditEntry entry) override {
    Result<storage::WriteOutcome> written = co_await database_.write(std::move(unit));
    if (written) actions.push_back(entry.action + " " + entry.subject);
    co_return written;
  }
  void note(audit::AuditEntry) override {}

  std::vector<std::string> actions;

 private:
  storage::Database& database_;
};

// One server's part. Not started: tests call work() where they want determinism.
class BudgetServer {
 public:
  struct Place {
    storage::Database& database;
    IdSource& ids;
    TestLoop& loop;
    const Clock& clock;
  };
  BudgetServer(Place place, const budget::BudgetConfig& config, std::string replica)
      : place_(place),
        database(place.database),
        audit(database),
        identity(database),
        service(std::make_unique<budget::BudgetService>(config,
                                                        budget::BudgetService::Deps{.database = database,
                                                                                    .audit = audit,
                                                                                    .identity = identity,
                                                                                    .ids = place.ids,
                                                                                    .loop = place.loop.loop(),
                                                                                    .clock = place.clock,
                                                                                    .metrics = metrics,
                                                                                    .log = log,
                                                                                    .replica = std::move(replica)})) {}
  ~BudgetServer() { stop(); }
  BudgetServer(const BudgetServer&) = delete;
  BudgetServer& operator=(const BudgetServer&) = delete;

  void stop() {
    if (service) place_.loop.run(service->stop());
  }
  // What was granted to it is gone, as after kill -9.
  void kill() {
    database.cut();
    stop();
  }
  bool work() { return place_.loop.run(service->work_once()); }

  // Reserves while the background is worked by hand; nothing: it waits for other calls after so many rounds.
  std::optional<Result<budget::Reservation>> reserve(budget::Payer payer, Money worst_case, int rounds_max = 1'000) {
    auto promise = std::make_shared<std::promise<Result<budget::Reservation>>>();
    std::future<Result<budget::Reservation>> future = promise->get_future();
    place_.loop.loop().spawn(carry(service->reserve(std::move(payer), worst_case), promise));
    for (int round = 0; round < rounds_max; ++round) {
      if (future.wait_for(std::chrono::seconds{0}) == std::future_status::ready) return future.get();
      work();
    }
    return std::nullopt;
  }

  double metric(std::string_view series) {
    std::istringstream lines(metrics.exposition());
    for (std::string line; std::getline(lines, line);) {
      if (line.size() > series.size() && line.starts_with(series) && line[series.size()] == ' ')
        return std::stod(line.substr(series.size() + 1));
    }
    ADD_FAILURE() << "there is no series " << series;
    return -1000;
  }

 private:
  static Async<void> carry(Async<Result<budget::Reservation>> work,
                           std::shared_ptr<std::promise<Result<budget::Reservation>>> promise) {
    promise->set_value(co_await std::move(work));
  }
  const Place place_;

 public:
  telemetry::Metrics metrics;
  RecordedLog logs;
  telemetry::Log log{logs, "budget"};
  CutOffDatabase database;
  RecordedAudit audit;
  identity::IdentityStore identity;
  std::unique_ptr<budget::BudgetService> service;
};

// Sums of what is stored, beside the accounts: the two must always agree.
struct StoredAccount {
  std::int64_t period = 0;
  std::int64_t epoch = 0;
  std::string ledger;
  Money counted;
  Money entries;
};
inline constexpr storage::NamedStatement kStoredAccounts{
    "test.budget_accounts",
    "SELECT a.period_ms, a.epoch, a.ledger, a.counted, (SELECT CAST(COALESCE(sum(e.nanodollars), 0) AS BIGINT) "
    "FROM budget_entries AS e WHERE e.period_ms = a.period_ms AND e.epoch = a.epoch AND e.ledger = a.ledger) "
    "FROM budget_accounts AS a ORDER BY a.period_ms, a.epoch, a.ledger"};
// As many limits of single keys as $1 says.
inline constexpr storage::NamedStatement kFillBudgetLimits{
    "test.fill_budget_limits",
    "INSERT INTO budget_limits (ledger, nanodollars, set_by, set_at_ms) WITH RECURSIVE n (i) AS "
    "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT 'key:f' || CAST(i AS TEXT), 1, '', 0 FROM n"};
inline constexpr const storage::NamedStatement* kBudgetTestStatements[] = {&kStoredAccounts, &kFillBudgetLimits};

class BudgetTest : public SliceTest {
 protected:
  BudgetTest() : SliceTest({identity::schema(), budget::schema(), {{}, kBudgetTestStatements}}) {}
  void TearDown() override {
    servers_.clear();
    SliceTest::TearDown();
  }

  BudgetServer& server(const budget::BudgetConfig& config) {
    const std::string replica = "server-" + std::to_string(servers_.size() + 1);
    servers_.push_back(
        std::make_unique<BudgetServer>(BudgetServer::Place{*database_, ids_, loop_, clock_}, config, replica));
    return *servers_.back();
  }
  BudgetServer& started(const budget::BudgetConfig& config) {
    BudgetServer& made = server(config);
    made.service->start();
    return made;
  }
  budget::Payer payer(std::string key = "key-one", std::string head = "") {
    return {.project = project_, .key_id = std::move(key), .head = std::move(head)};
  }
  void advance_to(std::string_view time) { advance(parse_time(time).value() - clock_.now()); }

  // What a person asks for, while the background is worked by hand.
  template <class T>
  T ask(BudgetServer& server, Async<T> work) {
    auto promise = std::make_shared<std::promise<T>>();
    std::future<T> answer = promise->get_future();
    loop_.loop().spawn(tell(std::move(work), promise));
    while (answer.wait_for(std::chrono::seconds{0}) != std::future_status::ready)
      server.work();
    return answer.get();
  }

  std::vector<StoredAccount> accounts() {
    std::vector<StoredAccount> accounts;
    const auto rows = run(database_->read(&kStoredAccounts, {}));
    EXPECT_TRUE(rows.has_value()) << rows.error().message;
    for (const storage::Row& row : rows.value_or(storage::Rows{})) {
      accounts.push_back({row.integer(0), row.integer(1), row.text(2), {row.integer(3)}, {row.integer(4)}});
      EXPECT_EQ(accounts.back().counted, accounts.back().entries) << accounts.back().ledger;
    }
    return accounts;
  }
  // Over all periods and epochs.
  Money counted(std::string_view ledger) {
    Money sum;
    for (const StoredAccount& account : accounts()) {
      if (account.ledger == ledger) sum += account.counted;
    }
    return sum;
  }

  ProjectId project_ = ProjectId::generate(ids_);
  std::vector<std::unique_ptr<BudgetServer>> servers_;

 private:
  template <class T>
  static Async<void> tell(Async<T> work, std::shared_ptr<std::promise<T>> promise) {
    promise->set_value(co_await std::move(work));
  }
};

}  // namespace swarm::tests
