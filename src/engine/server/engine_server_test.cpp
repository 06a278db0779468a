#include "engine/server/engine_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/crypto/hash.hpp"
#include "support/http_client.hpp"
#include "support/run.hpp"
#include "support/scripted_inference.hpp"

namespace swarm::engine_server {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using tests::HttpAnswer;
using tests::RawHttpClient;
using tests::ScriptedInference;
using tests::tokens_saying;

class NothingLogged final : public telemetry::LogSink {
 public:
  bool wants(telemetry::Level) const override { return false; }
  void write(telemetry::Level, std::string_view, std::string_view, telemetry::Fields) override {}
};

class FileNamesLoader final : public lora::AdapterLoader {
 public:
  Result<lora::LoadedAdapter> load(const lora::AdapterOrigin& origin) override {
    if (origin.path == "/missing") return fail(ErrorCode::not_found, "there is no /missing");
    if (origin.path == "/damaged") return fail(ErrorCode::invalid_input, "the file ends after 12 bytes");
    const auto place = std::make_shared<char>();
    return lora::LoadedAdapter{{place, reinterpret_cast<llama::Adapter*>(place.get())}, "ab", Bytes{10}};
  }
};

class EngineServerTest : public testing::Test {
 protected:
  ~EngineServerTest() override {
    if (server) tests::run(server->drain(std::chrono::milliseconds{500}));
    server.reset();
    loops.stop();
  }

  void start(EngineServerConfig config = {}) {
    config.model_name = "tiny";
    config.model_file = "/models/tiny.gguf";
    config.context_tokens = 64;
    loops.start();
    server =
        std::make_unique<EngineServer>(std::move(config), EngineServer::Deps{.text = text,
                                                                             .inference = inference,
                                                                             .adapters = adapters,
                                                                             .loops = loops,
                                                                             .metrics = metrics,
                                                                             .clock = clock,
                                                                             .random = random,
                                                                             .log = telemetry::Log(log, "engine"),
                                                                             .profile = json::Object{{"threads", 2}},
                                                                             .version = "1"});
    ASSERT_TRUE(server->start());
    port = static_cast<std::uint16_t>(std::stoi(server->address().substr(server->address().rfind(':') + 1)));
  }
  HttpAnswer post(std::string_view path, std::string_view body, std::string_view headers = "") {
    RawHttpClient client(port);
    return client.ask(tests::http_request("POST", path, headers, body));
  }
  HttpAnswer get(std::string_view path, std::string_view headers = "") {
    RawHttpClient client(port);
    return client.ask(tests::http_request("GET", path, headers));
  }
  bool takes_connections() const {
    try {
      const RawHttpClient client(port);
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  }
  static std::string chat(std::string_view content, std::string_view more = "", std::string_view model = "tiny") {
    return fmt::format(R"({{"model":"{}","messages":[{{"role":"user","content":"{}"}}]{}}})", model, content, more);
  }
  static json::Value parsed(const HttpAnswer& answer) {
    auto value = json::parse(answer.body);
    EXPECT_TRUE(value) << answer.body;
    return value ? *value : json::Value(json::Object{});
  }
  static std::string content_of(const json::Value& answer, std::size_t choice = 0) {
    return std::string(answer.at("choices").at(choice).at("message").at("content").as_string());
  }
  static std::string grammar_of(const ScriptedInference::Submitted& submitted) {
    const auto constraint = std::dynamic_pointer_cast<tests::SpelledConstraint>(submitted.request.grammar);
    return constraint ? constraint->grammar : "";
  }
  static std::string error_of(const HttpAnswer& answer, std::string_view member) {
    return std::string(parsed(answer).at("error").at(member).as_string());
  }

  // First, so that it ends last: what the inference still holds are listeners that live on a Loop.
  runtime::Loops loops{1, [](std::string_view what) { ADD_FAILURE() << what; }};
  tests::ByteVocabulary text;
  ScriptedInference inference;
  SystemClock clock;
  SystemRandom random;
  telemetry::Metrics metrics;
  NothingLogged log;
  FileNamesLoader loader;
  lora::AdapterRegistry adapters{{.base_name = "tiny", .adapters_max = 2},
                                 {loader, inference, clock, metrics, telemetry::Log(log, "lora")}};
  std::unique_ptr<EngineServer> server;
  std::uint16_t port = 0;
};

// A template comes with the model's file, and may take long even over a few words.
TEST_F(EngineServerTest, OthersAreAnsweredWhileAChatIsRendered) {
  int health = 0;
  text.while_rendering = [&] { health = get("/health").status; };
  start();
  EXPECT_EQ(post("/v1/chat/completions", chat("x")).status, 200);
  EXPECT_EQ(health, 200);
}

TEST_F(EngineServerTest, AnswersAChatAsOpenAiDoes) {
  start();
  const HttpAnswer answer = post("/v1/chat/completions", chat("say \\\"é\\\""));
  EXPECT_EQ(answer.status, 200);
  const json::Value body = parsed(answer);
  EXPECT_EQ(body.at("object").as_string(), "chat.completion");
  EXPECT_EQ(body.at("model").as_string(), "tiny");
  EXPECT_THAT(std::string(body.at("id").as_string()), testing::StartsWith("chatcmpl-"));
  EXPECT_EQ(content_of(body), "say \"é\"");
  EXPECT_EQ(body.at("choices").at(0).at("finish_reason").as_string(), "stop");
  EXPECT_TRUE(body.at("choices").at(0).at("logprobs").is_null());
  EXPECT_EQ(body.at("usage").at("prompt_tokens").as_int64(), 8);
  EXPECT_EQ(body.at("usage").at("total_tokens").as_int64(), 16);
  EXPECT_EQ(body.at("usage").at("prompt_tokens_details").at("cached_tokens").as_int64(), 1);
}

TEST_F(EngineServerTest, StreamsWhatEveryDecodeCallGave) {
  inference.is_echo = false;
  start();
  RawHttpClient client(port);
  client.send(tests::http_request("POST", "/v1/chat/completions", "",
                                  chat("x", R"(,"stream":true,"stream_options":{"include_usage":true})")));
  const auto submitted = inference.next();
  submitted.listener->generated({tests::mark(text.kThink)});
  submitted.listener->generated(tokens_saying("1+1"));
  const HttpAnswer head = client.read_head();
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-type"), "text/event-stream");
  std::string stream = client.read_until(R"("reasoning_content":"1+1"})");
  EXPECT_THAT(stream, HasSubstr(R"("delta":{"role":"assistant","content":""})"));
  submitted.listener->generated({tests::mark(text.kEndThink), tokens_saying("2")[0]});
  EXPECT_THAT(client.read_until("\n\n"), HasSubstr(R"("usage":null})"));
  EXPECT_THAT(client.read_until("\n\n"), HasSubstr(R"("delta":{"content":"2"},"logprobs":null,"finish_reason":null)"));
  inference.finish(submitted, 6);
  stream = client.read_until("0\r\n\r\n");
  EXPECT_THAT(stream, HasSubstr(R"("delta":{},"logprobs":null,"finish_reason":"stop")"));
  EXPECT_THAT(stream, HasSubstr(R"("choices":[],"usage":{"prompt_tokens":1,"completion_tokens":6,"total_tokens":7)"));
  EXPECT_THAT(stream, HasSubstr(R"("reasoning_tokens":3)"));
  EXPECT_THAT(stream, HasSubstr("data: [DONE]\n\n"));
}

TEST_F(EngineServerTest, ThoughtsStandBesideTheContent) {
  inference.is_echo = false;
  start();
  RawHttpClient client(port);
  client.send(tests::http_request("POST", "/v1/chat/completions", "", chat("x", R"(,"logprobs":true)")));
  const auto submitted = inference.next();
  submitted.listener->generated({tests::mark(text.kThink), tokens_saying("a")[0], tests::mark(text.kEndThink)});
  submitted.listener->generated({{.token = 7,
                                  .bytes = "\xC3",
                                  .log_probability = -std::numeric_limits<double>::infinity(),
                                  .likeliest = {{.bytes = "b", .log_probability = -0.25}}}});
  submitted.listener->generated({{.token = 8, .bytes = "\xA9"}});
  inference.finish(submitted, 5, batching::FinishReason::length);
  const json::Value body = parsed(client.read_answer());
  EXPECT_EQ(content_of(body), "é");
  const json::Value& choice = body.at("choices").at(0);
  EXPECT_EQ(choice.at("message").at("reasoning_content").as_string(), "a");
  EXPECT_EQ(choice.at("finish_reason").as_string(), "length");
  const json::Array& tokens = choice.at("logprobs").at("content").as_array();
  ASSERT_EQ(tokens.size(), 5U);
  EXPECT_EQ(tokens[3].at("token").as_string(), "bytes:\\xc3");
  EXPECT_EQ(tokens[3].at("bytes").at(0).as_int64(), 0xC3);
  EXPECT_EQ(tokens[3].at("logprob").to_number<double>(), -9999);
  EXPECT_EQ(tokens[3].at("top_logprobs").at(0).at("logprob").as_double(), -0.25);
}

TEST_F(EngineServerTest, HandsTheOptionsOn) {
  inference.is_echo = false;
  start();
  RawHttpClient client(port);
  client.send(tests::http_request(
      "POST", "/v1/chat/completions", "",
      chat("x", R"(,"temperature":0,"seed":5,"n":2,"stop":"S","max_tokens":3,"logprobs":true,"top_logprobs":4,)"
                R"("user":"anna","response_format":{"type":"json_object"})")));
  const auto first = inference.next(), second = inference.next();
  EXPECT_EQ(first.request.sampling.temperature, 0);
  EXPECT_EQ(first.request.sampling.seed, 5U);
  EXPECT_EQ(second.request.sampling.seed, 6U);
  EXPECT_THAT(first.request.stops, testing::ElementsAre("S"));
  EXPECT_EQ(first.request.output_tokens_max, 3);
  EXPECT_EQ(first.request.top_log_probabilities, 4);
  EXPECT_EQ(first.request.client, "anna");
  EXPECT_EQ(grammar_of(first), R"(grammar of {"type":"object"})");
  EXPECT_EQ(grammar_of(second), grammar_of(first));
  EXPECT_NE(second.request.grammar, first.request.grammar);  // each moves on by itself
  second.listener->generated(tokens_saying("two"));
  inference.finish(second, 3);
  first.listener->generated(tokens_saying("one"));
  inference.finish(first, 3);
  const json::Value body = parsed(client.read_answer());
  EXPECT_EQ(content_of(body, 0), "one");
  EXPECT_EQ(content_of(body, 1), "two");
  EXPECT_EQ(body.at("usage").at("prompt_tokens").as_int64(), 1);
  EXPECT_EQ(body.at("usage").at("completion_tokens").as_int64(), 6);
}

TEST_F(EngineServerTest, AnAnswerInAFormHasNoThoughtsEvenIfTheTemplateOpensThem) {
  inference.is_echo = false;
  text.opens_thoughts = true;
  start();
  RawHttpClient client(port);
  client.send(tests::http_request("POST", "/v1/chat/completions", "",
                                  chat("x", R"(,"response_format":{"type":"json_object"})")));
  const auto formed = inference.next();
  EXPECT_THAT(formed.request.prompt, testing::ElementsAre('x', text.kThink, text.kEndThink));
  formed.listener->generated(tokens_saying("{}"));
  inference.finish(formed, 2);
  EXPECT_EQ(content_of(parsed(client.read_answer())), "{}");
  client.send(tests::http_request("POST", "/v1/chat/completions", "", chat("x")));
  const auto free = inference.next();
  EXPECT_THAT(free.request.prompt, testing::ElementsAre('x', text.kThink));
  free.listener->generated(tokens_saying("a"));
  inference.finish(free, 1);
  EXPECT_EQ(content_of(parsed(client.read_answer())), "");
  client.send(tests::http_request("POST", "/v1/chat/completions", "",
                                  chat("x", R"(,"chat_template_kwargs":{"enable_thinking":false})")));
  const auto thoughtless = inference.next();
  EXPECT_THAT(thoughtless.request.prompt, testing::ElementsAre('x'));
  inference.finish(thoughtless, 0);
  EXPECT_EQ(client.read_answer().status, 200);
}

TEST_F(EngineServerTest, ProjectsOfAServerTakeTurnsWhateverUserTheyName) {
  inference.is_echo = false;
  start();
  RawHttpClient client(port);
  client.send(
      tests::http_request("POST", "/v1/chat/completions", "X-Swarm-Project: p1\r\n", chat("x", R"(,"user":"anna")")));
  const auto submitted = inference.next();
  EXPECT_EQ(submitted.request.client, "project p1");
  inference.finish(submitted, 0);
  EXPECT_EQ(client.read_answer().status, 200);
}

TEST_F(EngineServerTest, HealthSaysWhenTheEngineHangs) {
  start({.stall_timeout = std::chrono::minutes(10)});
  inference.busy = clock.steady_now();
  EXPECT_EQ(get("/health").status, 200);
  inference.busy = clock.steady_now() - std::chrono::minutes(11);
  const HttpAnswer answer = get("/health");
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr("one decode call has taken 66"));
}

TEST_F(EngineServerTest, AnEngineThatSaysNothingIsNotWaitedForBeyondTheDeadline) {
  inference.is_echo = false;
  start({.answer_timeout = std::chrono::milliseconds(1), .answer_grace = std::chrono::milliseconds(1)});
  EXPECT_EQ(post("/v1/chat/completions", chat("x")).status, 504);
  EXPECT_EQ(post("/v1/chat/completions", chat("x", R"(,"stream":true)")).status, 504);
  EXPECT_EQ(post("/v1/embeddings", R"({"model":"tiny","input":"a"})").status, 504);
  inference.wait_for_cancel(inference.next().ticket);
}

TEST_F(EngineServerTest, AClientThatLeavesFreesItsPlaceAtOnce) {
  inference.is_echo = false;
  start();
  for (const std::string_view more : {"", R"(,"stream":true)"}) {
    RawHttpClient client(port);
    client.send(tests::http_request("POST", "/v1/chat/completions", "", chat("x", more)));
    const auto submitted = inference.next();
    client.close();
    inference.wait_for_cancel(submitted.ticket);
  }
  RawHttpClient client(port);
  client.send(tests::http_request("POST", "/v1/chat/completions", "", chat("x", R"(,"stream":true)")));
  const auto submitted = inference.next();
  submitted.listener->generated(tokens_saying("a"));
  client.read_until("\"a\"");
  client.abort();
  inference.wait_for_cancel(submitted.ticket);
}

TEST_F(EngineServerTest, AFailureBeforeTheFirstTokenIsAStatus) {
  inference.is_echo = false;
  start();
  RawHttpClient client(port);
  client.send(tests::http_request("POST", "/v1/chat/completions", "", chat("x", R"(,"stream":true)")));
  inference.next().listener->ended(fail(ErrorCode::timeout, "the deadline passed in the queue"));
  EXPECT_EQ(client.read_answer().status, 504);
}

TEST_F(EngineServerTest, AFailureInAStreamIsAFrameAndNoEnd) {
  inference.is_echo = false;
  start();
  RawHttpClient client(port);
  client.send(tests::http_request("POST", "/v1/chat/completions", "", chat("x", R"(,"stream":true,"n":2)")));
  const auto first = inference.next(), second = inference.next();
  first.listener->generated(tokens_saying("a"));
  client.read_until("\"a\"");
  first.listener->ended(fail(ErrorCode::unavailable, "the device failed"));
  const std::string rest = client.read_until("0\r\n\r\n");
  EXPECT_THAT(rest, HasSubstr(R"(data: {"error":{"message":"the device failed","type":"server_error")"));
  EXPECT_THAT(rest, testing::Not(HasSubstr("[DONE]")));
  inference.wait_for_cancel(second.ticket);
}

TEST_F(EngineServerTest, SaysByHowMuchAPromptIsTooLong) {
  start();
  const HttpAnswer answer = post("/v1/chat/completions", chat(std::string(70, 'x')));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(error_of(answer, "code"), "context_length_exceeded");
  EXPECT_EQ(error_of(answer, "param"), "messages");
  EXPECT_THAT(error_of(answer, "message"), HasSubstr("by 6"));
}

TEST_F(EngineServerTest, AFullQueueSaysWhenToComeBack) {
  inference.queue_max = 0;
  start();
  const HttpAnswer answer = post("/v1/chat/completions", chat("x"));
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.header("retry-after"), "1");
  EXPECT_EQ(error_of(answer, "type"), "rate_limit_error");
}

TEST_F(EngineServerTest, ARefusedAnswerOfSeveralCancelsTheOthers) {
  inference.is_echo = false;
  inference.queue_max = 2;
  start();
  EXPECT_EQ(post("/v1/chat/completions", chat("x", R"(,"n":3)")).status, 429);
  EXPECT_EQ(inference.cancelled(), 2U);
}

TEST_F(EngineServerTest, BadRequestsNameThePlace) {
  start();
  EXPECT_EQ(error_of(post("/v1/chat/completions", chat("x", R"(,"temperature":9)")), "param"), "temperature");
  EXPECT_EQ(error_of(post("/v1/chat/completions", chat("refuse me")), "param"), "messages");
  EXPECT_EQ(error_of(post("/v1/chat/completions", chat("x", R"(,"guided_json":{"title":"impossible"})")), "param"),
            "guided_json");
  EXPECT_EQ(error_of(post("/v1/completions", R"({"model":"tiny","prompt":""})"), "param"), "prompt");
  EXPECT_EQ(error_of(post("/v1/chat/completions", "{"), "type"), "invalid_request_error");
  const HttpAnswer unknown = post("/v1/chat/completions", chat("x", "", "other"));
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(error_of(unknown, "code"), "model_not_found");
  EXPECT_EQ(post("/v1/nothing", "{}").status, 404);
  EXPECT_EQ(get("/v1/chat/completions").status, 405);
}

TEST_F(EngineServerTest, CompletesTextsAndTokens) {
  start();
  const json::Value body =
      parsed(post("/v1/completions", R"({"model":"tiny","prompt":["a",[98,99]],"n":2,"logprobs":1})"));
  EXPECT_EQ(body.at("object").as_string(), "text_completion");
  ASSERT_EQ(body.at("choices").as_array().size(), 4U);
  EXPECT_EQ(body.at("choices").at(3).at("text").as_string(), "bc");
  EXPECT_EQ(body.at("choices").at(3).at("index").as_int64(), 3);
  const json::Value& chances = body.at("choices").at(3).at("logprobs");
  EXPECT_EQ(json::to_text(chances.at("tokens")), R"(["b","c"])");
  EXPECT_EQ(json::to_text(chances.at("text_offset")), "[0,1]");
  EXPECT_EQ(body.at("usage").at("prompt_tokens").as_int64(), 3);
  const HttpAnswer stream = post("/v1/completions", R"({"model":"tiny","prompt":"ab","stream":true})");
  EXPECT_THAT(stream.body, HasSubstr(R"({"index":0,"text":"ab","logprobs":null,"finish_reason":null}]})"));
  EXPECT_THAT(stream.body, HasSubstr(R"({"index":0,"text":"","logprobs":null,"finish_reason":"stop"}]})"));
  EXPECT_THAT(stream.body, EndsWith("data: [DONE]\n\n"));
}

TEST_F(EngineServerTest, EmbedsTextsAsNumbersOrBytes) {
  start();
  const json::Value body = parsed(post("/v1/embeddings", R"({"model":"tiny","input":["a","bcd"]})"));
  EXPECT_EQ(json::to_text(body.at("data").at(1).at("embedding")), "[1.5E0,-2.5E-1,3]");
  EXPECT_EQ(body.at("usage").at("total_tokens").as_int64(), 4);
  const json::Value packed =
      parsed(post("/v1/embeddings", R"({"model":"tiny","input":"a","encoding_format":"base64","dimensions":3})"));
  const auto bytes = crypto::from_base64(std::string_view(packed.at("data").at(0).at("embedding").as_string()));
  ASSERT_TRUE(bytes);
  std::array<float, 3> numbers{};
  ASSERT_EQ(bytes->size(), sizeof numbers);
  std::memcpy(numbers.data(), bytes->data(), sizeof numbers);
  EXPECT_EQ(numbers, (std::array<float, 3>{1.5F, -0.25F, 1}));
  EXPECT_EQ(error_of(post("/v1/embeddings", R"({"model":"tiny","input":"a","dimensions":2})"), "param"), "dimensions");
  const std::string longer(70, 'x');
  const HttpAnswer too_long = post("/v1/embeddings", fmt::format(R"({{"model":"tiny","input":["a","{}"]}})", longer));
  EXPECT_EQ(error_of(too_long, "code"), "context_length_exceeded");
  EXPECT_EQ(error_of(too_long, "param"), "input[1]");
}

TEST_F(EngineServerTest, AdaptersComeAndGoAsInVllm) {
  start();
  const HttpAnswer loaded = post("/v1/load_lora_adapter", R"({"lora_name":"team/math","lora_path":"/x"})");
  EXPECT_EQ(loaded.status, 200);
  EXPECT_EQ(loaded.body, "Success: LoRA adapter 'team/math' added successfully.");
  const HttpAnswer again = post("/v1/load_lora_adapter", R"({"lora_name":"team/math","lora_path":"/x"})");
  EXPECT_EQ(again.status, 400);
  EXPECT_THAT(error_of(again, "message"), HasSubstr("has already been loaded"));
  EXPECT_EQ(post("/v1/load_lora_adapter", R"({"lora_name":"team/math","lora_path":"/x","load_inplace":true})").status,
            200);
  EXPECT_EQ(post("/v1/load_lora_adapter", R"({"lora_name":"b","lora_path":"/missing"})").status, 404);
  EXPECT_EQ(error_of(post("/v1/load_lora_adapter", R"({"lora_name":"b","lora_path":"/damaged"})"), "message"),
            "the file ends after 12 bytes");
  EXPECT_EQ(post("/v1/load_lora_adapter", R"({"lora_name":"b"})").status, 400);
  EXPECT_EQ(post("/v1/chat/completions", chat("x", "", "team/math")).status, 200);
  const json::Value list = parsed(get("/v1/models"));
  ASSERT_EQ(list.at("data").as_array().size(), 2U);
  EXPECT_EQ(list.at("data").at(1).at("parent").as_string(), "tiny");
  EXPECT_EQ(list.at("data").at(0).at("max_model_len").as_int64(), 64);
  EXPECT_EQ(get("/v1/models/team/math").status, 200);
  EXPECT_EQ(get("/v1/models/other").status, 404);
  const HttpAnswer gone = post("/v1/unload_lora_adapter", R"({"lora_name":"team/math"})");
  EXPECT_EQ(gone.body, "Success: LoRA adapter 'team/math' removed successfully.");
  EXPECT_EQ(post("/v1/unload_lora_adapter", R"({"lora_name":"team/math"})").status, 404);
  EXPECT_EQ(post("/v1/chat/completions", chat("x", "", "team/math")).status, 404);
}

TEST_F(EngineServerTest, UnloadingWaitsForTheAnswersThatUseIt) {
  inference.is_echo = false;
  start();
  ASSERT_EQ(post("/v1/load_lora_adapter", R"({"lora_name":"a","lora_path":"/x"})").status, 200);
  RawHttpClient asking(port), unloading(port);
  asking.send(tests::http_request("POST", "/v1/chat/completions", "", chat("x", "", "a")));
  const auto submitted = inference.next();
  EXPECT_NE(submitted.request.adapter, nullptr);
  unloading.send(tests::http_request("POST", "/v1/unload_lora_adapter", "", R"({"lora_name":"a"})"));
  while (get("/v1/models/a").status != 404)
    std::this_thread::yield();
  EXPECT_FALSE(unloading.wait_for_bytes_within(std::chrono::milliseconds{0}));
  submitted.listener->generated(tokens_saying("ok"));
  inference.finish(submitted, 2);
  EXPECT_EQ(content_of(parsed(asking.read_answer())), "ok");
  EXPECT_EQ(unloading.read_answer().status, 200);
}

TEST_F(EngineServerTest, WithoutATokenNoWebPageMayAsk) {
  start();
  for (const std::string_view of : {"Origin: http://evil.example\r\n", "Sec-Fetch-Site: cross-site\r\n"}) {
    EXPECT_EQ(post("/admin/gc", "", of).status, 403) << of;
    EXPECT_EQ(error_of(post("/v1/load_lora_adapter", R"({"lora_name":"a","lora_path":"/a"})", of), "code"), "web_page");
    EXPECT_EQ(get("/v1/models", of).status, 403) << of;
  }
  EXPECT_EQ(post("/v1/chat/completions", chat("x"), "Origin: http://localhost:5173\r\n").status, 200);
  EXPECT_EQ(RawHttpClient(port).ask("GET /v1/models HTTP/1.1\r\nHost: rebound.evil.example\r\n\r\n").status, 403);
}

TEST_F(EngineServerTest, WithATokenAPageMayAskThatKnowsIt) {
  start({.token = "secret-token"});
  EXPECT_EQ(get("/v1/models", "Origin: http://ui.example\r\nAuthorization: Bearer secret-token\r\n").status, 200);
}

TEST_F(EngineServerTest, ProjectsBehindOneServerTakeTurns) {
  inference.is_echo = false;
  start();
  RawHttpClient client(port);
  client.send(tests::http_request("POST", "/v1/chat/completions", "X-Swarm-Project: red\r\n", chat("x")));
  const auto red = inference.next();
  RawHttpClient other(port);
  other.send(tests::http_request("POST", "/v1/chat/completions", "X-Swarm-Project: blue\r\n", chat("x")));
  const auto blue = inference.next();
  EXPECT_NE(red.request.client, blue.request.client);
  for (const auto& each : {red, blue})
    each.listener->ended(fail(ErrorCode::unavailable, "enough"));
}

TEST_F(EngineServerTest, MessagesNameNothingThatThereIsNot) {
  start({.body_bytes_max = Bytes{1024}});
  EXPECT_EQ(get("/nothing").body.find("openapi"), std::string::npos);
  const HttpAnswer refused = post("/v1/chat/completions", std::string(2000, ' '));
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(refused.body.find("gateway."), std::string::npos) << refused.body;
}

TEST_F(EngineServerTest, TheTokenOpensEverythingAndHealthNeedsNone) {
  start({.token = "secret-token"});
  EXPECT_EQ(get("/health").status, 200);
  for (const std::string_view path : {"/metrics", "/admin/status", "/v1/models"}) {
    EXPECT_EQ(get(path).status, 401) << path;
    EXPECT_EQ(get(path, "Authorization: Bearer wrong\r\n").status, 401) << path;
    EXPECT_EQ(get(path, "Authorization: Bearer secret-token\r\n").status, 200) << path;
  }
  EXPECT_EQ(post("/v1/chat/completions", chat("x")).status, 401);
  EXPECT_EQ(post("/admin/gc", "").status, 401);
  EXPECT_EQ(post("/v1/chat/completions", chat("x"), "Authorization: Bearer secret-token\r\n").status, 200);
}

TEST_F(EngineServerTest, ShowsItsStateAndItsMetrics) {
  start();
  ASSERT_EQ(post("/v1/chat/completions", chat("hello")).status, 200);
  const json::Value status = parsed(get("/admin/status"));
  EXPECT_EQ(status.at("state").at("slots_busy").as_int64(), 2);
  EXPECT_EQ(status.at("memory").at(0).at("limit_bytes").as_int64(), 500);
  EXPECT_EQ(status.at("profile").at("threads").as_int64(), 2);
  EXPECT_EQ(parsed(post("/admin/gc", "")).at("freed_bytes").as_int64(), 4096);
  const std::string series = get("/metrics").body;
  for (const std::string_view line :
       {"swarm_engine_device_memory_used_bytes{device=\"cpu\"} 100", "swarm_engine_output_tokens_total 77",
        "swarm_engine_device_memory_limit_bytes{device=\"cpu\"} 500", "swarm_engine_slots{state=\"idle\"} 6",
        "swarm_engine_memory_bytes{device=\"cpu\",kind=\"kv\"} 0", "swarm_engine_generations_total{outcome=\"stop\"} 1",
        "swarm_engine_fragmentation_events_total{device=\"cpu\"} 0", "swarm_engine_first_token_seconds_count 1",
        "swarm_http_requests_total{"})
    EXPECT_THAT(series, HasSubstr(line));
}

TEST_F(EngineServerTest, StoppingLetsAnswersFinish) {
  inference.is_echo = false;
  start();
  RawHttpClient client(port);
  client.send(tests::http_request("POST", "/v1/chat/completions", "", chat("x", R"(,"stream":true)")));
  const auto submitted = inference.next();
  submitted.listener->generated(tokens_saying("a"));
  client.read_until("\"a\"");
  tests::TestLoop loop;
  auto drained = std::async(std::launch::async, [&] { loop.run(server->drain(std::chrono::seconds(60))); });
  while (takes_connections()) {  // until the drain has begun
  }
  submitted.listener->generated(tokens_saying("b"));
  inference.finish(submitted, 2);
  EXPECT_THAT(client.read_to_end(), HasSubstr("[DONE]"));
  drained.get();
}

}  // namespace
}  // namespace swarm::engine_server
