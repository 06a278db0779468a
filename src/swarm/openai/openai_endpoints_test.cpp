#include "swarm/openai/openai_endpoints.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/events/event_store.hpp"
#include "platform/http_server/server.hpp"
#include "platform/storage/sqlite/sqlite_database.hpp"
#include "support/http_client.hpp"
#include "support/http_gatekeepers.hpp"
#include "support/run.hpp"
#include "support/scripted_answerer.hpp"
#include "support/scripted_plain_lane.hpp"
#include "support/seeded_random.hpp"
#include "support/slice_world.hpp"
#include "swarm/agents/worker_pool.hpp"

namespace swarm::openai {
namespace {

using namespace std::chrono_literals;
using tests::http_request;
using tests::HttpAnswer;
using tests::RawHttpClient;
using tests::ScriptedAnswerer;
using Act = ScriptedAnswerer::Act;

constexpr std::string_view kPlainBody =
    R"({ "model" : "stub/tiny","messages":[{"role":"user","content":"say \"swarm\" and swarm"}] ,"odd":[1.0,2e5]})";

// Says one text while it writes, and answers another.
class TwoTongues final : public answering::Answerer {
 public:
  Async<std::expected<answering::Answered, answering::AnswerFailure>> answer(answering::Question question) override {
    if (question.on_stage) question.on_stage("local");
    if (question.on_text) question.on_text("five");
    answering::Answered answered;
    answered.answer = answering::StageAnswer{.head = answers::Head::math,
                                             .verdict = answers::Verdict::unverified,
                                             .answer = "4",
                                             .value = "4",
                                             .evidence = {}};
    co_return answered;
  }
};

// The endpoints on a whole server, with real tasks and workers, a scripted answerer and a scripted plain lane.
class OpenAiEndpointsTest : public testing::Test {
 protected:
  OpenAiEndpointsTest() {
    auto opened = storage::SqliteDatabase::open({.file = ":memory:", .disk_reserve = {0}},
                                                {.clock = clock_, .schemas = schemas_, .metrics = storage_metrics_});
    if (!opened) throw std::runtime_error(opened.error().message);
    database_ = std::move(*opened);
    store_ = std::make_unique<tasks::TaskStore>(*database_);
    work_ = std::make_unique<tasks::TaskWork>(*database_);
    loops_.start();
  }
  ~OpenAiEndpointsTest() override {
    answerer_.release();
    if (server_) tests::run(server_->drain(500ms));
    server_.reset();
    if (workers_) tests::run(workers_->stop(0ms));
    if (lane_) tests::run(lane_->stop());
    tests::run(database_->stop());
    loops_.stop();
  }

  void start(answering::Answerer* answerer = nullptr) {
    service_ = std::make_unique<tasks::TaskService>(
        config_, tasks::TaskService::Deps{*store_, *database_, gauge_, ids_, task_metrics_});
    lane_ = std::make_unique<SwarmLane>(SwarmLane::Deps{.service = *service_,
                                                        .store = *store_,
                                                        .database = *database_,
                                                        .texts = texts_,
                                                        .config = config_,
                                                        .metrics = openai_metrics_,
                                                        .ids = ids_,
                                                        .loop = loops_.at(0),
                                                        .log = telemetry::Log(logs_, "openai")});
    endpoints_ = std::make_unique<OpenAiEndpoints>(OpenAiEndpoints::Deps{plain_, *lane_, clock_, Bytes{4 * MiB}});
    endpoints_->declare(router_);
    start_workers(answerer == nullptr ? answerer_ : *answerer);
    http::ServerConfig config;
    config.port = 0;
    server_ = std::make_unique<http::Server>(config, http::Server::Deps{.loops = loops_,
                                                                        .router = router_,
                                                                        .authenticator = authenticator_,
                                                                        .admission = admission_,
                                                                        .security = security_,
                                                                        .memory = memory_,
                                                                        .clock = clock_,
                                                                        .random = random_,
                                                                        .metrics = metrics_,
                                                                        .log = telemetry::Log(logs_, "http")});
    const Result<Done> started = server_->start();
    ASSERT_TRUE(started.has_value()) << started.error().message;
  }
  void start_workers(answering::Answerer& answerer) {
    workers_ = std::make_unique<agents::WorkerPool>(
        agents::WorkerPoolConfig{.workers = 4, .lease = 600s, .poll_interval = 20ms}, "one",
        agents::WorkerPool::Deps{.work = *work_,
                                 .store = *store_,
                                 .answerer = answerer,
                                 .database = *database_,
                                 .loop = loops_.at(0),
                                 .clock = clock_,
                                 .random = random_,
                                 .ids = ids_,
                                 .gauge = gauge_,
                                 .task_metrics = task_metrics_,
                                 .metrics = agent_metrics_,
                                 .log = telemetry::Log(logs_, "workers"),
                                 .text_listeners = &texts_});
    workers_->start();
  }

  static std::string with_key(std::string_view more = "") {
    return fmt::format("Authorization: Bearer {}\r\n{}", tests::ScriptedAuthenticator::kKey, more);
  }
  HttpAnswer post(std::string_view target, std::string_view body, std::string_view headers = "") {
    return RawHttpClient(server_->port()).ask(http_request("POST", target, with_key(headers), body));
  }
  HttpAnswer get(std::string_view target) {
    return RawHttpClient(server_->port()).ask(http_request("GET", target, with_key()));
  }
  static std::string question(std::string_view more = "", std::string_view prompt = "2+2") {
    return fmt::format(R"({{"model":"swarm","messages":[{{"role":"user","content":"{}"}}]{}}})", prompt, more);
  }
  HttpAnswer ask(std::string_view more = "", std::string_view prompt = "2+2", std::string_view headers = "") {
    return post("/v1/chat/completions", question(more, prompt), headers);
  }
  static json::Value parsed(const HttpAnswer& answer) {
    Result<json::Value> value = json::parse(answer.body);
    EXPECT_TRUE(value.has_value()) << answer.body;
    return value ? *value : json::Value();
  }
  static std::string error_text(const HttpAnswer& answer, std::string_view member) {
    const json::Value value = parsed(answer).at("error").at(member);
    return value.is_string() ? std::string(value.get_string()) : json::to_text(value);
  }
  tasks::Task task_in(const HttpAnswer& answer) {
    return tests::run(store_->find(scope_, *tasks::TaskId::parse(answer.header("x-swarm-task")))).value();
  }
  tasks::TaskState state_of(const tasks::TaskId& id) { return tests::run(store_->find(scope_, id))->state; }
  // The only task; nothing was said about it to the client yet.
  tasks::TaskId only_task() {
    const auto all = tests::run(store_->list(scope_, {.count = 10})).value();
    EXPECT_EQ(all.size(), 1U);
    return all.front().id;
  }
  bool exposes(std::string_view line) { return metrics_.exposition().find(line) != std::string::npos; }
  template <class Condition>
  static bool soon(Condition condition) {
    const auto give_up_at = std::chrono::steady_clock::now() + 30s;
    while (std::chrono::steady_clock::now() < give_up_at) {
      if (condition()) return true;
      std::this_thread::yield();
    }
    return false;
  }
  // Sends it and does not read the answer.
  std::unique_ptr<RawHttpClient> begin(std::string_view body, std::string_view headers = "") {
    auto client = std::make_unique<RawHttpClient>(server_->port());
    client->send(http_request("POST", "/v1/chat/completions", with_key(headers), body));
    return client;
  }

  SystemClock clock_;
  tests::SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  telemetry::Metrics metrics_;
  tests::RecordedLog logs_;
  tests::NoStorageMetrics storage_metrics_;
  const std::vector<storage::Schema> schemas_{events::schema(), tasks::schema()};
  runtime::Loops loops_{2, [](std::string_view what) { ADD_FAILURE() << what; }};
  std::unique_ptr<storage::Database> database_;
  Live<tasks::TaskConfig> config_{tasks::TaskConfig{}};
  std::unique_ptr<tasks::TaskStore> store_;
  std::unique_ptr<tasks::TaskWork> work_;
  tasks::QueueGauge gauge_;
  tasks::TaskMetrics task_metrics_{metrics_};
  agents::AgentMetrics agent_metrics_{metrics_};
  OpenAiMetrics openai_metrics_{metrics_};
  TextHub texts_{openai_metrics_.early_text_cut};
  ScriptedAnswerer answerer_;
  tests::ScriptedPlainLane plain_;
  std::unique_ptr<tasks::TaskService> service_;
  std::unique_ptr<SwarmLane> lane_;
  std::unique_ptr<OpenAiEndpoints> endpoints_;
  std::unique_ptr<agents::WorkerPool> workers_;
  http::Router router_;
  tests::ScriptedAuthenticator authenticator_;
  tests::ScriptedAdmission admission_;
  tests::CountingSecurityObserver security_;
  runtime::MemoryLimit memory_{Bytes{100}, clock_, [] { return Bytes{0}; }};
  std::unique_ptr<http::Server> server_;
  const Scope scope_{*ProjectId::parse("01arz3ndektsv4rrffq69g5fav")};
};

// --- The plain lane -------------------------------------------------------------------------------------------------

TEST_F(OpenAiEndpointsTest, AProvidersModelGetsTheBodyByteForByte) {
  plain_.answers({.status = 203,
                  .content_type = "application/json; charset=utf-8",
                  .headers = {{"x-ratelimit-remaining-requests", "7"}},
                  .body = R"({"id":"x","odd":1.0})"});
  start();
  const HttpAnswer answer = post("/v1/chat/completions", kPlainBody, "X-Request-Id: mine\r\n");
  EXPECT_EQ(answer.status, 203);
  EXPECT_EQ(answer.body, R"({"id":"x","odd":1.0})");
  EXPECT_EQ(answer.header("content-type"), "application/json; charset=utf-8");
  EXPECT_EQ(answer.header("x-ratelimit-remaining-requests"), "7");
  EXPECT_EQ(plain_.last().body, kPlainBody);
  EXPECT_EQ(plain_.last().operation, chat::Operation::chat);
  EXPECT_EQ(plain_.last().payer.key_id, "key-1");
  EXPECT_EQ(plain_.last().payer.project, scope_.project);
  EXPECT_EQ(plain_.last().request_id, "mine");
  EXPECT_TRUE(tests::run(store_->list(scope_, {.count = 10}))->empty());
}

TEST_F(OpenAiEndpointsTest, EachPathIsAnOperation) {
  start();
  const std::pair<std::string_view, chat::Operation> paths[] = {
      {"/v1/completions", chat::Operation::completions},
      {"/v1/embeddings", chat::Operation::embeddings},
      {"/v1/responses", chat::Operation::responses},
  };
  for (const auto& [path, operation] : paths) {
    EXPECT_EQ(post(path, R"({"model":"stub/tiny"})").status, 200);
    EXPECT_EQ(plain_.last().operation, operation);
  }
}

TEST_F(OpenAiEndpointsTest, WhatTheModelIsCalledDecidesAndNothingElse) {
  start();
  for (const std::string_view body :
       {R"({"model":"stub/swarm","user":"swarm"})", R"({"model":"a","x":{"model":"swarm"}})", R"({"model":"swarmy"})"})
    post("/v1/chat/completions", body);
  EXPECT_EQ(plain_.calls(), 3U);
  EXPECT_EQ(
      post("/v1/chat/completions", R"({"model":"\u0073warm","messages":[{"role":"user","content":"2+2"}]})").status,
      200);
  EXPECT_EQ(plain_.calls(), 3U);
}

TEST_F(OpenAiEndpointsTest, OurErrorsOfThePlainLaneHaveOpenAiForm) {
  plain_.fails({.code = ErrorCode::unavailable,
                .message = "the breaker of stub is open",
                .reason = "breaker_open",
                .faults = {},
                .retry_after = 2s});
  start();
  const HttpAnswer answer = post("/v1/chat/completions", kPlainBody);
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(error_text(answer, "code"), "breaker_open");
  EXPECT_EQ(answer.header("retry-after"), "2");
}

TEST_F(OpenAiEndpointsTest, FramesPassAsTheyComeAndEndWithTheirClient) {
  plain_.streams({"data: {\"a\":1}\n\n", "data: [DONE]\n\n"}, false);
  start();
  const HttpAnswer whole = post("/v1/chat/completions", kPlainBody);
  EXPECT_EQ(whole.header("content-type"), "text/event-stream");
  EXPECT_EQ(whole.body, "data: {\"a\":1}\n\ndata: [DONE]\n\n");
  EXPECT_TRUE(whole.is_whole);
  plain_.streams({"data: {\"a\":1}\n\n"}, true);
  const auto client = begin(kPlainBody);
  EXPECT_EQ(client->read_head().status, 200);
  EXPECT_EQ(client->read_chunk(), "data: {\"a\":1}\n\n");
  EXPECT_EQ(plain_.open_streams(), 1);
  client->abort();
  EXPECT_TRUE(soon([&] { return plain_.open_streams() == 0; }));
}

// --- The swarm ------------------------------------------------------------------------------------------------------

TEST_F(OpenAiEndpointsTest, TheSwarmAnswersAsATask) {
  start();
  const HttpAnswer answer = ask(R"(,"user":"ann")", "2+2", "X-Session-Id: s1\r\n");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json::Value body = parsed(answer);
  EXPECT_EQ(body.at("choices").at(0).at("message").at("content"), "4");
  EXPECT_EQ(body.at("swarm").at("verdict"), "verified");
  EXPECT_EQ(body.at("swarm").at("task_id"), json::Value(json::Value(answer.header("x-swarm-task"))));
  const tasks::Task task = task_in(answer);
  EXPECT_EQ(task.state, tasks::TaskState::completed);
  EXPECT_EQ(json::to_text(*task.input.metadata), R"({"session":"s1"})");
  EXPECT_EQ(task.input.created_by, "key-1");
  EXPECT_TRUE(exposes(R"(swarm_openai_answers_total{form="chat",outcome="answered"} 1)"));
}

TEST_F(OpenAiEndpointsTest, TheOlderAndTheNewerFormAskItToo) {
  start();
  const HttpAnswer older = post("/v1/completions", R"({"model":"swarm","prompt":"2+2"})");
  EXPECT_EQ(parsed(older).at("choices").at(0).at("text"), "4");
  const HttpAnswer newer = post("/v1/responses", R"({"model":"swarm/math","input":"2+2"})");
  EXPECT_EQ(parsed(newer).at("output").at(0).at("content").at(0).at("text"), "4");
  EXPECT_EQ(task_in(newer).input.head_wanted, answers::Head::math);
  EXPECT_TRUE(exposes(R"(swarm_openai_answers_total{form="response",outcome="answered"} 1)"));
}

TEST_F(OpenAiEndpointsTest, ATaskThatFailsIsAnErrorThatIsNotWorthARetry) {
  answerer_.script("2+2", {{Act::fail, ErrorCode::invalid_input}});
  start();
  const HttpAnswer answer = ask();
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.header("x-should-retry"), "false");
  EXPECT_EQ(error_text(answer, "code"), "internal_error");
  EXPECT_EQ(task_in(answer).state, tasks::TaskState::failed);
  EXPECT_TRUE(exposes(R"(swarm_openai_answers_total{form="chat",outcome="failed"} 1)"));
}

TEST_F(OpenAiEndpointsTest, ADeadlineThatPassesIs504) {
  answerer_.script("2+2", {{Act::until_deadline}});
  start();
  const HttpAnswer answer = ask(R"(,"deadline_ms":50)");
  EXPECT_EQ(answer.status, 504);
  EXPECT_EQ(error_text(answer, "code"), "deadline_exceeded");
}

TEST_F(OpenAiEndpointsTest, NamesTheParameterAndTakesNoTask) {
  start();
  const HttpAnswer answer = ask(R"(,"n":3)");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(error_text(answer, "param"), "n");
  EXPECT_EQ(error_text(answer, "type"), "invalid_request_error");
  EXPECT_EQ(error_text(post("/v1/embeddings", R"({"model":"swarm","input":"a"})"), "param"), "model");
  const HttpAnswer unknown = post("/v1/chat/completions", R"({"model":"swarm/poetry","messages":[]})");
  EXPECT_EQ(unknown.status, 400);  // the messages are looked at first
  EXPECT_TRUE(tests::run(store_->list(scope_, {.count = 10}))->empty());
}

TEST_F(OpenAiEndpointsTest, MoreThanATaskTakesIsAContextThatIsTooLong) {
  tasks::TaskConfig config;
  config.prompt_bytes_max = Bytes{100};
  config_.set(config);
  start();
  EXPECT_EQ(ask("", std::string(100, 'a')).status, 200);
  const HttpAnswer answer = ask("", std::string(101, 'a'));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(error_text(answer, "code"), "context_length_exceeded");
  EXPECT_EQ(error_text(answer, "param"), "messages");
  const HttpAnswer with_tools = post("/v1/responses", R"({"model":"swarm","input":[{"role":"user","content":"a"},
      {"type":"function_call","call_id":"c","name":"f","arguments":"{}"},
      {"type":"function_call_output","call_id":"c","output":"b"}]})");
  EXPECT_EQ(error_text(with_tools, "code"), "context_length_exceeded");
  EXPECT_EQ(error_text(with_tools, "param"), "input");
}

TEST_F(OpenAiEndpointsTest, AFullQueueIs429) {
  tasks::TaskConfig config;
  config.queued_max = 0;
  config_.set(config);
  start();
  const HttpAnswer answer = ask(R"(,"priority":"low")");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(error_text(answer, "code"), "queue_full");
  EXPECT_EQ(answer.header("retry-after"), "5");
}

TEST_F(OpenAiEndpointsTest, AnIdempotencyKeyGivesTheFirstAnswerAgain) {
  start();
  const HttpAnswer first = ask("", "2+2", "Idempotency-Key: k1\r\n");
  const HttpAnswer again = ask("", "2+2", "Idempotency-Key: k1\r\n");
  EXPECT_EQ(first.body, again.body);
  EXPECT_EQ(answerer_.started().size(), 1U);
  EXPECT_EQ(ask("", "3+3", "Idempotency-Key: k1\r\n").status, 409);
}

TEST_F(OpenAiEndpointsTest, AClientThatLeavesCancelsItsTask) {
  answerer_.script("2+2", {{Act::hang}});
  start();
  for (const std::string_view more : {"", R"(,"stream":true)"}) {
    answerer_.script("2+2", {{Act::hang}});
    const std::size_t before = answerer_.started().size();
    const auto client = begin(question(more));
    answerer_.wait_for_starts(before + 1);
    if (!more.empty()) client->read_head();
    client->abort();
  }
  EXPECT_TRUE(soon([&] { return answerer_.stops_seen() == 2; }));
  const auto all = tests::run(store_->list(scope_, {.count = 10})).value();
  for (const tasks::Task& task : all)
    EXPECT_EQ(task.state, tasks::TaskState::cancelled);
  EXPECT_TRUE(exposes(R"(swarm_openai_answers_total{form="chat",outcome="abandoned"} 2)"));
  EXPECT_TRUE(soon([&] { return exposes("swarm_openai_streams 0"); }));
}

TEST_F(OpenAiEndpointsTest, AStoredTaskOutlivesItsClient) {
  answerer_.script("2+2", {{Act::hold}});
  start();
  const auto client = begin(question(R"(,"store":true)"));
  answerer_.wait_for_starts(1);
  client->abort();
  EXPECT_TRUE(soon([&] { return exposes(R"(outcome="abandoned"} 1)"); }));
  answerer_.release();
  EXPECT_TRUE(soon([&] { return state_of(only_task()) == tasks::TaskState::completed; }));
}

TEST_F(OpenAiEndpointsTest, WhoLeftWithAnIdempotencyKeyComesBackForTheAnswer) {
  answerer_.script("2+2", {{Act::hold}});
  start();
  const auto client = begin(question(), "Idempotency-Key: k1\r\n");
  answerer_.wait_for_starts(1);
  client->abort();
  EXPECT_TRUE(soon([&] { return exposes(R"(outcome="abandoned"} 1)"); }));
  answerer_.release();
  EXPECT_EQ(ask("", "2+2", "Idempotency-Key: k1\r\n").status, 200);
  EXPECT_EQ(answerer_.started().size(), 1U);
}

// --- Streams of the swarm -------------------------------------------------------------------------------------------

TEST_F(OpenAiEndpointsTest, AStreamEndsWithTheAnswerAndDone) {
  start();
  const HttpAnswer answer = ask(R"(,"stream":true,"stream_options":{"include_usage":true})");
  EXPECT_EQ(answer.header("content-type"), "text/event-stream");
  EXPECT_TRUE(answer.is_whole);
  EXPECT_EQ(task_in(answer).state, tasks::TaskState::completed);
  const std::string& body = answer.body;
  const std::size_t role = body.find(R"("role":"assistant")"), text = body.find(R"("delta":{"content":"4"})"),
                    end = body.find(R"("finish_reason":"stop")"), usage = body.find(R"("total_tokens":0)");
  EXPECT_LT(role, text);
  EXPECT_LT(text, end);
  EXPECT_LT(end, usage);
  EXPECT_TRUE(body.ends_with("data: [DONE]\n\n"));
}

TEST_F(OpenAiEndpointsTest, WhatTheTaskDoesIsAComment) {
  answerer_.script("2+2", {{Act::hold}});
  start();
  const auto client = begin(question(R"(,"stream":true)"));
  client->read_head();
  std::string heard;
  while (heard.find(R"(: swarm.status {"task_id":")") == std::string::npos ||
         heard.find(R"("state":"running")") == std::string::npos) {
    const auto chunk = client->read_chunk();
    ASSERT_TRUE(chunk && !chunk->empty());
    heard += *chunk;
  }
  answerer_.release();
  while (!heard.ends_with("data: [DONE]\n\n")) {
    const auto chunk = client->read_chunk();
    ASSERT_TRUE(chunk && !chunk->empty());
    heard += *chunk;
  }
}

TEST_F(OpenAiEndpointsTest, TheTextIsShownWhileItIsWrittenWhenNobodyVerifies) {
  answerer_.script("2+2", {{Act::hold}});
  start();
  const auto client = begin(question(R"(,"stream":true,"verify":"off")"));
  client->read_head();
  std::string heard;
  while (heard.find(R"("content":"4")") == std::string::npos) {
    const auto chunk = client->read_chunk();
    ASSERT_TRUE(chunk && !chunk->empty()) << heard;
    heard += *chunk;
  }
  EXPECT_EQ(heard.find("[DONE]"), std::string::npos);
  answerer_.release();
  std::string rest;
  while (!rest.ends_with("data: [DONE]\n\n")) {
    const auto chunk = client->read_chunk();
    ASSERT_TRUE(chunk && !chunk->empty());
    rest += *chunk;
  }
  EXPECT_EQ(rest.find(R"("content":"4")"), std::string::npos);  // once is enough
}

TEST_F(OpenAiEndpointsTest, TwoTextsAreNeverMixed) {
  TwoTongues answerer;
  start(&answerer);
  const HttpAnswer answer = ask(R"(,"stream":true,"verify":"off")");
  EXPECT_NE(answer.body.find("five"), std::string::npos);
  EXPECT_NE(answer.body.find("stream_broken"), std::string::npos) << answer.body;
  EXPECT_EQ(answer.body.find("[DONE]"), std::string::npos);
  tests::run(workers_->stop(0ms));
  workers_.reset();
}

TEST_F(OpenAiEndpointsTest, ItsStagesAreEventsForThoseWhoWantThem) {
  TwoTongues answerer;
  start(&answerer);
  const HttpAnswer answer = ask(R"(,"stream":true,"stream_options":{"include_status":true})");
  EXPECT_NE(answer.body.find("event: swarm.status\ndata: {"), std::string::npos);
  EXPECT_NE(answer.body.find(R"("state":"running","stage":"local")"), std::string::npos) << answer.body;
  EXPECT_TRUE(answer.body.ends_with("data: [DONE]\n\n"));
  tests::run(workers_->stop(0ms));
  workers_.reset();
}

TEST_F(OpenAiEndpointsTest, AStreamWhoseTaskFailsEndsWithAnError) {
  answerer_.script("2+2", {{Act::fail, ErrorCode::invalid_input}});
  start();
  const HttpAnswer answer = ask(R"(,"stream":true)");
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(answer.body.find(R"(data: {"error":{)"), std::string::npos);
  EXPECT_EQ(answer.body.find("[DONE]"), std::string::npos);
  EXPECT_TRUE(answer.is_whole);
}

// --- Models ---------------------------------------------------------------------------------------------------------

TEST_F(OpenAiEndpointsTest, ListsTheSwarmAndTheProvidersModels) {
  start();
  const json::Value list = parsed(get("/v1/models"));
  EXPECT_EQ(list.at("object"), "list");
  std::vector<std::string> ids;
  for (const json::Value& model : list.at("data").as_array())
    ids.emplace_back(model.at("id").as_string());
  EXPECT_THAT(ids, testing::ElementsAre("swarm", "swarm/math", "swarm/logic", "swarm/code", "swarm/reasoning",
                                        "stub/tiny", "stub/org/embedder"));
  EXPECT_EQ(list.at("data").at(5).at("owned_by"), "stub");
  EXPECT_EQ(list.at("data").at(6).at("kind"), "embedding");
  EXPECT_EQ(get("/v1/models?client_version=1.0").status, 200);
}

TEST_F(OpenAiEndpointsTest, AModelsNameMayHoldSlashes) {
  start();
  for (const std::string_view path : {"/v1/models/stub/org/embedder", "/v1/models/stub%2Forg%2Fembedder"})
    EXPECT_EQ(parsed(get(path)).at("id"), "stub/org/embedder") << path;
  EXPECT_EQ(parsed(get("/v1/models/swarm/math")).at("owned_by"), "swarmkeeper");
  EXPECT_EQ(parsed(get("/v1/models/tiny")).at("id"), "stub/tiny");
  const HttpAnswer unknown = get("/v1/models/stub/huge");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(error_text(unknown, "code"), "model_not_found");
  EXPECT_EQ(error_text(unknown, "param"), "model");
}

TEST_F(OpenAiEndpointsTest, WhoMayNotUseModelsMayDoNothingHere) {
  authenticator_.denied = {http::Permission::models_use};
  start();
  EXPECT_EQ(get("/v1/models").status, 403);
  EXPECT_EQ(ask().status, 403);
  EXPECT_EQ(error_text(post("/v1/embeddings", "{}"), "type"), "permission_error");
}

}  // namespace
}  // namespace swarm::openai
