// The life of tasks over HTTP, against the whole server.
#include <thread>

#include "base/time_text.hpp"
#include "running_app.hpp"

namespace swarm::tests {
namespace {

// One event of a stream: {"id": …, "event": …, "data": …}.
using Event = std::map<std::string, std::string>;

std::vector<Event> events_in(std::string_view stream) {
  std::vector<Event> events;
  while (!stream.empty()) {
    const std::size_t end = stream.find("\n\n");
    Event event;
    for (const std::string_view line : split(stream.substr(0, end), '\n')) {
      const std::size_t colon = line.find(": ");
      if (colon != std::string_view::npos && colon > 0)
        event[std::string(line.substr(0, colon))] = line.substr(colon + 2);
    }
    if (!event.empty()) events.push_back(std::move(event));
    if (end == std::string_view::npos) break;
    stream.remove_prefix(end + 2);
  }
  return events;
}

std::vector<std::string> types_of(const std::vector<Event>& events) {
  std::vector<std::string> types;
  for (const Event& event : events)
    types.push_back(event.at("event"));
  return types;
}

class TaskApi : public testing::Test {
 protected:
  HttpAnswer act(const json::Value& task, std::string_view verb) {
    return server_.post(fmt::format("/api/v1/tasks/{}/{}", member(task, "id"), verb), "");
  }
  std::vector<Event> events_of(const json::Value& task, std::string headers = "") {
    const HttpAnswer answer = server_.ask(
        {"GET", fmt::format("/api/v1/tasks/{}/events", member(task, "id")), server_.admin(), "", std::move(headers)});
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_TRUE(answer.is_whole);
    return events_in(answer.body);
  }
  RunningApp server_;
};

TEST_F(TaskApi, AnswersATaskAtOnceWhenAskedToWait) {
  const HttpAnswer answer =
      server_.post("/api/v1/tasks", R"({"prompt":"what is 15% of 80?","wait_ms":20000,"metadata":{"ticket":7}})");
  const json::Value task = server_.made(answer);
  EXPECT_EQ(member(task, "state"), "completed");
  EXPECT_EQ(member(task, "value"), "12");
  EXPECT_EQ(member(task, "verdict"), "verified");
  EXPECT_EQ(member(task, "head"), "math");
  EXPECT_EQ(member(task.at("metadata"), "ticket"), "7");
  EXPECT_EQ(answer.header("location"), "/api/v1/tasks/" + member(task, "id"));
  EXPECT_EQ(member(server_.made(server_.get(answer.header("location")), 200), "value"), "12");
}

TEST_F(TaskApi, AbstainsWithAReasonFromWhatNoHeadUnderstands) {
  const json::Value task = server_.make_task("why is the sky blue?");
  EXPECT_EQ(member(task, "state"), "completed");
  EXPECT_EQ(member(task, "verdict"), "abstained");
  EXPECT_NE(member(task, "reason"), "");
  EXPECT_EQ(member(task, "value"), "");
}

TEST_F(TaskApi, TakesAConversationInsteadOfAPrompt) {
  const json::Value task = server_.made(server_.post(
      "/api/v1/tasks",
      R"({"messages":[{"role":"system","content":"be short"},{"role":"user","content":"6*7"}],"wait_ms":20000})"));
  EXPECT_EQ(member(task, "value"), "42");
  EXPECT_EQ(task.at("messages").as_array().size(), 2u);
  EXPECT_EQ(server_.post("/api/v1/tasks", R"({"prompt":"1","messages":[{"role":"user","content":"2"}]})").status, 400);
}

TEST_F(TaskApi, ListsPageByPageNewestFirst) {
  std::vector<std::string> made;
  for (int i = 0; i < 5; ++i)
    made.push_back(member(server_.make_task(fmt::format("{}+1", i)), "id"));
  std::vector<std::string> listed;
  std::string cursor;
  int pages = 0;
  do {
    const json::Value page = server_.made(
        server_.get("/api/v1/tasks?limit=2&state=completed" + (cursor.empty() ? "" : "&cursor=" + cursor)), 200);
    for (const json::Value& task : page.at("tasks").as_array())
      listed.push_back(member(task, "id"));
    cursor = member(page, "next_cursor");
  } while (!cursor.empty() && ++pages < 10);
  std::ranges::reverse(made);
  EXPECT_EQ(listed, made);
  EXPECT_EQ(server_.made(server_.get("/api/v1/tasks?state=failed"), 200).at("tasks").as_array().size(), 0u);
}

TEST_F(TaskApi, TakesABatchWholeOrNotAtAll) {
  const json::Value batch = server_.made(
      server_.post("/api/v1/tasks/batch", R"({"tasks":[{"prompt":"1+1"},{"prompt":"2+2"},{"prompt":"3+3"}]})"));
  EXPECT_EQ(batch.at("tasks").as_array().size(), 3u);
  EXPECT_EQ(server_.post("/api/v1/tasks/batch", R"({"tasks":[{"prompt":"1+1"},{"prompt":""}]})").status, 400);
  EXPECT_EQ(server_.tasks_stored(), 3);
}

TEST_F(TaskApi, RefusesWhatItsStateDoesNotAllow) {
  const json::Value task = server_.make_task("2+2");
  for (const std::string verb : {"cancel", "retry", "requeue"}) {
    const HttpAnswer answer = act(task, verb);
    EXPECT_EQ(answer.status, 409) << verb << answer.body;
    EXPECT_EQ(member(parsed(answer.body), "reason"), "wrong_state") << verb;
  }
}

TEST_F(TaskApi, RetriesAnAbstainedTask) {
  const json::Value task = server_.make_task("why is the sky blue?");
  const json::Value again = server_.made(act(task, "retry"), 200);
  EXPECT_EQ(member(again, "id"), member(task, "id"));
  EXPECT_NE(member(again, "state"), "failed");
  const std::vector<std::string> types = types_of(events_of(task));
  EXPECT_NE(std::ranges::find(types, "task.retrying"), types.end());
}

TEST_F(TaskApi, KeepsFeedbackOfACompletedTask) {
  const json::Value task = server_.make_task("2+2");
  const std::string target = fmt::format("/api/v1/tasks/{}/feedback", member(task, "id"));
  const json::Value feedback =
      server_.made(server_.post(target, R"({"correct":false,"right_answer":"5","note":"so they say"})"));
  EXPECT_EQ(member(feedback, "task"), member(task, "id"));
  EXPECT_EQ(server_.post(target, R"({"correct":true,"right_answer":"5"})").status, 400);
}

TEST_F(TaskApi, ShowsHowTheAnswerWasFound) {
  const json::Value task = server_.make_task("2+2");
  const json::Value trace = server_.made(server_.get(fmt::format("/api/v1/tasks/{}/trace", member(task, "id"))), 200);
  ASSERT_EQ(trace.at("attempts").as_array().size(), 1u);
  EXPECT_EQ(member(trace.at("attempts").as_array().at(0), "attempt"), "1");
  EXPECT_EQ(member(trace.at("task"), "id"), member(task, "id"));
}

TEST_F(TaskApi, TellsTheEventsOfATaskAndEndsAfterTheLast) {
  const json::Value task = server_.make_task("2+2");
  const std::vector<Event> events = events_of(task);
  EXPECT_EQ(types_of(events), (std::vector<std::string>{"task.created", "task.started", "task.completed"}));
  const json::Value last = parsed(events.back().at("data"));
  EXPECT_EQ(member(last.at("task"), "value"), "4");
  EXPECT_EQ(member(last, "cursor"), events.back().at("id"));
  const std::vector<Event> rest = events_of(task, "Last-Event-ID: " + events.front().at("id") + "\r\n");
  EXPECT_EQ(types_of(rest), (std::vector<std::string>{"task.started", "task.completed"}));
}

TEST_F(TaskApi, EndsAtOnceWhereTheLastEventOfATaskWasReadBefore) {
  const json::Value task = server_.make_task("2+2");
  const std::string last = events_of(task).back().at("id");
  EXPECT_TRUE(events_of(task, "Last-Event-ID: " + last + "\r\n").empty());
}

TEST_F(TaskApi, ReplaysTheProjectsFeedFromACursorAndGoesOnLive) {
  const json::Value first = server_.make_task("1+1");
  const std::string cursor = events_of(first).back().at("id");
  const json::Value second = server_.make_task("2+2");
  RawHttpClient client(server_.port());
  client.send(
      RunningApp::request_text({"GET", "/api/v1/events", server_.admin(), "", "Last-Event-ID: " + cursor + "\r\n"}));
  ASSERT_EQ(client.read_head().status, 200);
  std::string stream;
  const auto read_until_completed = [&](const json::Value& task) {
    while (stream.find(member(task, "id")) == std::string::npos ||
           stream.find("event: task.completed") == std::string::npos) {
      const auto chunk = client.read_chunk();
      if (!chunk || chunk->empty()) return false;
      stream += *chunk;
    }
    return true;
  };
  ASSERT_TRUE(read_until_completed(second));
  EXPECT_EQ(stream.find(member(first, "id")), std::string::npos) << "the cursor was passed over";
  stream.clear();
  ASSERT_TRUE(read_until_completed(server_.make_task("3+3")));
}

TEST_F(TaskApi, AProjectsFeedDoesNotShowAnothersTasks) {
  const std::string other = server_.make_project("other");
  const std::string key = server_.make_key("developer", fmt::format(R"(,"project":"{}")", other)).text;
  const json::Value ours = server_.make_task("1+1");
  const json::Value theirs =
      server_.made(server_.ask({"POST", "/api/v1/tasks", key, R"({"prompt":"2+2","wait_ms":20000})"}));
  RawHttpClient client(server_.port());
  client.send(RunningApp::request_text({"GET", "/api/v1/events?after=oldest", key}));
  ASSERT_EQ(client.read_head().status, 200);
  std::string stream;
  while (stream.find("event: task.completed") == std::string::npos) {
    const auto chunk = client.read_chunk();
    ASSERT_TRUE(chunk && !chunk->empty());
    stream += *chunk;
  }
  EXPECT_NE(stream.find(member(theirs, "id")), std::string::npos);
  EXPECT_EQ(stream.find(member(ours, "id")), std::string::npos);
}

TEST_F(TaskApi, GivesTheSameTaskForTheSameIdempotencyKey) {
  const std::string header = "Idempotency-Key: order-7\r\n";
  const json::Value first = server_.made(server_.post("/api/v1/tasks", R"({"prompt":"2+2"})", header));
  const json::Value second = server_.made(server_.post("/api/v1/tasks", R"({"prompt":"2+2","wait_ms":20000})", header));
  EXPECT_EQ(member(first, "id"), member(second, "id"));
  EXPECT_EQ(server_.tasks_stored(), 1);
  const HttpAnswer reused = server_.post("/api/v1/tasks", R"({"prompt":"2+3"})", header);
  EXPECT_EQ(reused.status, 409);
  EXPECT_EQ(member(parsed(reused.body), "reason"), "idempotency_key_reused");
  EXPECT_EQ(server_.post("/api/v1/tasks", R"({"prompt":"2+2"})", "Idempotency-Key: a b\r\n").status, 400);
}

TEST_F(TaskApi, ManyAtOnceWithOneIdempotencyKeyMakeOneTask) {
  constexpr int kCallers = 8;
  std::vector<std::string> ids(kCallers);
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < kCallers; ++i) {
      callers.emplace_back([&, i] {
        const HttpAnswer answer = server_.post("/api/v1/tasks", R"({"prompt":"2+2"})", "Idempotency-Key: same\r\n");
        ids[static_cast<std::size_t>(i)] = member(server_.made(answer), "id");
      });
    }
  }
  for (const std::string& id : ids)
    EXPECT_EQ(id, ids.front());
  EXPECT_EQ(server_.tasks_stored(), 1);
}

TEST_F(TaskApi, EchoesTheRequestIdAndTheTrace) {
  const HttpAnswer answer =
      server_.post("/api/v1/tasks", R"({"prompt":"2+2"})",
                   "X-Request-Id: mine-1\r\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n");
  EXPECT_EQ(answer.header("x-request-id"), "mine-1");
  EXPECT_TRUE(answer.header("traceparent").starts_with("00-0af7651916cd43dd8448eb211c80319c-"))
      << answer.header("traceparent");
  EXPECT_EQ(answer.header("traceparent").find("b7ad6b7169203331"), std::string::npos) << "a span of our own";
  const json::Value task = server_.made(answer);
  EXPECT_EQ(member(task, "request_id"), "mine-1");
  EXPECT_EQ(member(task, "trace_id"), "0af7651916cd43dd8448eb211c80319c");
  EXPECT_NE(server_.ask({"GET", "/health"}).header("x-request-id"), "");
}

// The tests below hold a queue in which nothing runs.
class IdleQueue : public testing::Test {
 protected:
  RunningApp server_{"agents: {workers: 0}\ntasks: {queued_max: 4}"};
};

TEST_F(IdleQueue, CancelsWaitingTasksAndTellsTheFollower) {
  const json::Value task = server_.made(server_.post("/api/v1/tasks", R"({"prompt":"2+2"})"));
  EXPECT_EQ(member(task, "state"), "pending");
  const std::string target = "/api/v1/tasks/" + member(task, "id");
  RawHttpClient follower(server_.port());
  follower.send(RunningApp::request_text({"GET", target + "/events", server_.admin()}));
  ASSERT_EQ(follower.read_head().status, 200);
  EXPECT_EQ(member(server_.made(server_.post(target + "/cancel", ""), 200), "state"), "cancelled");
  std::string stream;
  for (auto chunk = follower.read_chunk(); chunk && !chunk->empty(); chunk = follower.read_chunk())
    stream += *chunk;
  EXPECT_EQ(types_of(events_in(stream)), (std::vector<std::string>{"task.created", "task.cancelled"}));
  EXPECT_EQ(server_.post(target + "/cancel", "").status, 409);
  EXPECT_EQ(member(server_.made(server_.post(target + "/retry", ""), 200), "state"), "pending");
}

TEST_F(IdleQueue, RefusesLowPrioritiesFirstWhenTheQueueIsFull) {
  const auto submit = [&](std::string_view priority) {
    return server_.post("/api/v1/tasks", fmt::format(R"({{"prompt":"1","priority":"{}"}})", priority));
  };
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(submit("low").status, 201);
  const HttpAnswer refused = submit("low");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(member(parsed(refused.body), "reason"), "queue_full");
  EXPECT_NE(refused.header("retry-after"), "");
  EXPECT_EQ(submit("critical").status, 201);
  EXPECT_EQ(submit("critical").status, 429);
  EXPECT_EQ(server_.tasks_stored(), 4);
}

TEST_F(IdleQueue, WaitingIsCutAtItsLimitAndShowsThePendingTask) {
  const json::Value task = server_.made(server_.post("/api/v1/tasks", R"({"prompt":"2+2","wait_ms":50})"));
  EXPECT_EQ(member(task, "state"), "pending");
}

// What a person may change about tasks while the server runs, and what an operator may read.
class Operations : public testing::Test {
 protected:
  RunningApp server_;
};

TEST_F(Operations, ReloadsWhatIsLiveAndNamesWhatIsNot) {
  server_.configure("log: {level: warn}\naudit: {level: off}\ntasks: {prompt_bytes_max: 8}\nagents: {workers: 3}");
  for (const std::string path : {"/api/v1/admin/reload", "/admin/reload"}) {
    const json::Value view = server_.made(server_.post(path, ""), 200);
    std::map<std::string, std::string> applied;
    for (const json::Value& change : view.at("changes").as_array())
      applied[member(change, "key")] = member(change, "applied");
    ASSERT_EQ(view.at("needs_restart").as_array().size(), 1U) << "until it is restarted";
    EXPECT_EQ(view.at("needs_restart").at(0).as_string(), "agents.workers");
    if (path == "/admin/reload")
      EXPECT_TRUE(applied.empty());  // nothing differs any more
    else
      EXPECT_EQ(applied, (std::map<std::string, std::string>{{"log.level", "true"},
                                                             {"audit.level", "true"},
                                                             {"tasks.prompt_bytes_max", "true"},
                                                             {"agents.workers", "false"}}));
  }
  EXPECT_EQ(server_.post("/api/v1/tasks", R"({"prompt":"123456789"})").status, 400);
  EXPECT_EQ(server_.post("/api/v1/tasks", R"({"prompt":"1+1"})").status, 201);
}

TEST_F(Operations, AReloadShowsBeforeAndAfterButNoSecret) {
  server_.configure("database: {url: \"postgresql://me:hunter2@db:5432/x\"}\ntasks: {prompt_bytes_max: 8}");
  const HttpAnswer answer = server_.post("/api/v1/admin/reload", "");
  const json::Value view = server_.made(answer, 200);
  EXPECT_EQ(answer.body.find("hunter2"), std::string::npos) << answer.body;
  std::map<std::string, std::string> differences;
  for (const json::Value& change : view.at("changes").as_array())
    differences[member(change, "key")] = member(change, "before") + " to " + member(change, "after");
  EXPECT_EQ(differences.at("tasks.prompt_bytes_max"), "256 KiB to 8 B");
  EXPECT_NE(differences.at("database.url").find("me:***@db"), std::string::npos) << differences.at("database.url");
}

TEST_F(Operations, ServesThePageOfTheApiWithoutAKeyAndWithoutAnyOtherHost) {
  const HttpAnswer page = RawHttpClient(server_.port()).ask(http_request("GET", "/docs"));
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
  const std::string policy = page.header("content-security-policy");
  EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'sha256-")) << policy;
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  for (const auto* elsewhere : {"http://", "https://", "src=", "{{", "innerHTML", "eval(", "localStorage"})
    EXPECT_EQ(page.body.find(elsewhere), std::string::npos) << elsewhere;
  EXPECT_EQ(RawHttpClient(server_.port()).ask(http_request("GET", "/openapi.json")).status, 200);
}

TEST_F(Operations, AReloadOfABrokenFileChangesNothing) {
  server_.configure("tasks: {prompt_bytes_max: 8, no_such_key: 1}");
  const HttpAnswer answer = server_.post("/api/v1/admin/reload", "");
  EXPECT_EQ(answer.status, 400);
  EXPECT_NE(answer.body.find("no_such_key"), std::string::npos) << answer.body;
  EXPECT_EQ(server_.post("/api/v1/tasks", R"({"prompt":"123456789"})").status, 201);
}

TEST_F(Operations, WritesAdministrativeChangesIntoTheAuditLogUntilItIsTurnedOff) {
  const auto entries = [&](std::string_view action) {
    return server_.made(server_.get(fmt::format("/api/v1/audit?action={}", action)), 200)
        .at("entries")
        .as_array()
        .size();
  };
  server_.make_project("first");
  EXPECT_EQ(entries("projects.create"), 1u);
  server_.configure("audit: {level: off}");
  ASSERT_EQ(server_.post("/api/v1/admin/reload", "").status, 200);
  server_.make_project("second");
  EXPECT_EQ(entries("projects.create"), 1u);
  EXPECT_EQ(server_.post("/api/v1/audit/verify", "").status, 200);
}

TEST_F(Operations, AKeyEndsAtOnceWhenItIsRevoked) {
  const RunningApp::Key key = server_.make_key("viewer");
  EXPECT_EQ(server_.ask({"GET", "/api/v1/self", key.text}).status, 200);
  EXPECT_EQ(server_.ask({"DELETE", "/api/v1/keys/" + key.id, server_.admin()}).status, 204);
  const HttpAnswer refused = server_.ask({"GET", "/api/v1/self", key.text});
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.body.find(key.text), std::string::npos) << "a key is never shown";
}

TEST_F(Operations, AKeyEndsWhenItExpires) {
  std::string key;
  HttpAnswer answer;
  // Made and used before its end: what is too slow for that is given twice the time.
  for (auto lead = std::chrono::milliseconds{400}; answer.status != 200; lead *= 2) {
    ASSERT_LT(lead, std::chrono::minutes{2}) << answer.status << answer.body;
    const std::string body =
        fmt::format(R"({{"name":"test","role":"viewer","expires_at":"{}"}})", to_text(SystemClock().now() + lead));
    answer = server_.post("/api/v1/keys", body);
    if (answer.status == 400) continue;  // it would have ended already
    key = member(server_.made(answer), "key");
    answer = server_.ask({"GET", "/api/v1/self", key});
  }
  const auto patience = std::chrono::steady_clock::now() + std::chrono::minutes{5};
  while (answer.status == 200 && std::chrono::steady_clock::now() < patience)
    answer = server_.ask({"GET", "/api/v1/self", key});
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(member(parsed(answer.body), "reason"), "key_expired");
}

TEST_F(Operations, ProjectsAreMadeListedAndArchivedAndAnAdminActsInOne) {
  const std::string id = server_.make_project("payments");
  const std::string key = server_.make_key("developer", fmt::format(R"(,"project":"{}")", id)).text;
  EXPECT_EQ(server_.post("/api/v1/projects", R"({"name":"payments"})").status, 409);
  const Asked in_it{"POST", "/api/v1/tasks", server_.admin(), R"({"prompt":"1+1"})", "X-Project: payments\r\n"};
  const std::string task = member(server_.made(server_.ask(in_it)), "id");
  EXPECT_EQ(server_.ask({"GET", "/api/v1/tasks/" + task, key}).status, 200);
  EXPECT_EQ(server_.get("/api/v1/tasks/" + task).status, 404);
  EXPECT_EQ(server_.ask({"DELETE", "/api/v1/projects/" + id, server_.admin()}).status, 204);
  EXPECT_EQ(server_.ask({"GET", "/api/v1/tasks/" + task, key}).status, 401);
}

TEST_F(Operations, TheSecondPortTellsItsHealth) {
  const HttpAnswer health = RawHttpClient(server_.websocket_port()).ask(http_request("GET", "/ws/health"));
  EXPECT_EQ(health.status, 200);
  EXPECT_EQ(member(parsed(health.body), "status"), "ok");
}

TEST_F(Operations, MetricsNeedNoKeyDirectlyOnLoopbackOnly) {
  EXPECT_EQ(server_.ask({"GET", "/metrics"}).status, 200);
  EXPECT_EQ(server_.ask({"GET", "/metrics", "", "", "X-Forwarded-For: 10.0.0.1\r\n"}).status, 401);
  EXPECT_EQ(server_.ask({"GET", "/metrics", "", "", "Forwarded: for=10.0.0.1\r\n"}).status, 401);
  EXPECT_EQ(server_.ask({"GET", "/metrics", "swk_wrong"}).status, 401);
  EXPECT_EQ(server_.get("/metrics").status, 200);
}

TEST(OperationsOnAFullDisk, HealthSaysThatNewWorkIsRefused) {
  RunningApp server("database: {sqlite: {disk_reserve: 8000000TiB}}");
  EXPECT_EQ(server.post("/api/v1/tasks", R"({"prompt":"1+1"})").status, 507);
  const json::Value health = server.made(server.ask({"GET", "/health"}), 200);
  EXPECT_EQ(member(health, "status"), "degraded");
  const json::Value& database = health.at("components").at("database");
  EXPECT_EQ(member(database, "status"), "degraded");
  EXPECT_NE(member(database, "detail").find("new work is refused: "), std::string::npos);
  EXPECT_NE(member(database, "detail").find("8000000 TiB"), std::string::npos) << member(database, "detail");
}

TEST_F(Operations, StatusHealthAndSettingsSayWhatIs) {
  server_.make_task("2+2");
  const json::Value status = server_.made(server_.get("/api/v1/status"), 200);
  EXPECT_EQ(member(status, "state"), "serving");
  EXPECT_EQ(member(status, "http"), server_.app().http_address());
  EXPECT_EQ(member(server_.made(server_.ask({"GET", "/health"}), 200), "status"), "ok");
  EXPECT_EQ(server_.ask({"GET", "/health/ready"}).status, 200);
  EXPECT_EQ(server_.ask({"GET", "/health/live"}).status, 200);
  const std::string settings = server_.get("/api/v1/config").body;
  EXPECT_NE(settings.find("swarm.yaml:1"), std::string::npos) << settings.substr(0, 2000);
  EXPECT_GT(server_.made(server_.get("/api/v1/database/slow"), 200).at("statements").as_array().size(), 3u);
}

}  // namespace
}  // namespace swarm::tests
