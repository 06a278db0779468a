#include <algorithm>
#include <cstdio>
#include <map>
#include <random>
#include <set>

#include "kill_rounds.hpp"
#include "support/temporary_postgres.hpp"
#include "swarmd_process.hpp"

// A workflow of a thousand steps, each of which computes with the values of others, while the server dies at random
// moments. In the end every value must be what the same graph gives in plain arithmetic, and every step must have been
// completed once.
namespace swarm::tests {
namespace {

using namespace std::chrono_literals;

constexpr int kSteps = 1'000;
constexpr int kWorkflowsMax = 50;  // bounds what has to be read in the end

// A graph by chance with what its steps must come to: rows, forks and joins, with negative values on the way.
struct Sums {
  std::string body;
  std::vector<std::int64_t> values;
};

Sums sums_of(std::mt19937& chance) {
  Sums sums{R"({"name":"storm","deadline_ms":3600000,"steps":[)", {}};
  for (int i = 0; i < kSteps; ++i) {
    std::string prompt;
    if (i < 5) {
      sums.values.push_back(static_cast<std::int64_t>(chance() % 100));
      prompt = fmt::format("what is {} + 0?", sums.values.back());
    } else {
      const int nearest = std::max(0, i - 30);
      const int a = nearest + static_cast<int>(chance() % static_cast<unsigned>(i - nearest));
      const int b = static_cast<int>(chance() % static_cast<unsigned>(i));
      const std::int64_t left = sums.values[static_cast<std::size_t>(a)],
                         right = sums.values[static_cast<std::size_t>(b)];
      const bool is_minus = (left > 0) == (right > 0);  // so that no value grows beyond what is easily computed
      sums.values.push_back(is_minus ? left - right : left + right);
      prompt = fmt::format("what is ${{steps.s{}.value}} {} ${{steps.s{}.value}}?", a, is_minus ? '-' : '+', b);
    }
    sums.body += fmt::format(R"({}{{"name":"s{}","prompt":"{}","deadline_ms":3600000}})", i == 0 ? "" : ",", i, prompt);
  }
  sums.body += "]}";
  return sums;
}

class WorkflowKillStorm : public testing::Test {
 protected:
  WorkflowKillStorm() { std::printf("seed: SWARM_KILL_SEED=%d\n", kSeed); }

  std::filesystem::path data() const { return folder_.path() / "data"; }
  void start() {
    server_.reset();
    said_ = std::make_unique<TemporaryFolder>();
    std::vector<std::string> settings{"--set", "agents.lease_ms=1000", "--set", "agents.poll_interval_ms=50"};
    if (!url_.empty()) settings.insert(settings.end(), {"--set", "database.url=" + url_});
    server_ = std::make_unique<ServerUnderTest>(said_->path(), data(), settings);
    ASSERT_TRUE(server_->ready()) << server_->process().out() << server_->process().err();
  }
  void kill_server() {
    ++kills_;
    server_->process().signal(SIGKILL);
    server_->process().wait_for_end();
  }

  json::Value get(const std::string& target) const { return json::parse(server_->ask("GET", target).body, 64).value(); }
  // The same key each time: whether the last server stored it before it died does not matter.
  void submit() {
    Sums sums = sums_of(chance_);
    const std::string headers =
        fmt::format("{}Idempotency-Key: storm-{}\r\n", server_->key_header(), workflows_.size());
    const HttpAnswer answer =
        RawHttpClient(server_->port()).ask(http_request("POST", "/api/v1/workflows", headers, sums.body));
    ASSERT_EQ(answer.status, 201) << answer.body.substr(0, 1'000);
    workflows_.emplace_back(std::string(json::parse(answer.body, 64)->at("id").as_string()), std::move(sums.values));
  }
  std::string state_of(const std::string& id) const {
    return std::string(get("/api/v1/workflows/" + id).at("state").as_string());
  }
  bool has_ended(const std::string& id) const { return state_of(id) != "running"; }

  void storm() {
    start();
    ASSERT_FALSE(HasFatalFailure());
    submit();
    for (int round = 0; round < kRounds && !HasFatalFailure(); ++round) {
      const std::chrono::milliseconds life{std::uniform_int_distribution{10, 500}(chance_)};
      EXPECT_FALSE(server_->process().wait_for_end(life)) << "it ended by itself: " << server_->process().err();
      kill_server();
      start();
      if (HasFatalFailure()) return;
      if (workflows_.size() < kWorkflowsMax && has_ended(workflows_.back().first)) submit();
    }
    ASSERT_FALSE(HasFatalFailure());
    wait_for_all();
    check();
  }

  void wait_for_all() const {
    for (const auto& [id, values] : workflows_) {
      std::string before;
      auto give_up_at = std::chrono::steady_clock::now() + 60s;
      while (!has_ended(id)) {
        if (std::string now = json::to_text(get("/api/v1/workflows/" + id)); now != std::exchange(before, now))
          give_up_at = std::chrono::steady_clock::now() + 60s;
        ASSERT_LT(std::chrono::steady_clock::now(), give_up_at) << id << " does not go on: " << before;
        RawHttpClient feed(server_->port());  // ends with the workflow
        feed.send(http_request("GET", fmt::format("/api/v1/workflows/{}/events", id), server_->key_header()));
        ASSERT_EQ(feed.read_head().status, 200);
        for (auto chunk = feed.read_chunk(); chunk && !chunk->empty();)
          chunk = feed.read_chunk();
      }
    }
  }

  void check() {
    std::set<std::string> tasks;
    for (const auto& [id, values] : workflows_) {
      const json::Value workflow = get("/api/v1/workflows/" + id);
      EXPECT_EQ(workflow.at("state").as_string(), "completed") << json::to_text(workflow.at("failure"));
      const json::Array& steps = workflow.at("steps").as_array();
      ASSERT_EQ(steps.size(), values.size());
      for (std::size_t i = 0; i < values.size(); ++i) {
        EXPECT_EQ(steps[i].at("value"), json::Value(std::to_string(values[i]))) << steps[i].at("name");
        tasks.emplace(steps[i].at("task").as_string());
      }
    }
    const std::map<std::string, int> completions = count_completions();
    for (const std::string& task : tasks)
      EXPECT_EQ(completions.contains(task) ? completions.at(task) : 0, 1) << task;
    for (const auto& [id, values] : workflows_)
      EXPECT_EQ(completions.contains(id) ? completions.at(id) : 0, 1) << id;
    std::printf("%zu workflows, %zu steps completed once each through %d kills\n", workflows_.size(), tasks.size(),
                kills_);
  }

  // How often each task and each workflow was reported as completed, up to a last task that is submitted for this.
  std::map<std::string, int> count_completions() const {
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
      std::size_t begin = 0;
      for (std::size_t end; (end = text.find("\n\n", begin)) != std::string::npos; begin = end + 2)
        count_completion(std::string_view(text).substr(begin, end - begin), counts);
      text.erase(0, begin);
    }
    EXPECT_TRUE(counts.contains(last)) << "the feed ended early";
    return counts;
  }
  static void count_completion(std::string_view event, std::map<std::string, int>& counts) {
    for (const std::string_view kind : {"task", "workflow"}) {
      if (!event.contains(fmt::format("event: {}.completed\n", kind))) continue;
      const json::Value data = json::parse(event.substr(event.find("data: ") + 6), 64).value();
      ++counts[std::string(data.at(kind).at("id").as_string())];
    }
  }

  std::mt19937 chance_{static_cast<unsigned>(kSeed)};
  TemporaryFolder folder_;
  int kills_ = 0;
  std::string url_;                                                           // empty: SQLite
  std::vector<std::pair<std::string, std::vector<std::int64_t>>> workflows_;  // with the values of their steps
  std::unique_ptr<TemporaryFolder> said_;
  std::unique_ptr<ServerUnderTest> server_;
};

TEST_F(WorkflowKillStorm, OnSqliteEveryStepIsCompletedOnceWithTheRightValue) {
  storm();
}

TEST_F(WorkflowKillStorm, OnPostgresEveryStepIsCompletedOnceWithTheRightValue) {
  auto database = TemporaryDatabase::create();
  if (!database) GTEST_SKIP() << database.error().message;
  url_ = (*database)->url();
  storm();
  server_.reset();
}

TEST_F(WorkflowKillStorm, OnPostgresASecondServerTakesOverWhenTheFirstOneDies) {
  auto database = TemporaryDatabase::create();
  if (!database) GTEST_SKIP() << database.error().message;
  url_ = (*database)->url();
  start();
  ASSERT_FALSE(HasFatalFailure());
  submit();
  const TemporaryFolder second_folder;
  auto first = std::move(server_);
  const auto first_said = std::move(said_);
  std::filesystem::create_directories(second_folder.path() / "data");  // the key is the same one
  std::filesystem::copy_file(data() / "admin.key", second_folder.path() / "data" / "admin.key");
  server_ = std::make_unique<ServerUnderTest>(
      second_folder.path(), second_folder.path() / "data",
      std::vector<std::string>{"--set", "agents.lease_ms=1000", "--set", "database.url=" + url_});
  ASSERT_TRUE(server_->ready()) << server_->process().err();
  EXPECT_FALSE(first->process().wait_for_end(300ms));
  first->process().signal(SIGKILL);
  first->process().wait_for_end();
  ++kills_;
  wait_for_all();
  check();
  server_.reset();
}

}  // namespace
}  // namespace swarm::tests
