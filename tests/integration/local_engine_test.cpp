#include <csignal>
#include <future>

#include <gmock/gmock.h>

#include "platform/crypto/hash.hpp"
#include "running_app.hpp"
#include "support/fake_engine.hpp"

namespace swarm::tests {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;

// A server that starts an engine by itself, as on a fresh machine; the engine is a script.
constexpr char kAnswers[] = R"({"answers":{
  "Whoever counts the pears of Ann, who has some, finds how many?":
      {"content":"42","thoughts":"2+0=2,1+3=4","probability":0.99,"margin":0.98},
  "Bob has some plums and eats a few. How many plums are left?": {"content":"5","probability":0.6,"margin":0.3},
  "crash once, then tell how many pears Ann has": {"content":"42"},
  "take your time to count the pears of Ann": {"content":"42","wait_s":0.7}}})";
constexpr char kHeads[] =
    R"({"math":{"bias":0,"mean_probability":1,"margin":0,"error_before":0.21,"error_after":0.02,"samples":500},)"
    R"("reasoning":{"bias":0,"mean_probability":1,"margin":0,"error_before":0.3,"error_after":0.04,"samples":500}})";

// Its confidence was measured.
struct MeasuredEngine : FakeEngine {
  MeasuredEngine() : FakeEngine(kAnswers) { calibrate(kHeads, crypto::sha256_hex(kAnswers)); }
};

class LocalEngine : public testing::Test {
 protected:
  json::Value ask(std::string_view prompt, std::string_view more = R"(,"head":"math")") {
    return server_.made(
        server_.post("/api/v1/tasks", fmt::format(R"({{"prompt":"{}","wait_ms":20000{}}})", prompt, more)));
  }
  json::Value engine() { return server_.made(server_.get("/api/v1/engine"), 200); }
  json::Value wait_for(std::string_view name, std::string_view value) {
    const auto patience = std::chrono::steady_clock::now() + 20s;
    json::Value now = engine();
    while (member(now, name) != value && std::chrono::steady_clock::now() < patience)
      now = engine();
    EXPECT_EQ(member(now, name), value);
    return now;
  }

  MeasuredEngine engine_;
  RunningApp server_{engine_.settings()};
};

TEST_F(LocalEngine, AWordProblemIsAnsweredWithStepsConfidenceAndVerdict) {
  const json::Value task = ask("Whoever counts the pears of Ann, who has some, finds how many?");
  EXPECT_EQ(member(task, "state"), "completed");
  EXPECT_EQ(member(task, "answer"), "42");
  EXPECT_EQ(member(task, "value"), "42");
  EXPECT_EQ(member(task, "verdict"), "unverified");
  EXPECT_EQ(member(task, "provider"), "engine");
  EXPECT_NEAR(task.at("confidence").to_number<double>(), 0.99, 1e-6);
  EXPECT_EQ(json::to_text(task.at("evidence").at("steps")),
            R"([{"rule":"thought","text":"2+0=2"},{"rule":"thought","text":"1+3=4"}])");
  const json::Value asked = parsed(engine_.asked());
  EXPECT_EQ(json::to_text(asked.at("messages").at(0)), R"({"role":"system","content":"math"})");
  EXPECT_EQ(asked.at("model"), "small");
}

TEST_F(LocalEngine, WhatItDoesNotKnowIsAbstainedFrom) {
  const json::Value task = ask("Who painted the ceiling?", "");
  EXPECT_EQ(member(task, "verdict"), "abstained");
  EXPECT_EQ(member(task, "reason"), "outside_competence");
}

TEST_F(LocalEngine, ADoubtfulAnswerIsNoneAndItsGuessStandsInTheTrace) {
  const json::Value task = ask("Bob has some plums and eats a few. How many plums are left?");
  EXPECT_EQ(member(task, "verdict"), "abstained");
  EXPECT_EQ(member(task, "reason"), "low_confidence");
  EXPECT_THAT(server_.get("/api/v1/tasks/" + member(task, "id") + "/trace").body, HasSubstr("its guess: 5"));
}

TEST_F(LocalEngine, TheComputingHeadsStillGoFirst) {
  EXPECT_EQ(member(ask("12 + 30"), "verdict"), "verified");
  EXPECT_EQ(engine_.asked(), "");
}

TEST_F(LocalEngine, ThePlainLaneReachesItByName) {
  const HttpAnswer answer = server_.post("/v1/chat/completions",
                                         R"({"model":"engine/small","messages":[{"role":"user","content":"hello"}]})");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_THAT(answer.body, HasSubstr("I don't know."));
}

TEST_F(LocalEngine, ACallThatItFallsUnderIsAskedAgainWhenItIsBack) {
  const json::Value task = ask("crash once, then tell how many pears Ann has");
  EXPECT_EQ(member(task, "state"), "completed");
  EXPECT_EQ(member(task, "answer"), "42");
  EXPECT_EQ(member(task, "attempts"), "1");
  const json::Value now = wait_for("state", "serving");
  EXPECT_EQ(member(now, "restarts"), "1");
  EXPECT_THAT(member(now, "last_error"), HasSubstr("falls"));
}

TEST_F(LocalEngine, AReloadLosesNoRequest) {
  ask("hello");  // it serves
  const std::string before = member(engine(), "process");
  std::vector<std::future<json::Value>> asked;
  for (int i = 0; i < 8; ++i)
    asked.push_back(std::async(std::launch::async, [this] { return ask("take your time to count the pears of Ann"); }));
  const auto patience = std::chrono::steady_clock::now() + 20s;
  while (member(engine(), "calls_running") == "0" && std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();
  const json::Value reloaded = server_.made(server_.post("/api/v1/engine/reload", ""), 200);
  EXPECT_EQ(member(reloaded, "state"), "serving");
  EXPECT_NE(member(reloaded, "process"), before);
  for (auto& one : asked) {
    const json::Value task = one.get();
    EXPECT_EQ(member(task, "answer"), "42") << json::to_text(task);
    EXPECT_EQ(member(task, "attempts"), "1");
  }
  EXPECT_THAT(server_.get("/api/v1/audit").body, HasSubstr("engine.reload"));
}

TEST_F(LocalEngine, SaysHowItIs) {
  ask("hello");
  const json::Value now = engine();
  EXPECT_EQ(member(now, "mode"), "builtin");
  EXPECT_EQ(member(now, "state"), "serving");
  EXPECT_EQ(member(now, "model"), "small");
  EXPECT_EQ(member(now.at("status"), "slots"), "4");
  EXPECT_EQ(now.at("calibration").at(0).at("error_after").to_number<double>(), 0.02);
  EXPECT_THAT(json::to_text(now), testing::Not(HasSubstr("token\"")));
  EXPECT_EQ(member(server_.made(server_.post("/api/v1/engine/gc", ""), 200).at("freed"), "freed_bytes"), "4096");
  const json::Value health = server_.made(server_.ask({"GET", "/health"}), 200);
  EXPECT_EQ(member(health.at("components").at("engine"), "status"), "ok");
  const std::string metrics = server_.get("/metrics").body;
  EXPECT_THAT(metrics, HasSubstr("swarm_engine_up 1"));
  EXPECT_THAT(metrics, HasSubstr("swarm_model_calibration_error_ratio{head=\"math\"} 0.02"));
  EXPECT_THAT(metrics, HasSubstr("swarm_model_calibration_error_ratio{head=\"logic\"} Nan"));
  const json::Value provider = server_.made(server_.get("/api/v1/providers/engine"), 200);
  EXPECT_EQ(member(provider, "condition"), "up");
  EXPECT_EQ(member(provider, "base_url"), member(now, "base_url"));
}

TEST_F(LocalEngine, KeepsModelsAndRefusesTheDamaged) {
  FakeEngine other(R"({"check":{"facts":{"kind":"model","context_tokens":2048,"architecture":"qwen2"}}})");
  const std::string path = other.model().string();
  const json::Value added =
      server_.made(server_.post("/api/v1/models", fmt::format(R"({{"path":"{}","name":"qwen"}})", path)));
  EXPECT_EQ(member(added, "sha256").size(), 64U);
  EXPECT_EQ(server_.post("/api/v1/models", fmt::format(R"({{"path":"{}","name":"qwen"}})", path)).status, 409);
  EXPECT_EQ(server_.post("/api/v1/models", R"({"path":"relative.gguf"})").status, 400);
  EXPECT_EQ(member(server_.made(server_.post("/api/v1/models/qwen/verify", ""), 200), "is_good"), "true");
  EXPECT_THAT(server_.get("/api/v1/models").body, HasSubstr("qwen2"));

  const FakeEngine damaged(R"({"check":{"abort":true}})");
  const HttpAnswer refused =
      server_.post("/api/v1/models", fmt::format(R"({{"path":"{}","name":"bad"}})", damaged.model().string()));
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("assertion failed"));
  EXPECT_EQ(member(ask("hello"), "verdict"), "abstained");  // the engine that runs never saw it
  EXPECT_EQ(member(engine(), "restarts"), "0");

  EXPECT_EQ(server_.ask({"DELETE", "/api/v1/models/qwen", server_.admin()}).status, 204);
  EXPECT_EQ(server_.get("/api/v1/models/qwen").status, 404);
  EXPECT_EQ(server_.ask({"DELETE", "/api/v1/models/tiny", server_.admin()}).status, 409);
  const std::string audit = server_.get("/api/v1/audit").body;
  EXPECT_THAT(audit, HasSubstr("models.add"));
  EXPECT_THAT(audit, HasSubstr("models.remove"));
}

TEST(LocalEngineMissing, TheServerServesAndSaysSo) {
  RunningApp server("engine: {program: /nowhere/swarm-engine}");
  const auto patience = std::chrono::steady_clock::now() + 20s;
  auto state = [&] { return member(server.made(server.get("/api/v1/engine"), 200), "state"); };
  while (state() != "missing" && std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();
  const json::Value health = server.made(server.ask({"GET", "/health"}), 200);
  EXPECT_EQ(member(health, "status"), "degraded");
  EXPECT_THAT(member(health.at("components").at("engine"), "detail"), HasSubstr("/nowhere/swarm-engine"));
  const json::Value task = server.make_task("which film won the Oscar in 1994?");
  EXPECT_EQ(member(task, "verdict"), "abstained");
  EXPECT_EQ(member(task, "reason"), "no_model_configured");
  EXPECT_EQ(member(server.make_task("12 + 30"), "verdict"), "verified");
}

TEST(LocalEngineMissing, WithoutAnAdapterItServesAndSaysSo) {
  const MeasuredEngine engine;
  RunningApp server(engine.settings(", adapters: [{name: tonight, path: /nowhere/a.gguf}]"));
  EXPECT_EQ(member(server.make_task("which film won the Oscar in 1994?"), "verdict"), "abstained");  // it has answered
  const json::Value now = server.made(server.get("/api/v1/engine"), 200);
  EXPECT_EQ(member(now, "state"), "serving");
  ASSERT_EQ(now.at("adapters_left_out").as_array().size(), 1U);
  EXPECT_THAT(json::to_text(now.at("adapters_left_out")), HasSubstr("/nowhere/a.gguf"));
  const json::Value health = server.made(server.ask({"GET", "/health"}), 200);
  EXPECT_EQ(member(health, "status"), "degraded");
  EXPECT_THAT(member(health.at("components").at("engine"), "detail"),
              HasSubstr("left out: there is no adapter tonight"));
}

TEST(LocalEngineMissing, AModelInUseCannotBeRemoved) {
  const FakeEngine engine(R"({"check":{"facts":{"kind":"model"}}})");
  RunningApp server("engine: {program: " + FakeEngine::program().string() + ", model: mine}");
  server.made(server.post("/api/v1/models", fmt::format(R"({{"path":"{}","name":"mine"}})", engine.model().string())));
  server.made(server.post("/api/v1/engine/reload", ""), 200);
  EXPECT_EQ(member(server.made(server.get("/api/v1/engine"), 200), "state"), "serving");
  EXPECT_EQ(server.ask({"DELETE", "/api/v1/models/mine", server.admin()}).status, 409);
  EXPECT_EQ(member(server.make_task("which film won the Oscar in 1994?"), "reason"), "outside_competence");
}

TEST(LocalEngineElsewhere, OneThatIsNotThereIsSaid) {
  RunningApp server(
      "engine: {mode: external, base_url: 'http://127.0.0.1:1/v1', model: far}\n"
      "gateway: {health_interval_ms: 100}");
  const auto patience = std::chrono::steady_clock::now() + 20s;
  json::Value health;
  do {
    health = server.made(server.ask({"GET", "/health"}), 200);
  } while (member(health, "status") == "ok" && std::chrono::steady_clock::now() < patience);
  const json::Value& engine = health.at("components").at("engine");
  EXPECT_EQ(member(engine, "status"), "degraded");
  EXPECT_EQ(member(engine, "detail"), "external: it cannot be reached");
}

TEST(LocalEngineOff, NothingIsStartedAndNothingIsMissing) {
  RunningApp server("engine: {mode: off}");
  EXPECT_EQ(member(server.made(server.ask({"GET", "/health"}), 200), "status"), "ok");
  EXPECT_EQ(server.post("/api/v1/engine/reload", "").status, 409);
  EXPECT_EQ(server.get("/api/v1/providers/engine").status, 404);
  EXPECT_EQ(member(server.make_task("which film won the Oscar in 1994?"), "reason"), "no_model_configured");
}

}  // namespace
}  // namespace swarm::tests
