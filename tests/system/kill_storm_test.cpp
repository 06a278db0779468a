#include <algorithm>
#include <cstdio>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "base/mutex.hpp"
#include "kill_rounds.hpp"
#include "support/temporary_postgres.hpp"
#include "swarmd_process.hpp"

// Servers die at random moments while clients submit. Each client sends what it has no answer for again, with the same
// Idempotency-Key, so that in the end exactly what was acknowledged must be there: nothing lost, nothing twice.
namespace swarm::tests {
namespace {

using namespace std::chrono_literals;

// One line of the table at the end.
struct Account {
  std::string name;
  int rounds = 0;
  std::size_t acknowledged = 0, unknown = 0, refused = 0, lost = 0, stored_twice = 0, completed_twice = 0;
  std::vector<std::int64_t> restarts_ms{};
};

class PrintsTheTable final : public testing::Environment {
 public:
  static std::vector<Account>& accounts() {
    static std::vector<Account> all;
    return all;
  }
  void TearDown() override {
    if (accounts().empty()) return;
    std::printf("%-22s %6s %12s %7s %7s %4s %12s %15s %14s %14s\n", "database", "rounds", "acknowledged", "unknown",
                "refused", "lost", "stored twice", "completed twice", "restart p50 ms", "restart max ms");
    for (Account& account : accounts())
      print(account);
  }

 private:
  static void print(Account& account) {
    std::ranges::sort(account.restarts_ms);
    const auto restarts = account.restarts_ms;
    std::printf("%-22s %6d %12zu %7zu %7zu %4zu %12zu %15zu %14lld %14lld\n", account.name.c_str(), account.rounds,
                account.acknowledged, account.unknown, account.refused, account.lost, account.stored_twice,
                account.completed_twice, restarts.empty() ? 0LL : static_cast<long long>(restarts[restarts.size() / 2]),
                restarts.empty() ? 0LL : static_cast<long long>(restarts.back()));
  }
};
const testing::Environment* const kTable = testing::AddGlobalTestEnvironment(new PrintsTheTable);

// What clients know: which tasks were acknowledged, and how often they got no answer.
class Journal {
 public:
  enum class Outcome { acknowledged, refused, unknown };
  void note(Outcome outcome, std::string id = {}) {
    MutexLock lock(mutex_);
    if (outcome == Outcome::unknown) ++unknown_;
    if (outcome == Outcome::refused) ++refused_;
    if (outcome == Outcome::acknowledged) acknowledged_.insert(std::move(id));
    changed_.notify_all();
  }
  void wait_for(std::size_t acknowledged) {
    MutexLock lock(mutex_);
    while (acknowledged_.size() < acknowledged)
      changed_.wait(mutex_);
  }
  std::set<std::string> acknowledged() {
    MutexLock lock(mutex_);
    return acknowledged_;
  }
  void tell(Account& account) {
    MutexLock lock(mutex_);
    account.acknowledged = acknowledged_.size();
    account.unknown = unknown_;
    account.refused = refused_;
  }

 private:
  Mutex mutex_;
  Condition changed_;
  std::set<std::string> acknowledged_ SWARM_GUARDED_BY(mutex_);
  std::size_t unknown_ SWARM_GUARDED_BY(mutex_) = 0;
  std::size_t refused_ SWARM_GUARDED_BY(mutex_) = 0;
};

// Where a client sends to; 0 while there is no server.
class Target {
 public:
  void set(std::uint16_t port) {
    MutexLock lock(mutex_);
    port_ = port;
    changed_.notify_all();
  }
  std::uint16_t wait_for_port() {
    MutexLock lock(mutex_);
    while (port_ == 0)
      changed_.wait(mutex_);
    return port_;
  }

 private:
  Mutex mutex_;
  Condition changed_;
  std::uint16_t port_ SWARM_GUARDED_BY(mutex_) = 0;
};

// Submits one sum after the other until told to end, each until it is acknowledged.
class Client {
 public:
  static constexpr int kTasksMax = 5'000;  // bounds what has to be read in the end
  Client(int number, Target& target, Journal& journal, std::string key_header)
      : number_(number), target_(target), journal_(journal), key_header_(std::move(key_header)), thread_([this] {
          run();
        }) {}
  void end() { ending_ = true; }  // once what it has begun is acknowledged
  void abandon() { ending_ = abandoned_ = true; }
  void join() { thread_.join(); }

 private:
  void run() {
    for (int task = 0; task < kTasksMax && !ending_; ++task) {
      while (!abandoned_ &&
             !submit(fmt::format("client-{}-task-{}", number_, task), fmt::format("{} + {}", number_, task))) {
      }
    }
  }
  bool submit(const std::string& key, const std::string& prompt) {
    const std::uint16_t port = target_.wait_for_port();
    if (!connect(port)) return false;  // certainly not stored
    const HttpAnswer answer = ask(key, prompt);
    if (answer.status != 201 || !answer.is_whole) {
      journal_.note(answer.status == 0 ? Journal::Outcome::unknown : Journal::Outcome::refused);
      connection_.reset();
      return false;
    }
    journal_.note(Journal::Outcome::acknowledged, std::string(json::parse(answer.body)->at("id").as_string()));
    return true;
  }
  bool connect(std::uint16_t port) {
    if (connection_ && port == port_) return true;
    port_ = port;
    try {
      connection_ = std::make_unique<RawHttpClient>(port);
    } catch (const std::runtime_error&) {  // nobody listens
      connection_.reset();
    }
    return connection_ != nullptr;
  }
  HttpAnswer ask(const std::string& key, const std::string& prompt) const {
    return connection_->ask(http_request("POST", "/api/v1/tasks",
                                         fmt::format("{}Idempotency-Key: {}\r\n", key_header_, key),
                                         fmt::format(R"({{"prompt":"{}","deadline_ms":600000}})", prompt)));
  }

  const int number_;
  Target& target_;
  Journal& journal_;
  const std::string key_header_;
  std::atomic<bool> ending_ = false, abandoned_ = false;
  std::unique_ptr<RawHttpClient> connection_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

class KillStorm : public testing::Test {
 protected:
  KillStorm() { std::printf("seed: SWARM_KILL_SEED=%d\n", kSeed); }
  ~KillStorm() override {
    for (auto& client : clients_)
      client->abandon();
    target_.set(1);  // whoever waits for a server goes on
    for (auto& client : clients_)
      client->join();
  }

  std::vector<std::string> settings(std::vector<std::string> more = {}) const {
    std::vector<std::string> all{"--set", "agents.lease_ms=1000", "--set", "agents.poll_interval_ms=50"};
    if (!url_.empty()) all.insert(all.end(), {"--set", "database.url=" + url_});
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  std::filesystem::path data() const { return folder_.path() / "data"; }

  void start() {
    const auto begin = std::chrono::steady_clock::now();
    server_.reset();
    said_ = std::make_unique<TemporaryFolder>();  // a new one: what the last server said is not mistaken for this one's
    server_ = std::make_unique<ServerUnderTest>(said_->path(), data(), settings());
    ASSERT_TRUE(server_->ready()) << server_->process().out() << server_->process().err();
    account_.restarts_ms.push_back(
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count());
    target_.set(server_->port());
  }
  void kill_server() {
    server_->process().signal(SIGKILL);
    target_.set(0);
    server_->process().wait_for_end();
  }
  void verify_the_file() const {
    SwarmdProcess verify(folder_.path(), {"verify", "--data", data().string()});
    ASSERT_EQ(verify.wait_for_end(60s), 0) << verify.out() << verify.err();
    ASSERT_TRUE(verify.out().contains(R"("status":"ok")")) << verify.out();
  }
  void start_clients(int count, Target& target) {
    for (int i = 0; i < count; ++i)
      clients_.push_back(
          std::make_unique<Client>(static_cast<int>(clients_.size()), target, journal_, server_->key_header()));
  }
  void end_clients() {
    for (auto& client : clients_)
      client->end();
    for (auto& client : clients_)
      client->join();
    clients_.clear();
  }
  // A server lives for this long: within it clients submit and workers work.
  std::chrono::milliseconds a_short_life() {
    return std::chrono::milliseconds{std::uniform_int_distribution{10, 500}(chance_)};
  }

  void storm() {
    account_.rounds = kRounds;
    start();
    start_clients(4, target_);
    for (int round = 0; round < account_.rounds && !HasFatalFailure(); ++round) {
      EXPECT_FALSE(server_->process().wait_for_end(a_short_life()))
          << "it ended by itself: " << server_->process().err();
      kill_server();
      if (url_.empty()) verify_the_file();
      start();
    }
    ASSERT_FALSE(HasFatalFailure());
    end_clients();
    check();
  }

  json::Value get(const std::string& target) const { return json::parse(server_->ask("GET", target).body).value(); }
  void drain() const {
    auto give_up_at = std::chrono::steady_clock::now() + 60s;
    std::map<std::string, std::string> before;
    const auto is_ended = [](const auto& task) {
      return task.second != "pending" && task.second != "running" && task.second != "retrying";
    };
    for (auto now = stored(); !std::ranges::all_of(now, is_ended); now = stored()) {
      if (now != std::exchange(before, now)) give_up_at = std::chrono::steady_clock::now() + 60s;
      ASSERT_LT(std::chrono::steady_clock::now(), give_up_at) << "tasks are left over";
    }
  }
  // State by id of all tasks.
  std::map<std::string, std::string> stored() const {
    std::map<std::string, std::string> states;
    std::string cursor;
    do {
      const json::Value page = get("/api/v1/tasks?limit=500" + (cursor.empty() ? "" : "&cursor=" + cursor));
      for (const json::Value& task : page.at("tasks").as_array())
        states.emplace(task.at("id").as_string(), task.at("state").as_string());
      const json::Value* next = page.as_object().if_contains("next_cursor");
      cursor = next != nullptr && next->is_string() ? std::string(next->as_string()) : "";
    } while (!cursor.empty());
    return states;
  }
  // How often each task was reported as completed, up to a last one that is submitted for this.
  std::map<std::string, int> completions() const {
    const HttpAnswer submitted = server_->ask("POST", "/api/v1/tasks", R"({"prompt":"1 + 1","wait_ms":30000})");
    const std::string last(json::parse(submitted.body)->at("id").as_string());
    RawHttpClient feed(server_->port());
    feed.send(http_request("GET", "/api/v1/events?after=oldest", server_->key_header()));
    EXPECT_EQ(feed.read_head().status, 200);
    std::map<std::string, int> counts;
    std::string text;
    while (!counts.contains(last)) {
      const std::optional<std::string> chunk = feed.read_chunk();
      if (!chunk || chunk->empty()) break;
      text += *chunk;
      for (std::size_t end; (end = text.find("\n\n")) != std::string::npos; text.erase(0, end + 2))
        count_completion(text.substr(0, end), counts);
    }
    EXPECT_EQ(counts.erase(last), 1U) << "the feed ended early";
    return counts;
  }
  static void count_completion(const std::string& event, std::map<std::string, int>& counts) {
    if (!event.contains("event: task.completed")) return;
    const std::size_t at = event.find("data: ");
    const json::Value data = json::parse(event.substr(at + 6)).value();
    ++counts[std::string(data.at("task").at("id").as_string())];
  }

  void check() {
    drain();
    ASSERT_FALSE(HasFatalFailure());
    const std::set<std::string> acknowledged = journal_.acknowledged();
    const std::map<std::string, std::string> states = stored();
    const std::map<std::string, int> completed = completions();
    for (const std::string& id : acknowledged) {
      if (!states.contains(id)) ++account_.lost;
      EXPECT_TRUE(completed.contains(id))
          << id << " was acknowledged and is " << (states.contains(id) ? states.at(id) : "lost");
    }
    for (const auto& [id, state] : states) {
      EXPECT_EQ(state, "completed") << id;
      if (!acknowledged.contains(id)) ++account_.stored_twice;  // each was acknowledged in the end, under one id
    }
    for (const auto& [id, count] : completed)
      account_.completed_twice += count > 1 ? 1 : 0;
    journal_.tell(account_);
    EXPECT_EQ(account_.lost, 0U);
    EXPECT_EQ(account_.stored_twice, 0U);
    EXPECT_EQ(account_.completed_twice, 0U);
    EXPECT_GT(account_.acknowledged, 0U);
    PrintsTheTable::accounts().push_back(account_);
  }

  std::mt19937 chance_{static_cast<unsigned>(kSeed)};
  TemporaryFolder folder_;
  std::string url_;  // empty: SQLite
  Account account_;
  Journal journal_;
  Target target_;
  std::unique_ptr<TemporaryFolder> said_;
  std::unique_ptr<ServerUnderTest> server_;
  std::vector<std::unique_ptr<Client>> clients_;
};

TEST_F(KillStorm, OnSqliteNothingAcknowledgedIsLostAndNothingIsDoneTwice) {
  account_.name = "SQLite";
  storm();
}

class KillStormOnPostgres : public KillStorm {
 protected:
  void SetUp() override {
    auto created = TemporaryDatabase::create();
    if (!created) GTEST_SKIP() << created.error().message;
    database_ = std::move(*created);
    url_ = database_->url();
  }
  void TearDown() override {
    KillStorm::TearDown();
    server_.reset();
  }
  // Ends the connections of this kind; how many there were.
  int end_backends(const std::string& condition) const {
    const Result<std::string> said = database_->query(
        "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity WHERE datname = "
        "current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND " +
        condition + ") AS chosen");
    EXPECT_TRUE(said.has_value());
    return said ? std::atoi(said->c_str()) : 0;
  }

  // The connection that is told of new work also measures the database.
  const std::string kListens = "(query LIKE 'LISTEN%' OR query LIKE '%pg_database_size%')";
  std::unique_ptr<TemporaryDatabase> database_;
};

TEST_F(KillStormOnPostgres, NothingAcknowledgedIsLostAndNothingIsDoneTwice) {
  account_.name = "PostgreSQL";
  storm();
}

TEST_F(KillStormOnPostgres, TwoServersShareTheWorkAndOneTakesOverWhenTheOtherDies) {
  account_.name = "PostgreSQL, 2 servers";
  account_.rounds = 1;
  start();
  const TemporaryFolder second_folder;
  ServerUnderTest second(second_folder.path(), second_folder.path() / "data", settings());
  ASSERT_TRUE(second.ready()) << second.process().out() << second.process().err();
  Target second_target;
  second_target.set(second.port());
  start_clients(2, target_);
  start_clients(2, second_target);
  journal_.wait_for(100);
  EXPECT_GE(end_backends(kListens), 2) << "both servers listen";
  journal_.wait_for(200);
  EXPECT_GT(end_backends("NOT " + kListens), 0);
  journal_.wait_for(300);
  second.process().signal(SIGKILL);
  second.process().wait_for_end();
  second_target.set(server_->port());
  journal_.wait_for(500);
  end_clients();
  check();
}

TEST(OneFolder, HasOneServer) {
  const TemporaryFolder folder;
  const TemporaryFolder others_output;
  const ServerUnderTest first(folder.path(), folder.path() / "data");
  ASSERT_TRUE(first.ready());
  SwarmdProcess second(others_output.path(), ServerUnderTest::arguments_for(folder.path() / "data"));
  EXPECT_EQ(second.wait_for_end(), 7);
  EXPECT_TRUE(second.err().contains((folder.path() / "data").string() + " is used by")) << second.err();
  EXPECT_EQ(second.out(), "");
  EXPECT_EQ(first.submit("1+1").status, 201);
}

}  // namespace
}  // namespace swarm::tests
