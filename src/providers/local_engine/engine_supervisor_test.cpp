#include "providers/local_engine/engine_supervisor.hpp"

#include <csignal>
#include <fstream>
#include <future>

#include <gmock/gmock.h>

#include "platform/crypto/hash.hpp"
#include "support/fake_engine.hpp"
#include "support/run.hpp"
#include "support/seeded_random.hpp"
#include "support/silent_log.hpp"

namespace swarm::local_engine {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::chrono::seconds kPatience{120};  // with what takes a moment on an idle machine

class EngineSupervisorTest : public testing::Test {
 protected:
  ~EngineSupervisorTest() override {
    if (engine_) loop_.run(stop_it());
  }
  void start(EngineConfig config) {
    engine_.emplace(std::move(config), EngineSupervisor::Deps{.loop = loop_.loop(),
                                                              .blocking = blocking_,
                                                              .resolver = resolver_,
                                                              .clock = clock_,
                                                              .random = random_,
                                                              .metrics = metrics_,
                                                              .log = telemetry::Log(log_, "engine"),
                                                              .program_folder = "/nowhere",
                                                              .models_folder = fake_.folder() / "models"});
    engine_->start();
  }
  void start() { start(fake_.config()); }
  Async<int> stop_it() {
    co_await engine_->stop(2s);
    co_return 0;
  }
  // A call that goes in; the visit holds its place.
  using Entered = Result<chat::HostedProvider::Visit>;
  Entered enter(std::chrono::milliseconds patience = kPatience) {
    return callers_.run(engine_->enter(clock_.steady_now() + patience));
  }
  Facts wait_for(Condition condition) {
    const auto patience = std::chrono::steady_clock::now() + kPatience;
    while (engine_->facts().condition != condition && std::chrono::steady_clock::now() < patience)
      std::this_thread::yield();
    EXPECT_EQ(json::name_of(engine_->facts().condition), json::name_of(condition));
    return engine_->facts();
  }
  static bool is_alive(pid_t process) { return ::kill(process, 0) == 0; }

  tests::FakeEngine fake_;
  SystemClock clock_;
  tests::SeededRandom random_{1};
  telemetry::Metrics metrics_;
  tests::SilentLog log_;
  runtime::BlockingPool blocking_{"blocking", 2, 100};
  http_client::SystemResolver resolver_{1};
  tests::TestLoop loop_, callers_;
  std::optional<EngineSupervisor> engine_;
};

TEST_F(EngineSupervisorTest, StartsTheEngineAndLetsCallsIn) {
  start();
  const Entered visit = enter();
  ASSERT_TRUE(visit) << visit.error().message;
  const Facts facts = engine_->facts();
  EXPECT_EQ(facts.condition, Condition::serving);
  EXPECT_EQ(facts.base_url, fmt::format("http://127.0.0.1:{}/v1", visit->port));
  EXPECT_TRUE(is_alive(*facts.process));
  EXPECT_EQ(facts.starts, 1);
  EXPECT_EQ(visit->key->size(), 64U);
  EXPECT_THAT(metrics_.exposition(), HasSubstr("swarm_engine_up 1"));
}

TEST_F(EngineSupervisorTest, AsksItWithTheKeyOfThisStart) {
  start();
  ASSERT_TRUE(enter());
  const Result<json::Value> status = callers_.run(engine_->ask("GET", "/admin/status"));
  ASSERT_TRUE(status) << status.error().message;
  EXPECT_EQ(status->at("slots"), 4);
  EXPECT_EQ(callers_.run(engine_->ask("POST", "/admin/gc"))->at("freed_bytes"), 4096);
  EXPECT_EQ(callers_.run(engine_->ask("GET", "/admin/other")).error().reason, "engine_refused");
}

TEST_F(EngineSupervisorTest, TellsItsMemoryByDevice) {
  start();
  ASSERT_TRUE(enter());
  const auto patience = std::chrono::steady_clock::now() + kPatience;
  // The last figure that is set; then all are read, because a reading may fall between the settings.
  while (!metrics_.exposition().contains("fragmentation_events_total{device=\"cpu\"} 2") &&
         std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();
  const std::string text = metrics_.exposition();
  EXPECT_THAT(text, HasSubstr("swarm_engine_device_memory_used_bytes{device=\"cpu\"} 1000"));
  EXPECT_THAT(text, HasSubstr("swarm_engine_device_memory_limit_bytes{device=\"cpu\"} 4000"));
  EXPECT_THAT(text, HasSubstr("swarm_engine_fragmentation_events_total{device=\"cpu\"} 2"));
}

TEST_F(EngineSupervisorTest, StartsItAgainAfterACrashAndCallsWaitMeanwhile) {
  start();
  ASSERT_TRUE(enter());
  const pid_t first = *engine_->facts().process;
  const std::string first_key = *enter()->key;
  ::kill(first, SIGSEGV);
  const auto patience = std::chrono::steady_clock::now() + kPatience;
  while (engine_->facts().restarts == 0 && std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();
  const Entered visit = enter();
  ASSERT_TRUE(visit) << visit.error().message;
  const Facts facts = wait_for(Condition::serving);
  EXPECT_NE(*facts.process, first);
  EXPECT_NE(*visit->key, first_key);
  EXPECT_EQ(facts.restarts, 1);
  EXPECT_THAT(facts.last_error, HasSubstr("signal 11"));
  EXPECT_THAT(metrics_.exposition(), HasSubstr("swarm_engine_restarts_total 1"));
}

TEST_F(EngineSupervisorTest, NobodyWaitsForARestartThatIsFarAway) {
  EngineConfig config = fake_.config();
  config.restart_pause = config.restart_pause_max = 10min;
  start(config);
  ASSERT_TRUE(enter());
  ::kill(*engine_->facts().process, SIGSEGV);
  wait_for(Condition::restarting);
  const Entered refused = enter(10min);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_EQ(refused.error().reason, "engine_down");
  EXPECT_TRUE(refused.error().retry_after);
  EXPECT_EQ(engine_->facts().restarts, 0);
}

TEST_F(EngineSupervisorTest, AnEngineThatHangsIsKilledAndStartedAgain) {
  EngineConfig config = fake_.config();
  config.health_interval = 10ms;
  config.health_timeout = 1s;
  start(config);
  ASSERT_TRUE(enter());
  const std::optional<pid_t> process = engine_->facts().process;
  ASSERT_TRUE(process);
  const pid_t first = *process;
  ::kill(first, SIGSTOP);
  const auto patience = std::chrono::steady_clock::now() + kPatience;
  while (engine_->facts().restarts == 0 && std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();
  ASSERT_TRUE(enter());
  EXPECT_FALSE(is_alive(first));
  const Facts facts = engine_->facts();
  EXPECT_GE(facts.restarts, 1);
  EXPECT_THAT(facts.last_error, HasSubstr("it hung: 3 times in a row"));
}

TEST_F(EngineSupervisorTest, AnEngineThatStandsStillWithWorkIsKilledAndStartedAgain) {
  fake_.write(R"({"state":{"slots_busy":1,"decode_calls":7}})");
  EngineConfig config = fake_.config();
  config.health_interval = 10ms;
  config.stall_timeout = 30ms;
  start(config);
  const auto patience = std::chrono::steady_clock::now() + kPatience;
  while (engine_->facts().restarts == 0 && std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();
  EXPECT_THAT(engine_->facts().last_error, HasSubstr("did not call its model"));
}

TEST_F(EngineSupervisorTest, AStartThatFailsIsToldWithItsLastWordsAndNobodyWaitsWhenTheNextOneIsFarAway) {
  fake_.write(R"({"start":"exit"})");
  EngineConfig config = fake_.config();
  config.restart_pause = config.restart_pause_max = 10min;
  start(config);
  const Entered refused = enter();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "engine_down");
  EXPECT_THAT(refused.error().message, HasSubstr("model_refused"));
  EXPECT_THAT(refused.error().message, HasSubstr("status 3"));
  EXPECT_TRUE(engine_->is_set_up());
  EXPECT_GE(engine_->facts().failed_starts, 1);
}

TEST_F(EngineSupervisorTest, ItIsTriedAgainUntilItServesAndCallsWaitMeanwhile) {
  fake_.write(R"({"start":"abort"})");
  start();
  const auto patience = std::chrono::steady_clock::now() + 20s;
  while (engine_->facts().failed_starts == 0 && std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();
  auto waiting = std::async(std::launch::async, [this] { return enter(); });
  while (engine_->facts().calls_waiting == 0 && waiting.wait_for(0ms) != std::future_status::ready &&
         std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();
  fake_.write("{}");
  const Entered visit = waiting.get();
  ASSERT_TRUE(visit) << visit.error().message;
  EXPECT_GE(engine_->facts().failed_starts, 1);
}

TEST_F(EngineSupervisorTest, CallsWaitForAStartThatSomebodyOrdered) {
  fake_.write(R"({"start":"exit"})");
  EngineConfig config = fake_.config();
  config.restart_pause = config.restart_pause_max = 10min;
  start(config);
  ASSERT_FALSE(enter());  // and nobody would for ten minutes
  fake_.write(R"({"start":"hang"})");
  auto reloaded = std::async(std::launch::async, [this] {
    tests::TestLoop loop;
    return loop.run(engine_->reload());
  });
  const auto patience = std::chrono::steady_clock::now() + 20s;
  while (engine_->facts().starts < 2 && std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();
  wait_for(Condition::starting);
  EXPECT_EQ(enter(1ms).error().code, ErrorCode::timeout) << "it waited";
  loop_.run(stop_it());
  EXPECT_FALSE(reloaded.get());
  engine_.reset();
}

TEST_F(EngineSupervisorTest, AStartThatTakesTooLongIsGivenUp) {
  fake_.write(R"({"start":"hang"})");
  EngineConfig config = fake_.config();
  config.start_timeout = 300ms;
  start(config);
  const Entered refused = enter();
  EXPECT_THAT(refused.error().message, HasSubstr("did not serve within"));
}

TEST_F(EngineSupervisorTest, WithoutAProgramOrAModelThereIsNothingToAsk) {
  EngineConfig config = fake_.config();
  config.model = "/nowhere/x.gguf";
  start(config);
  const Entered refused = enter();
  EXPECT_THAT(refused.error().message, HasSubstr("/nowhere/x.gguf"));
  wait_for(Condition::missing);
  EXPECT_FALSE(engine_->is_set_up());
  EXPECT_EQ(engine_->facts().starts, 0);
}

TEST_F(EngineSupervisorTest, AReloadFindsWhatWasMissing) {
  std::filesystem::remove(fake_.model());
  start();
  wait_for(Condition::missing);
  EXPECT_EQ(callers_.run(engine_->reload()).error().code, ErrorCode::unavailable);
  fake_.write("{}");
  EXPECT_TRUE(callers_.run(engine_->reload()));
  EXPECT_TRUE(engine_->is_set_up());
  EXPECT_TRUE(enter());
}

TEST_F(EngineSupervisorTest, WhatWasMissingIsFoundAlsoWithoutAReload) {
  std::filesystem::remove(fake_.model());
  EngineConfig config = fake_.config();
  config.look_again = 10ms;
  start(config);
  wait_for(Condition::missing);
  fake_.write("{}");
  wait_for(Condition::serving);
}

TEST_F(EngineSupervisorTest, AReloadThatCannotSucceedLeavesTheEngineAsItIs) {
  EngineConfig config = fake_.config();
  const std::filesystem::path adapter = fake_.folder() / "a.gguf";
  std::ofstream(adapter) << "adapter";
  config.adapters = {{.name = "a", .path = adapter, .sha256 = ""}};
  start(config);
  ASSERT_TRUE(enter());
  const pid_t first = *engine_->facts().process;
  std::filesystem::remove(adapter);
  const Result<Done> without_adapter = callers_.run(engine_->reload());
  EXPECT_EQ(without_adapter.error().reason, "reload_refused");
  EXPECT_THAT(without_adapter.error().message, HasSubstr(adapter.string()));
  std::ofstream(adapter) << "adapter";
  std::filesystem::rename(fake_.model(), fake_.folder() / "away");
  const Result<Done> without_model = callers_.run(engine_->reload());
  EXPECT_THAT(without_model.error().message, HasSubstr(fake_.model().string()));
  EXPECT_EQ(engine_->facts().condition, Condition::serving);
  EXPECT_EQ(engine_->facts().process, first);
  ASSERT_TRUE(enter());
  std::filesystem::rename(fake_.folder() / "away", fake_.model());
  EXPECT_TRUE(callers_.run(engine_->reload()));
}

TEST_F(EngineSupervisorTest, ServesWithoutAnAdapterThatIsMissingAndSaysSo) {
  EngineConfig config = fake_.config();
  config.adapters = {{.name = "a", .path = "/nowhere/a.gguf", .sha256 = ""}};
  start(config);
  ASSERT_TRUE(enter());
  ASSERT_EQ(engine_->facts().adapters_left_out.size(), 1U);
  EXPECT_THAT(engine_->facts().adapters_left_out[0], HasSubstr("/nowhere/a.gguf"));
  EXPECT_TRUE(callers_.run(engine_->reload()));  // it is no worse than before
}

TEST_F(EngineSupervisorTest, ServesWithoutAnAdapterThatTheEngineRefused) {
  fake_.write(R"({"refuse_adapter":"bad"})");
  EngineConfig config = fake_.config();
  const std::filesystem::path adapter = fake_.folder() / "bad.gguf";
  std::ofstream(adapter) << "adapter";
  config.adapters = {{.name = "bad", .path = adapter, .sha256 = ""}};
  start(config);
  const Facts facts = wait_for(Condition::serving);
  EXPECT_EQ(facts.failed_starts, 1);
  ASSERT_EQ(facts.adapters_left_out.size(), 1U);
  EXPECT_THAT(facts.adapters_left_out[0], HasSubstr("refused the adapter bad: tensor 3 is odd"));
}

TEST_F(EngineSupervisorTest, AReloadWaitsForThoseInsideAndHoldsTheOthers) {
  start();
  auto inside = std::make_unique<Entered>(enter());
  ASSERT_TRUE(*inside);
  const pid_t first = *engine_->facts().process;
  auto reloaded = std::async(std::launch::async, [this] {
    tests::TestLoop loop;
    return loop.run(engine_->reload());
  });
  EXPECT_THAT(wait_for(Condition::draining).trouble, HasSubstr("for 1 running call to end"));
  EXPECT_TRUE(is_alive(first));
  auto waiting = std::async(std::launch::async, [this] { return enter(); });
  const auto patience = std::chrono::steady_clock::now() + kPatience;
  while (engine_->facts().calls_waiting == 0 && std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();
  EXPECT_EQ(engine_->facts().calls_waiting, 1U);
  EXPECT_TRUE(is_alive(first));
  inside.reset();
  EXPECT_TRUE(reloaded.get());
  const Entered next = waiting.get();
  ASSERT_TRUE(next);
  EXPECT_NE(*engine_->facts().process, first);
  EXPECT_FALSE(is_alive(first));
  EXPECT_EQ(engine_->facts().restarts, 0);
}

TEST_F(EngineSupervisorTest, ADrainIsGivenTheTimeOfTheLongestCall) {
  EXPECT_EQ(EngineConfig().drain_timeout, chat::ProviderConfig().total_timeout);
}

TEST_F(EngineSupervisorTest, ADrainOfAnEngineThatHangsIsGivenUp) {
  EngineConfig config = fake_.config();
  config.health_interval = 10ms;
  config.health_timeout = 1s;
  start(config);
  const Entered stays = enter();
  ASSERT_TRUE(stays);
  const std::optional<pid_t> process = engine_->facts().process;
  ASSERT_TRUE(process);
  const pid_t first = *process;
  auto reloaded = std::async(std::launch::async, [this] {
    tests::TestLoop loop;
    return loop.run(engine_->reload());
  });
  wait_for(Condition::draining);
  ::kill(first, SIGSTOP);
  EXPECT_TRUE(reloaded.get());
  EXPECT_GE(engine_->facts().starts, 2);
}

TEST_F(EngineSupervisorTest, AStopEndsADrain) {
  start();
  const Entered stays = enter();
  ASSERT_TRUE(stays);
  auto reloaded = std::async(std::launch::async, [this] {
    tests::TestLoop loop;
    return loop.run(engine_->reload());
  });
  wait_for(Condition::draining);
  loop_.run(stop_it());  // within its own two seconds, not within the ten minutes of a drain
  EXPECT_EQ(reloaded.get().error().code, ErrorCode::unavailable);
  EXPECT_EQ(engine_->facts().condition, Condition::stopped);
  engine_.reset();
}

TEST_F(EngineSupervisorTest, ADrainHasAnEnd) {
  EngineConfig config = fake_.config();
  config.drain_timeout = 10ms;
  start(config);
  const Entered stays = enter();
  ASSERT_TRUE(stays);
  EXPECT_TRUE(callers_.run(engine_->reload()));
  EXPECT_EQ(engine_->facts().starts, 2);
}

TEST_F(EngineSupervisorTest, SeveralReloadsAtOnceAreAllAnsweredUpToANumber) {
  start();
  auto inside = std::make_unique<Entered>(enter());
  const auto reload = [this] {
    tests::TestLoop loop;
    return loop.run(engine_->reload());
  };
  std::vector<std::future<Result<Done>>> reloads;
  for (std::size_t i = 0; i < EngineSupervisor::kReloadsWaitingMax + 1; ++i)
    reloads.push_back(std::async(std::launch::async, reload));
  const auto patience = std::chrono::steady_clock::now() + kPatience;
  const auto is_answered = [](const auto& one) { return one.wait_for(0ms) == std::future_status::ready; };
  while (std::ranges::none_of(reloads, is_answered) && std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();  // nobody is answered while one is inside, but who came last
  inside.reset();
  std::size_t refused = 0;
  for (auto& one : reloads) {
    const Result<Done> answer = one.get();
    if (answer) continue;
    EXPECT_EQ(answer.error().code, ErrorCode::limit_exceeded);
    ++refused;
  }
  EXPECT_EQ(refused, 1U);
}

TEST_F(EngineSupervisorTest, StopsItInOrder) {
  start();
  ASSERT_TRUE(enter());
  const pid_t process = *engine_->facts().process;
  loop_.run(stop_it());
  EXPECT_FALSE(is_alive(process));
  EXPECT_EQ(engine_->facts().condition, Condition::stopped);
  EXPECT_EQ(enter().error().reason, "engine_down");
  EXPECT_EQ(callers_.run(engine_->reload()).error().code, ErrorCode::unavailable);
  engine_.reset();
}

TEST_F(EngineSupervisorTest, StopsAlsoWhileItStarts) {
  fake_.write(R"({"start":"hang"})");
  start();
  const auto patience = std::chrono::steady_clock::now() + kPatience;
  while (!engine_->facts().process && std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();
  const pid_t process = *engine_->facts().process;
  loop_.run(stop_it());
  EXPECT_FALSE(is_alive(process));
  engine_.reset();
}

TEST_F(EngineSupervisorTest, HandsOutTheCalibrationOfTheModel) {
  fake_.calibrate(R"({"math":{"bias":0,"mean_probability":1,"margin":0,"error_before":0,"error_after":0,"samples":1}})",
                  crypto::sha256_hex("{}"));
  start();
  ASSERT_TRUE(enter());
  ASSERT_NE(engine_->calibration("small"), nullptr);
  EXPECT_EQ(engine_->calibration("other"), nullptr);
}

TEST_F(EngineSupervisorTest, WithModeOffOrExternalItStartsNothing) {
  EngineConfig config = fake_.config();
  config.mode = Mode::off;
  start(config);
  EXPECT_EQ(engine_->facts().condition, Condition::off);
  EXPECT_EQ(callers_.run(engine_->reload()).error().code, ErrorCode::conflict);
  config.mode = Mode::external;
  config.base_url = "http://127.0.0.1:1/v1";
  engine_.reset();
  start(config);
  EXPECT_EQ(engine_->facts().condition, Condition::external);
}

}  // namespace
}  // namespace swarm::local_engine
