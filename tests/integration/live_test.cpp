// /ws of the whole server: who may connect, what is subscribed to, what comes, and how it ends.
#include "running_app.hpp"
#include "support/websocket_client.hpp"

namespace swarm::tests {
namespace {

class LiveClient : public RawWebSocketClient {
 public:
  explicit LiveClient(const RunningApp& app, std::string_view headers = "", int receive_buffer_bytes = 0)
      : RawWebSocketClient(app.websocket_port(), "/ws", headers, receive_buffer_bytes) {}

  json::Value read_json() {
    const std::string text = read_text();
    return text.starts_with('{') ? parsed(text) : json::Value(json::Object{{"type", text}});
  }
  // Says one thing and gives the answer.
  json::Value ask(std::string message) {
    say(std::move(message));
    return read_json();
  }
};

std::string key_header(const std::string& key) {
  return "X-API-Key: " + key + "\r\n";
}
std::string subscribe_tasks(std::string_view id, const std::vector<std::string>& tasks,
                            std::string_view after = "oldest") {
  return fmt::format(R"({{"type":"subscribe","id":"{}","tasks":["{}"],"after":"{}"}})", id, fmt::join(tasks, "\",\""),
                     after);
}
std::string subscribe_feed(std::string_view id, std::string_view after = "oldest") {
  return fmt::format(R"({{"type":"subscribe","id":"{}","feed":true,"after":"{}"}})", id, after);
}
std::string event_type(const json::Value& message) {
  return member(message, "type") == "event" ? member(message.at("event"), "type") : json::to_text(message);
}

TEST(Live, SendsTheEventsOfATaskUntilItHasEnded) {
  const RunningApp app;
  const std::string task = member(app.make_task("2+2"), "id");
  LiveClient client(app, key_header(app.admin()));
  ASSERT_EQ(client.answer.status, 101);
  EXPECT_EQ(member(client.ask(subscribe_tasks("one", {task})), "type"), "subscribed");
  std::string cursor;
  for (const auto* type : {"task.created", "task.started", "task.completed"}) {
    const json::Value message = client.read_json();
    EXPECT_EQ(event_type(message), type);
    EXPECT_EQ(member(message, "subscription"), "one");
    EXPECT_EQ(member(message, "cursor"), member(message.at("event"), "cursor"));
    EXPECT_EQ(member(message.at("event").at("task"), "id"), task);
    cursor = member(message, "cursor");
  }
  const json::Value end = client.read_json();
  EXPECT_EQ(member(end, "type"), "unsubscribed");
  EXPECT_EQ(member(end, "reason"), "ended");
  EXPECT_EQ(member(client.ask(subscribe_tasks("again", {task}, cursor)), "type"), "subscribed");
  EXPECT_EQ(member(client.read_json(), "reason"), "ended") << "nothing lies behind the last event";
}

TEST(Live, SendsTheFeedAsItHappensAndGoesOnFromACursor) {
  const RunningApp app;
  LiveClient client(app, "Authorization: Bearer " + app.admin() + "\r\n");
  EXPECT_EQ(member(client.ask(subscribe_feed("f", "now")), "type"), "subscribed");
  const std::string first = member(app.make_task("1+1"), "id");
  std::vector<std::string> cursors;
  for (const auto* type : {"task.created", "task.started", "task.completed"}) {
    const json::Value message = client.read_json();
    EXPECT_EQ(event_type(message), type);
    EXPECT_EQ(member(message.at("event").at("task"), "id"), first);
    cursors.push_back(member(message, "cursor"));
  }
  app.make_task("2+2");
  LiveClient other(app, key_header(app.admin()));
  EXPECT_EQ(member(other.ask(subscribe_feed("g", cursors[0])), "after"), cursors[0]);
  for (const auto* type : {"task.started", "task.completed", "task.created", "task.started", "task.completed"})
    EXPECT_EQ(event_type(other.read_json()), type);
}

TEST(Live, SendsTheSameEventsAsTheStreamOverHttp) {
  const RunningApp app;
  const std::string task = member(app.make_task("7*6"), "id");
  const std::string stream = app.get("/api/v1/tasks/" + task + "/events").body;
  LiveClient client(app, key_header(app.admin()));
  client.ask(subscribe_tasks("t", {task}));
  for (int i = 0; i < 3; ++i) {
    const std::string text = json::to_text(client.read_json().at("event"));
    EXPECT_NE(stream.find("data: " + text + "\n"), std::string::npos) << text;
  }
}

TEST(Live, FollowsManyTasksInOneSubscription) {
  const RunningApp app;
  std::vector<std::string> tasks;
  for (int i = 0; i < 20; ++i)
    tasks.push_back(member(app.made(app.post("/api/v1/tasks", fmt::format(R"({{"prompt":"{}+1"}})", i))), "id"));
  app.make_task("not followed");
  LiveClient client(app, key_header(app.admin()));
  client.ask(subscribe_tasks("many", tasks));
  std::map<std::string, int> counts;
  for (json::Value message = client.read_json(); member(message, "type") == "event"; message = client.read_json()) {
    const json::Value& event = message.at("event");
    EXPECT_EQ(event.at("n").as_int64(), ++counts[member(event.at("task"), "id")]) << "in order, without gaps";
  }
  EXPECT_EQ(counts.size(), 20U);
  for (const auto& [id, count] : counts)
    EXPECT_EQ(count, 3) << id;
}

TEST(Live, TakesTheKeyInAMessageOrASubprotocol) {
  const RunningApp app;
  LiveClient client(app);
  ASSERT_EQ(client.answer.status, 101);
  EXPECT_EQ(member(client.ask(subscribe_feed("f")), "code"), "unauthenticated");
  EXPECT_EQ(member(client.ask(R"({"type":"ping","id":"p"})"), "id"), "p") << "before a key";
  EXPECT_EQ(member(client.ask(fmt::format(R"({{"type":"authenticate","key":"{}"}})", app.admin())), "type"),
            "authenticated");
  EXPECT_EQ(member(client.ask(subscribe_feed("f", "now")), "type"), "subscribed");
  EXPECT_EQ(member(client.ask(R"({"type":"authenticate","key":"x"})"), "code"), "conflict");

  LiveClient page(app, "Sec-WebSocket-Protocol: swarmkeeper.v1, bearer." + app.admin() + "\r\n");
  ASSERT_EQ(page.answer.status, 101);
  EXPECT_EQ(page.answer.header("sec-websocket-protocol"), "swarmkeeper.v1") << "the key does not come back";
  EXPECT_EQ(member(page.ask(subscribe_feed("f", "now")), "type"), "subscribed");
}

TEST(Live, RefusesWrongKeys) {
  const RunningApp app("websocket: {close_timeout_ms: 100}");
  EXPECT_EQ(LiveClient(app, key_header("wrong")).answer.status, 401);
  EXPECT_EQ(LiveClient(app, "Sec-WebSocket-Protocol: bearer.wrong\r\n").answer.status, 401);
  EXPECT_EQ(RawWebSocketClient(app.websocket_port(), "/ws?key=" + app.admin()).answer.status, 400)
      << "never in the URL";
  LiveClient client(app);
  EXPECT_EQ(member(client.ask(R"({"type":"authenticate","key":"wrong"})"), "code"), "unauthenticated");
  EXPECT_EQ(client.read_close(), 1008);
}

TEST(Live, RefusesAKeyWithoutThePermission) {
  const RunningApp app("websocket: {close_timeout_ms: 100}");
  const RunningApp::Key key = app.make_key("viewer", R"(,"scopes":["self_read"])");
  EXPECT_EQ(LiveClient(app, key_header(key.text)).answer.status, 403);
  LiveClient client(app);
  EXPECT_EQ(member(client.ask(fmt::format(R"({{"type":"authenticate","key":"{}"}})", key.text)), "code"), "forbidden");
  EXPECT_EQ(client.read_close(), 1008);
}

TEST(Live, GivesUpOnWhoNeverSaysAKey) {
  const RunningApp app("websocket: {authentication_timeout_ms: 100}");
  LiveClient client(app);
  const auto frame = client.read();
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->close_code, 1008);
  EXPECT_EQ(frame->payload, R"({"code":"unauthenticated"})");
}

TEST(Live, ChecksTheOriginOfPages) {
  const RunningApp app("websocket: {allowed_origins: [\"https://app.example\"]}");
  const auto status = [&](std::string_view origin) {
    return LiveClient(app, fmt::format("Origin: {}\r\n", origin) + key_header(app.admin())).answer.status;
  };
  EXPECT_EQ(status("https://app.example"), 101);
  EXPECT_EQ(status("http://localhost:3000"), 101) << "the same host, another port";
  EXPECT_EQ(status("https://LOCALHOST"), 101);
  EXPECT_EQ(status("https://app.example.evil"), 403);
  EXPECT_EQ(status("http://app.example"), 403) << "another scheme than the listed one";
  EXPECT_EQ(status("http://localhost.evil"), 403);
  EXPECT_EQ(status("http://evil/localhost"), 403);
  EXPECT_EQ(status("null"), 403);
  EXPECT_EQ(status("file://localhost"), 403);
}

TEST(Live, RefusesWhatIsNoRequestOfItsOwn) {
  const RunningApp app;
  const auto get = [&](const std::string& headers) {
    return RawHttpClient(app.websocket_port()).ask(http_request("GET", "/ws", headers));
  };
  const HttpAnswer plain = get("");
  EXPECT_EQ(plain.status, 426);
  EXPECT_EQ(plain.header("upgrade"), "websocket");
  EXPECT_EQ(get(key_header(app.admin())).status, 426);
  EXPECT_EQ(RawHttpClient(app.websocket_port()).ask(http_request("POST", "/ws")).status, 405);
  EXPECT_EQ(RawHttpClient(app.websocket_port()).ask(http_request("GET", "/ws/health")).status, 200);
  EXPECT_EQ(RawWebSocketClient(app.websocket_port(), "/ws/health").answer.status, 200) << "an ordinary answer";
  EXPECT_EQ(RawWebSocketClient(app.websocket_port(), "/other").answer.status, 404);
  EXPECT_EQ(RawWebSocketClient(app.port(), "/health").answer.status, 200) << "the API speaks no WebSocket";
}

TEST(Live, AnswersWrongMessagesWithEveryFault) {
  const RunningApp app;
  LiveClient client(app, key_header(app.admin()));
  for (const auto* message :
       {"", "{", "[]", "42", "{}", R"({"type":1})", R"({"type":"dance"})", R"({"type":"subscribe"})",
        R"({"type":"subscribe","id":"a"})",
        R"({"type":"subscribe","id":"a","feed":true,"tasks":["01arz3ndektsv4rrffq69g5fav"]})",
        R"({"type":"subscribe","id":"a","tasks":["no id"]})",
        R"({"type":"subscribe","id":"a","feed":true,"after":"x"})", R"({"type":"subscribe","id":"","feed":true})",
        R"({"type":"subscribe","id":"a","feed":true,"more":1})", R"({"type":"subscribe","id":"a\u0007","feed":true})",
        R"({"type":"ping","id":7})"}) {
    const json::Value answer = client.ask(message);
    EXPECT_EQ(member(answer, "type"), "error") << message;
    EXPECT_EQ(member(answer, "code"), "invalid_input") << message;
  }
  const json::Value answer = client.ask(R"({"type":"subscribe","id":"a","feed":"yes","tasks":["bad"]})");
  EXPECT_EQ(member(answer, "id"), "a");
  EXPECT_EQ(answer.at("errors").as_array().size(), 2U);
  EXPECT_EQ(member(client.ask(R"({"type":"unsubscribe","id":"a"})"), "code"), "not_found");
  client.send({.opcode = 2, .payload = "binary"});
  EXPECT_EQ(client.read_close(), 1003);
}

TEST(Live, ShowsNothingOfOtherProjects) {
  const RunningApp app;
  const std::string task = member(app.make_task("2+2"), "id");
  const std::string other = app.make_project("other");
  LiveClient client(app, key_header(app.admin()) + "X-Project: " + other + "\r\n");
  ASSERT_EQ(client.answer.status, 101);
  const json::Value answer = client.ask(subscribe_tasks("t", {task}));
  EXPECT_EQ(member(answer, "code"), "not_found");
  EXPECT_EQ(member(answer.at("errors").at(0), "path"), "$.tasks[0]");
  client.ask(subscribe_feed("f"));
  app.make_task("3+3");
  EXPECT_EQ(member(client.ask(R"({"type":"ping"})"), "type"), "pong") << "and no event before it";
}

TEST(Live, BoundsSubscriptionsAndRefusesTheSameIdTwice) {
  const RunningApp app("websocket: {subscriptions_max: 2}");
  LiveClient client(app, key_header(app.admin()));
  EXPECT_EQ(member(client.ask(subscribe_feed("a", "now")), "type"), "subscribed");
  EXPECT_EQ(member(client.ask(subscribe_feed("a", "now")), "code"), "conflict");
  EXPECT_EQ(member(client.ask(subscribe_feed("b", "now")), "type"), "subscribed");
  EXPECT_EQ(member(client.ask(subscribe_feed("c", "now")), "reason"), "subscriptions_max");
  EXPECT_EQ(member(client.ask(R"({"type":"unsubscribe","id":"a"})"), "reason"), "asked");
  EXPECT_EQ(member(client.ask(subscribe_feed("c", "now")), "type"), "subscribed");
}

TEST(Live, BoundsTheTasksOfASubscription) {
  const RunningApp app;
  const std::string task = member(app.make_task("2+2"), "id");
  LiveClient client(app, key_header(app.admin()));
  EXPECT_EQ(member(client.ask(subscribe_tasks("a", std::vector<std::string>(101, task))), "code"), "invalid_input");
  EXPECT_EQ(member(client.ask(subscribe_tasks("a", std::vector<std::string>(100, task))), "type"), "subscribed");
}

TEST(Live, EndsWithoutTheCloseFrameOfAClientThatSendsNone) {
  const RunningApp app("websocket: {close_timeout_ms: 100}");
  LiveClient client(app, key_header(app.admin()));
  client.send({.opcode = 2});
  EXPECT_EQ(client.read_close(), 1003) << "and the end, although nothing was answered";
}

TEST(Live, BoundsTheConnectionsOfAKey) {
  const RunningApp app("websocket: {connections_per_key_max: 2}");
  LiveClient one(app, key_header(app.admin())), two(app);
  EXPECT_EQ(member(two.ask(fmt::format(R"({{"type":"authenticate","key":"{}"}})", app.admin())), "type"),
            "authenticated");
  EXPECT_EQ(LiveClient(app, key_header(app.admin())).answer.status, 429);
  two.send({.opcode = 8, .payload = close_text(1000)});
  EXPECT_EQ(two.read_close(), 1000);
  EXPECT_EQ(LiveClient(app, key_header(app.admin())).answer.status, 101);
}

TEST(Live, BoundsMessagesByRateAndLength) {
  const RunningApp app("websocket: {messages_per_second: 1, message_bytes_max: 1024}");
  LiveClient fast(app, key_header(app.admin()));
  for (int i = 0; i < 60; ++i)  // all at once: no pause in which another one becomes allowed
    fast.say(R"({"type":"ping"})");
  EXPECT_EQ(member(fast.read_json(), "type"), "pong");
  EXPECT_EQ(member(fast.read_json(), "type"), "pong");
  auto frame = fast.read();
  for (int i = 0; i < 30 && frame && frame->opcode == 1; ++i)  // a second that went by meanwhile allows another
    frame = fast.read();
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->close_code, 1008);
  EXPECT_EQ(frame->payload, R"({"code":"message_rate"})");
  LiveClient loud(app, key_header(app.admin()));
  loud.say(std::string(1025, ' '));
  EXPECT_EQ(loud.read_close(), 1009);
}

TEST(Live, PingsASilentClientAgainOnceItHasAnswered) {
  const RunningApp app("websocket: {ping_interval_ms: 100, pong_timeout_ms: 5000}");
  LiveClient client(app, key_header(app.admin()));
  EXPECT_EQ(client.read(), (ServerFrame{.opcode = 9}));
  client.send({.opcode = 10});
  EXPECT_EQ(client.read(), (ServerFrame{.opcode = 9}));
}

TEST(Live, GivesUpAClientThatAnswersNoPing) {
  const RunningApp app("websocket: {ping_interval_ms: 100, pong_timeout_ms: 100}");
  LiveClient client(app, key_header(app.admin()));
  EXPECT_EQ(client.read(), (ServerFrame{.opcode = 9}));
  const auto frame = client.read();
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->close_code, 1008);
  EXPECT_EQ(frame->payload, R"({"code":"no_pong"})");
}

TEST(Live, ClosesSoonAfterTheKeyIsRevoked) {
  const RunningApp app("websocket: {renewal_interval_ms: 100}");
  const RunningApp::Key key = app.make_key("viewer");
  LiveClient client(app, key_header(key.text));
  EXPECT_EQ(member(client.ask(subscribe_feed("f", "now")), "type"), "subscribed");
  EXPECT_EQ(app.ask({"DELETE", "/api/v1/keys/" + key.id, app.admin()}).status / 100, 2);
  const auto frame = client.read();
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->close_code, 1008);
  EXPECT_TRUE(frame->payload.starts_with(R"({"code":"unauthenticated","cursor":")")) << frame->payload;
}

TEST(Live, CutsASlowReaderOffWithItsCursorAndLosesNothing) {
  const RunningApp app("websocket: {write_timeout_ms: 300, send_buffer_bytes: 16384}\nagents: {workers: 0}");
  LiveClient slow(app, key_header(app.admin()), 4096);
  slow.ask(subscribe_feed("f", "now"));
  const std::string metadata(8'000, 'm');
  std::string batch;
  for (int i = 0; i < 100; ++i)
    batch += fmt::format(R"({}{{"prompt":"{}","metadata":{{"m":"{}"}}}})", i == 0 ? "" : ",", i, metadata);
  for (int i = 0; i < 10; ++i)
    ASSERT_EQ(app.post("/api/v1/tasks/batch", "{\"tasks\":[" + batch + "]}").status, 201);
  ASSERT_TRUE(slow.http().wait_for_bytes());
  while (app.get("/metrics").body.find("swarm_websocket_cut_total{reason=\"slow_reader\"} 1\n") == std::string::npos) {
  }
  std::string last;
  std::size_t seen = 0;
  std::optional<ServerFrame> frame = slow.read();
  for (; frame && frame->opcode == 1; frame = slow.read(), ++seen)
    last = member(parsed(frame->payload), "cursor");
  ASSERT_TRUE(frame.has_value()) << "a close frame after " << seen << " events";
  EXPECT_EQ(frame->close_code, 1013);
  EXPECT_EQ(frame->payload, fmt::format(R"({{"code":"slow_reader","cursor":"{}"}})", last));
  EXPECT_LT(seen, 1000U);
  LiveClient again(app, key_header(app.admin()));
  again.ask(subscribe_feed("f", last));
  for (; seen < 1000; ++seen)
    ASSERT_EQ(event_type(again.read_json()), "task.created") << seen;
}

TEST(Live, SaysFarewellWithTheCursorWhenTheServerStops) {
  std::optional<RunningApp> app(std::in_place);
  LiveClient client(*app, key_header(app->admin()));
  client.ask(subscribe_feed("f", "now"));
  app->make_task("2+2");
  std::string last;
  for (int i = 0; i < 3; ++i)
    last = member(client.read_json(), "cursor");
  LiveClient unknown(*app);
  std::thread stopping([&] { app.reset(); });
  const auto frame = client.read();
  client.send({.opcode = 8, .payload = close_text(1001)});
  EXPECT_EQ(unknown.read(), (ServerFrame{8, R"({"code":"draining"})", 1001}));
  unknown.http().close();
  stopping.join();
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->close_code, 1001);
  EXPECT_EQ(frame->payload, fmt::format(R"({{"code":"draining","cursor":"{}"}})", last));
}

TEST(Live, SaysThatACursorIsTooOld) {
  const RunningApp app;
  LiveClient client(app, key_header(app.admin()));
  EXPECT_EQ(member(client.ask(subscribe_feed("f", "7fffffffffffffff.1")), "type"), "subscribed") << "one of the future";
  EXPECT_EQ(member(client.ask(subscribe_feed("g", "0.0")), "type"), "subscribed");
}

}  // namespace
}  // namespace swarm::tests
