// Workflows over HTTP, answered by the real math head.
#include "running_app.hpp"

namespace swarm::tests {
namespace {

constexpr std::string_view kChain =
    R"({"name":"rent","wait_ms":20000,"steps":[{"name":"month","prompt":"what is 850 + 120?"},)"
    R"({"name":"year","prompt":"what is ${steps.month.value} * 12?"}]})";

TEST(WorkflowApi, ComputesWithTheValuesOfStepsBefore) {
  const RunningApp server;
  const HttpAnswer answer = server.post("/api/v1/workflows", std::string(kChain));
  const json::Value workflow = server.made(answer);
  EXPECT_EQ(answer.header("location"), "/api/v1/workflows/" + member(workflow, "id"));
  EXPECT_EQ(member(workflow, "state"), "completed");
  const json::Value& year = workflow.at("steps").as_array().at(1);
  EXPECT_EQ(member(year, "value"), "11640");
  const json::Value task = server.made(server.get("/api/v1/tasks/" + member(year, "task")), 200);
  EXPECT_EQ(member(task, "prompt"), "what is 970 * 12?");
  EXPECT_EQ(member(task, "verdict"), "verified");
  EXPECT_EQ(member(task, "workflow"), member(workflow, "id"));
  EXPECT_EQ(member(task, "step"), "year");
}

TEST(WorkflowApi, ANegativeValueKeepsItsMeaningInAFormula) {
  const RunningApp server;
  const json::Value workflow = server.made(
      server.post("/api/v1/workflows", R"({"wait_ms":20000,"steps":[{"name":"a","prompt":"what is 2 - 5?"},)"
                                       R"({"name":"b","prompt":"what is ${steps.a.value}^2?"},)"
                                       R"({"name":"half","prompt":"what is 1/2?"},)"
                                       R"({"name":"c","prompt":"what is 3 / ${steps.half.value}?"}]})"));
  EXPECT_EQ(member(workflow.at("steps").as_array().at(1), "value"), "9");
  EXPECT_EQ(member(workflow.at("steps").as_array().at(3), "value"), "6");
}

TEST(WorkflowApi, RefusesAGraphThatIsNoneWithThePathOfEveryFault) {
  const RunningApp server;
  const HttpAnswer answer = server.post(
      "/api/v1/workflows", R"({"steps":[{"name":"a","prompt":"1","depends_on":["b"]},)"
                           R"({"name":"b","prompt":"${steps.a.value}"},{"name":"c","prompt":"${steps.d.value}"}]})");
  EXPECT_EQ(answer.status, 400);
  EXPECT_NE(answer.body.find("$.steps[1].prompt"), std::string::npos) << answer.body;
  EXPECT_NE(answer.body.find("a needs b needs a"), std::string::npos) << answer.body;
  EXPECT_NE(answer.body.find("$.steps[2].prompt"), std::string::npos) << answer.body;
  EXPECT_EQ(server.tasks_stored(), 0);
}

TEST(WorkflowApi, ItsEventsEndWithIt) {
  const RunningApp server;
  const std::string id = member(server.made(server.post("/api/v1/workflows", std::string(kChain))), "id");
  const HttpAnswer feed = server.get("/api/v1/workflows/" + id + "/events");
  EXPECT_EQ(feed.status, 200);
  const std::size_t created = feed.body.find("event: workflow.created"),
                    completed = feed.body.find("event: workflow.completed");
  EXPECT_LT(created, completed) << feed.body;
  EXPECT_NE(completed, std::string::npos) << feed.body;
}

TEST(WorkflowApi, CancelsListsAndRetries) {
  const RunningApp server("agents: {workers: 0}");
  const std::string body = R"({"steps":[{"name":"a","prompt":"1+1"},{"name":"b","prompt":"${steps.a.value}"}]})";
  const std::string id = member(server.made(server.post("/api/v1/workflows", body)), "id");
  const json::Value cancelled = server.made(server.post("/api/v1/workflows/" + id + "/cancel", ""), 200);
  EXPECT_EQ(member(cancelled, "state"), "cancelled");
  EXPECT_EQ(cancelled.at("progress").at("cancelled").as_int64(), 2);
  EXPECT_EQ(server.post("/api/v1/workflows/" + id + "/cancel", "").status, 409);
  const json::Value page = server.made(server.get("/api/v1/workflows?state=cancelled&limit=1"), 200);
  EXPECT_EQ(member(page.at("workflows").as_array().at(0), "id"), id);
  EXPECT_EQ(member(server.made(server.post("/api/v1/workflows/" + id + "/retry", ""), 200), "state"), "running");
}

TEST(WorkflowApi, ATaskWaitsForTheTasksThatItDependsOn) {
  const RunningApp server;
  const std::string first = member(server.make_task("1+1"), "id");
  const json::Value second = server.made(
      server.post("/api/v1/tasks", fmt::format(R"({{"prompt":"2+2","depends_on":["{}"],"wait_ms":20000}})", first)));
  EXPECT_EQ(member(second, "value"), "4");
  EXPECT_EQ(second.at("depends_on").as_array().at(0).as_string(), first);
  const HttpAnswer lost =
      server.post("/api/v1/tasks", R"({"prompt":"2+2","depends_on":["00000000000000000000000000"]})");
  EXPECT_EQ(lost.status, 400);
  EXPECT_NE(lost.body.find("$.depends_on[0]"), std::string::npos) << lost.body;
}

}  // namespace
}  // namespace swarm::tests
