#include <csignal>
#include <future>
#include <sstream>
#include <thread>

#include "support/fake_engine.hpp"
#include "swarmd_process.hpp"

// The server and its engine as processes: what becomes of one when the other falls.
namespace swarm::tests {
namespace {

using namespace std::chrono_literals;

constexpr char kAnswers[] = R"({"answers":{"how many pears has Ann?":{"content":"42"}}})";

class LocalEngineProcesses : public testing::Test {
 protected:
  static std::vector<std::string> settings(const FakeEngine& engine) {
    return {"--set", "engine.program=" + FakeEngine::program().string(),
            "--set", "engine.model=" + engine.model().string(),
            "--set", "engine.instructions=head",
            "--set", "engine.restart_pause_ms=10"};
  }
  // Of the engine that serves; 0 when none does.
  pid_t process() const {
    const HttpAnswer answer = server_.ask("GET", "/api/v1/engine");
    const Result<json::Value> engine = json::parse(answer.body);
    if (!engine || engine->at("state") != "serving") return 0;
    return static_cast<pid_t>(engine->at("process").as_int64());
  }
  pid_t wait_for_process(pid_t other_than = 0) const {
    const auto patience = std::chrono::steady_clock::now() + 20s;
    pid_t found = process();
    while ((found == 0 || found == other_than) && std::chrono::steady_clock::now() < patience)
      found = process();
    EXPECT_NE(found, 0);
    return found;
  }
  // Gone, or a zombie that nobody has collected.
  static bool has_ended(pid_t process) {
    std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
    std::string id, name, state;
    return !(stat >> id >> name >> state) || state == "Z" || state == "X";
  }
  static bool ends(pid_t process) {
    const auto patience = std::chrono::steady_clock::now() + 20s;
    while (!has_ended(process) && std::chrono::steady_clock::now() < patience)
      std::this_thread::yield();
    return has_ended(process);
  }
  json::Value ask() const {
    const HttpAnswer answer =
        server_.ask("POST", "/api/v1/tasks", R"({"prompt":"how many pears has Ann?","head":"math","wait_ms":20000})");
    return json::parse(answer.body).value();
  }

  TemporaryFolder folder_;
  FakeEngine engine_{kAnswers};
  ServerUnderTest server_{folder_.path(), folder_.path() / "data", settings(engine_)};
};

TEST_F(LocalEngineProcesses, TheEngineDiesWithAServerThatIsKilled) {
  ASSERT_TRUE(server_.ready());
  const pid_t engine = wait_for_process();
  server_.process().signal(SIGKILL);
  EXPECT_TRUE(server_.process().wait_for_end());
  EXPECT_TRUE(ends(engine));
}

TEST_F(LocalEngineProcesses, TheEngineEndsWithAServerThatIsStopped) {
  ASSERT_TRUE(server_.ready());
  const pid_t engine = wait_for_process();
  server_.process().signal(SIGTERM);
  EXPECT_EQ(server_.process().wait_for_end(), 0);
  EXPECT_TRUE(has_ended(engine));
}

TEST_F(LocalEngineProcesses, NoTaskIsLostWhileTheEngineIsKilledAgainAndAgain) {
  ASSERT_TRUE(server_.ready());
  constexpr int kRounds = 5, kTasksAtOnce = 8;
  pid_t engine = 0;
  for (int round = 0; round < kRounds; ++round) {
    engine = wait_for_process(engine);
    std::vector<std::future<json::Value>> asked;
    for (int i = 0; i < kTasksAtOnce; ++i)
      asked.push_back(std::async(std::launch::async, [this] { return ask(); }));
    ::kill(engine, SIGKILL);
    for (auto& one : asked) {
      const json::Value task = one.get();
      EXPECT_EQ(task.at("answer"), "42") << json::to_text(task);
    }
  }
  wait_for_process(engine);
}

}  // namespace
}  // namespace swarm::tests
