// Training runs of the real program: killed, stopped, started again.
#include "base/error_code.hpp"
#include "learning/training_runs/marked_processes.hpp"
#include "support/temporary_postgres.hpp"
#include "swarmd_process.hpp"

namespace swarm::tests {
namespace {

using training_runs::mark_of;
using training_runs::marked_processes;

class Training : public testing::Test {
 protected:
  Training() { set_steps("orphan, hang"); }
  // What the scripted trainer does from now on. `more`: further settings of training, and others behind "}".
  void set_steps(std::string_view steps, std::string_view more = "}") {
    std::ofstream(folder_.path() / "swarm.yaml")
        << fmt::format("training: {{command: [/usr/bin/python3, {}/tests/support/fake_trainer.py, {}, '--']{}\n",
                       SWARM_SOURCE_FOLDER, steps, more);
  }
  std::vector<std::string> settings() const { return {"--config", (folder_.path() / "swarm.yaml").string()}; }
  ServerUnderTest start() { return ServerUnderTest(folder_.path(), data_, settings()); }
  static std::string text_at(const json::Value& value, std::string_view name) {
    const json::Value& found = value.at(name);
    return found.is_string() ? std::string(found.as_string()) : json::to_text(found);
  }
  static json::Value run(const ServerUnderTest& server, const std::string& id) {
    return json::parse(server.ask("GET", "/api/v1/training-runs/" + id).body).value();
  }
  static std::string create(const ServerUnderTest& server) {
    const HttpAnswer made =
        server.ask("POST", "/api/v1/training-runs", R"({"head":"math","lessons":[{"prompt":"1+1?","answer":"2"}]})");
    EXPECT_EQ(made.status, 201) << made.body;
    return text_at(json::parse(made.body).value(), "id");
  }
  template <class Enough>
  static json::Value wait_for(const ServerUnderTest& server, const std::string& id, const Enough& enough) {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{120};
    json::Value now = run(server, id);
    while (!enough(now) && std::chrono::steady_clock::now() < patience)
      now = run(server, id);
    EXPECT_TRUE(enough(now)) << json::to_text(now);
    return now;
  }
  static json::Value at_work(const ServerUnderTest& server, const std::string& id) {
    return wait_for(server, id, [](const json::Value& now) { return now.at("progress").is_object(); });
  }
  static json::Value ended(const ServerUnderTest& server, const std::string& id) {
    return wait_for(server, id, [](const json::Value& now) { return now.at("ended_at").is_string(); });
  }
  template <class Condition>
  static bool soon(const Condition& condition) {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{120};
    while (std::chrono::steady_clock::now() < patience) {
      if (condition()) return true;
    }
    return false;
  }
  static bool is_gone(const std::string& id) {
    return soon([&] { return marked_processes(mark_of(id)).empty(); });
  }

  TemporaryFolder folder_;
  const std::filesystem::path data_ = folder_.path() / "data";
};

TEST_F(Training, AKilledServerLeavesNoTrainerAndItsRunIsLost) {
  std::string id;
  {
    ServerUnderTest server = start();
    ASSERT_TRUE(server.ready()) << server.process().err();
    id = create(server);
    at_work(server, id);
    EXPECT_TRUE(soon([&] { return marked_processes(mark_of(id)).size() >= 2; })) << "the trainer, and what it started";
    server.process().signal(SIGKILL);
    ASSERT_TRUE(server.process().wait_for_end());
  }
  ServerUnderTest again = start();
  ASSERT_TRUE(again.ready()) << again.process().err();
  const json::Value lost = ended(again, id);
  EXPECT_EQ(text_at(lost, "state"), "failed");
  EXPECT_EQ(text_at(lost, "reason"), "server_lost");
  EXPECT_TRUE(is_gone(id)) << "also what a trainer started";
}

TEST_F(Training, AStoppedServerLetsItsTrainerKeepACheckpointAndGoesOnWhenAsked) {
  std::string id;
  {
    ServerUnderTest server = start();
    ASSERT_TRUE(server.ready()) << server.process().err();
    id = create(server);
    at_work(server, id);
    server.process().signal(SIGTERM);
    EXPECT_EQ(server.process().wait_for_end(), 0);
    EXPECT_TRUE(marked_processes(mark_of(id)).empty());
  }
  set_steps("arguments, progress=3, result=good, finished=completed");
  ServerUnderTest again = start();
  ASSERT_TRUE(again.ready()) << again.process().err();
  EXPECT_EQ(text_at(run(again, id), "reason"), "server_stopped");
  const HttpAnswer resumed = again.ask("POST", "/api/v1/training-runs/" + id + "/resume");
  ASSERT_EQ(resumed.status, 200) << resumed.body;
  const json::Value completed = ended(again, id);
  EXPECT_EQ(text_at(completed, "state"), "completed") << json::to_text(completed);
  EXPECT_EQ(text_at(completed, "detail"), "") << "the engine has tried what it left";
  EXPECT_EQ(text_at(completed, "attempt"), "2");
  const HttpAnswer log = again.ask("GET", "/api/v1/training-runs/" + id + "/log");
  EXPECT_TRUE(log.body.contains("--resume")) << log.body;
}

TEST_F(Training, WhatTheEngineRefusesIsNoResult) {
  for (const std::string_view kind : {"foreign", "other_rank"}) {
    set_steps(fmt::format("progress=3, result={}, finished=completed", kind));
    ServerUnderTest server = start();
    ASSERT_TRUE(server.ready()) << server.process().err();
    const json::Value failed = ended(server, create(server));
    EXPECT_EQ(text_at(failed, "reason"), "bad_result") << json::to_text(failed);
    EXPECT_TRUE(text_at(failed, "detail").starts_with("the engine refuses adapter")) << json::to_text(failed);
  }
}

TEST_F(Training, AStoppedServerWaitsForItsTrainersGraceHoweverShortItsOwnIs) {
  set_steps("deaf", ", stop_grace_ms: 6000}\nruntime: {drain_timeout_ms: 0}");
  ServerUnderTest server = start();
  ASSERT_TRUE(server.ready()) << server.process().err();
  const std::string id = create(server);
  at_work(server, id);
  server.process().signal(SIGTERM);
  EXPECT_EQ(server.process().wait_for_end(), 0) << server.process().out();
  set_steps("progress=1");
  ServerUnderTest again = start();
  ASSERT_TRUE(again.ready()) << again.process().err();
  EXPECT_EQ(text_at(run(again, id), "reason"), "server_stopped") << "and it was written down";
}

TEST_F(Training, ASecondServerOnOneFolderCannotEndTheRunsOfTheFirst) {
  const auto database = TemporaryDatabase::create();
  if (!database) GTEST_SKIP() << database.error().message;
  set_steps("hang", fmt::format("}}\ndatabase: {{url: \"{}\"}}", (*database)->url()));
  ServerUnderTest first = start();
  ASSERT_TRUE(first.ready()) << first.process().err();
  const std::string id = create(first);
  at_work(first, id);
  const TemporaryFolder others_output;
  SwarmdProcess second(others_output.path(), ServerUnderTest::arguments_for(data_, settings()));
  EXPECT_EQ(second.wait_for_end(), facts_of(ErrorCode::conflict).exit_code) << second.err();
  EXPECT_TRUE(second.err().contains(fmt::format("{} is used by the process {}", data_.string(), first.process().id())))
      << second.err();
  EXPECT_EQ(text_at(run(first, id), "state"), "running");
  EXPECT_EQ(marked_processes(mark_of(id)).size(), 1U);
  first.process().signal(SIGTERM);
  EXPECT_EQ(first.process().wait_for_end(), 0) << first.process().err();
}

}  // namespace
}  // namespace swarm::tests
