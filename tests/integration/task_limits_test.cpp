// The maxima of tasks and of what is kept, reached over HTTP.
#include "running_app.hpp"

namespace swarm::tests {
namespace {

constexpr std::chrono::seconds kPatience{120};

TEST(TaskLimits, ABatchBeyondItsMaximumIsRefusedWhole) {
  const RunningApp server("tasks: {batch_tasks_max: 2}");
  EXPECT_EQ(server.post("/api/v1/tasks/batch", R"({"tasks":[{"prompt":"1"},{"prompt":"2"}]})").status, 201);
  const HttpAnswer refused =
      server.post("/api/v1/tasks/batch", R"({"tasks":[{"prompt":"1"},{"prompt":"2"},{"prompt":"3"}]})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("$.tasks"), std::string::npos) << refused.body;
  EXPECT_EQ(server.tasks_stored(), 2);
}

TEST(TaskLimits, ATaskThatWaitsBeyondItsDeadlineFails) {
  const RunningApp server("agents: {workers: 0}\ntasks: {deadline_default_ms: 50}");
  const json::Value task = server.made(server.post("/api/v1/tasks", R"({"prompt":"1+1","wait_ms":20000})"));
  EXPECT_EQ(member(task, "state"), "failed");
  EXPECT_EQ(member(task, "reason"), "deadline_exceeded");
}

TEST(TaskLimits, WaitingIsCutAtItsMaximum) {
  const RunningApp server("agents: {workers: 0}\ntasks: {wait_max_ms: 50}");
  const auto before = std::chrono::steady_clock::now();
  const json::Value task = server.made(server.post("/api/v1/tasks", R"({"prompt":"1+1","wait_ms":60000})"));
  EXPECT_EQ(member(task, "state"), "pending");
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{60}) << "what was asked for";
}

TEST(TaskLimits, TheMathHeadAbstainsBeyondItsLimits) {
  const RunningApp server("math: {prompt_bytes_max: 40, digits_max: 20}");
  EXPECT_EQ(member(server.make_task("2+2"), "value"), "4");
  EXPECT_EQ(member(server.make_task("10^30"), "verdict"), "abstained");
  EXPECT_EQ(member(server.make_task("1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1"), "verdict"), "abstained");
}

TEST(TaskLimits, AnOldCursorIsGoneOnceItsEventsAreForgotten) {
  const RunningApp server("retention: {events_max: 1000, interval_ms: 10}");
  const json::Value first = server.make_task("1+1");
  const std::string events = server.get("/api/v1/tasks/" + member(first, "id") + "/events").body;
  const std::string cursor = events.substr(4, events.find('\n') - 4);
  std::string batch;
  for (int i = 0; i < 500; ++i)
    batch += R"({"prompt":"1+1"},)";
  batch.pop_back();
  ASSERT_EQ(server.post("/api/v1/tasks/batch", fmt::format(R"({{"tasks":[{}]}})", batch)).status, 201);
  const Asked feed{"GET", "/api/v1/events", server.admin(), "", "Last-Event-ID: " + cursor + "\r\n"};
  const auto until = std::chrono::steady_clock::now() + kPatience;
  HttpAnswer answer;
  do {
    RawHttpClient client(server.port());
    client.send(RunningApp::request_text(feed));
    answer = client.read_head();
  } while (answer.status == 200 && std::chrono::steady_clock::now() < until);
  EXPECT_EQ(answer.status, 410);
  const HttpAnswer problem = server.ask(feed);
  EXPECT_EQ(member(parsed(problem.body), "code"), "expired") << problem.body;
}

}  // namespace
}  // namespace swarm::tests
