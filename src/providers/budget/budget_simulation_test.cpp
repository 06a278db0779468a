// Thousands of random steps on two servers: calls, settlements, overruns, crashes, restarts, resets, limits, midnights,
// lost answers. After each step: what calls have spent and may still spend is counted; nothing was granted beyond the
// limit; every account is the sum of its entries (BudgetTest::accounts). A failure prints its seed.
#include <random>

#include <gmock/gmock.h>

#include "support/budget_world.hpp"

namespace swarm::budget {
namespace {

using namespace std::chrono_literals;

class BudgetSimulation : public tests::BudgetTest {
 protected:
  struct Running {
    std::size_t server;
    std::string key;
    Money worst_case;
    Reservation reservation;
  };

  void begin(std::uint64_t seed) {
    chance_.seed(seed);
    config_.dollars_per_day = 0.5;
    config_.dollars_per_day_per_key = 0.3;
    config_.wait = 0ms;
    for (int i = 0; i < 2; ++i)
      server(config_);
  }
  int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(chance_); }
  std::size_t one_of_two() { return static_cast<std::size_t>(below(2)); }

  void reserve() {
    const std::size_t at = one_of_two();
    const std::string key = below(2) ? "a" : "b";
    const Money worst_case{(1 + below(60)) * 1'000'000};
    auto reserved = servers_[at]->reserve(payer(key, below(3) ? "" : "math"), worst_case, 200);
    ASSERT_TRUE(reserved.has_value()) << "it waits, although it may not";
    if (*reserved) {
      running_.push_back({at, key, worst_case, std::move(**reserved)});
      ++reserved_;
    } else {
      EXPECT_TRUE(reserved->error().code == ErrorCode::budget_exceeded ||
                  reserved->error().code == ErrorCode::unavailable)
          << reserved->error().message;
      refused_ += reserved->error().code == ErrorCode::budget_exceeded ? 1 : 0;
    }
  }
  void settle() {
    if (running_.empty()) return;
    const std::size_t at = static_cast<std::size_t>(below(static_cast<int>(running_.size())));
    Running done = std::move(running_[at]);
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(at));
    Money actual{done.worst_case.nanodollars * below(101) / 100};
    if (below(40) == 0) actual = done.worst_case + Money{1'000'000};
    // An overrun is entered behind the call; until then it is spent, but not counted.
    done.reservation.settle(actual);
    if (actual > done.worst_case) {
      while (!servers_[done.server]->work()) {
      }
      allowed_beyond_ += actual - done.worst_case;
    }
    spent_[done.key] += actual;
  }
  void crash() {
    const std::size_t at = one_of_two();
    for (Running& each : running_) {  // the provider bills them, and nobody hears of it
      if (each.server == at) spent_[each.key] += each.worst_case;
    }
    servers_[at]->kill();
    std::erase_if(running_, [&](const Running& each) { return each.server == at; });
    restart(at);
  }
  void restart(std::size_t at) {
    servers_[at] = std::make_unique<tests::BudgetServer>(tests::BudgetServer::Place{*database_, ids_, loop_, clock_},
                                                         config_, fmt::format("server-{}", at + 1));
  }
  void stop_in_order() {
    const std::size_t at = one_of_two();
    for (Running& each : running_) {
      if (each.server != at) continue;
      each.reservation.settle(each.worst_case);
      spent_[each.key] += each.worst_case;
    }
    std::erase_if(running_, [&](const Running& each) { return each.server == at; });
    servers_[at]->stop();
    restart(at);
  }
  void change_limit() {
    config_.dollars_per_day = 0.2 + 0.1 * below(5);
    highest_limit_ = std::max(highest_limit_, dollars(config_.dollars_per_day));
    for (auto& each : servers_)
      each->service->set_config(config_);
  }
  void reset() {
    tests::BudgetServer& server = *servers_[one_of_two()];
    const audit::Caller admin{.principal = {.key_id = "admin", .project = project_}};
    const auto done = ask(server, server.service->reset(admin));
    EXPECT_TRUE(done || done.error().code == ErrorCode::unavailable) << "an answer may be lost";
  }
  void step() {
    const int what = below(1'000);
    if (what < 480) return reserve();
    if (what < 900) return settle();
    if (what < 960) return static_cast<void>(servers_[one_of_two()]->work());
    if (what < 970) return advance(std::chrono::milliseconds(below(2'000)));
    if (what < 975) return advance(65s);
    if (what < 978) return advance(6h);
    if (what < 982) return crash();
    if (what < 986) return stop_in_order();
    if (what < 990) return change_limit();
    if (what < 992) return reset();
    servers_[one_of_two()]->database.lose_answers(1);
  }
  void check() {
    std::map<std::string, Money> counted;
    Money day;
    for (const tests::StoredAccount& account : accounts()) {
      ASSERT_GE(account.counted, Money{});
      if (account.ledger.starts_with("key:")) {
        counted[account.ledger.substr(4)] += account.counted;
        ASSERT_LE(account.counted, dollars(0.3) + allowed_beyond_);
      }
      if (account.ledger != "day") continue;
      day += account.counted;
      ASSERT_LE(account.counted, highest_limit_ + allowed_beyond_) << "beyond the limit";
    }
    std::map<std::string, Money> real = spent_;
    for (const Running& each : running_)
      real[each.key] += each.worst_case;
    Money all;
    for (const auto& [key, amount] : real) {
      ASSERT_LE(amount, counted[key]) << "spent, but not counted: " << key;
      all += amount;
    }
    ASSERT_LE(all, day) << "spent, but not counted";
  }
  void simulate(std::uint64_t seed, int steps) {
    begin(seed);
    for (int i = 0; i < steps && !HasFatalFailure(); ++i) {
      SCOPED_TRACE(fmt::format("seed {}, step {}", seed, i));
      step();
      check();
    }
    EXPECT_GT(reserved_, steps / 20);
    EXPECT_GT(refused_, steps / 100) << "the limits were never reached";
    running_.clear();
  }

  BudgetConfig config_;
  std::mt19937_64 chance_;
  std::vector<Running> running_;
  std::map<std::string, Money> spent_;
  Money allowed_beyond_;
  Money highest_limit_ = dollars(0.6);
  int reserved_ = 0;
  int refused_ = 0;
};

class BudgetLongSimulation : public BudgetSimulation {};

TEST_P(BudgetSimulation, NothingIsSpentThatIsNotCounted) {
  simulate(7, 600);
}
TEST_P(BudgetLongSimulation, NothingIsSpentThatIsNotCounted) {
  simulate(1, 3'000);
}
TEST_P(BudgetLongSimulation, NorWithAnotherSeed) {
  simulate(2, 3'000);
}

INSTANTIATE_TEST_SUITE_P(Databases, BudgetSimulation, tests::both_databases(), tests::name_of_database);
INSTANTIATE_TEST_SUITE_P(Databases, BudgetLongSimulation,
                         testing::Values(tests::DatabaseUnderTest{
                             "sqlite", [] { return std::make_unique<tests::SqliteSlice>(); }}),
                         tests::name_of_database);

}  // namespace
}  // namespace swarm::budget
