#include "engine/lora/adapter_registry.hpp"

#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/lora/adapter_name.hpp"
#include "support/fake_clock.hpp"
#include "support/run.hpp"

namespace swarm::lora {
namespace {

using testing::ElementsAre;
using tests::run;

// Weights that nobody looks into: only whether they are the same ones counts here.
std::shared_ptr<llama::Adapter> some_weights() {
  const auto place = std::make_shared<char>();
  return {place, reinterpret_cast<llama::Adapter*>(place.get())};
}

class ScriptedLoader final : public AdapterLoader {
 public:
  Result<LoadedAdapter> load(const AdapterOrigin& origin) override {
    if (during) during();
    if (origin.path == "damaged") return fail(ErrorCode::invalid_input, "the file ends after 12 bytes");
    return LoadedAdapter{.weights = some_weights(), .sha256 = "ab", .bytes = Bytes{100}};
  }
  std::function<void()> during;
};

// Lets go of adapters when the test says so.
class ReleasingInference final : public batching::Inference {
 public:
  Result<Ticket> submit(batching::GenerationRequest, std::shared_ptr<batching::GenerationListener>) override {
    return 1;
  }
  Result<Ticket> embed(batching::EmbeddingRequest, batching::EmbeddingDone) override { return 1; }
  void cancel(Ticket) override {}
  Bytes give_back_idle() override { return {}; }
  void release(std::shared_ptr<llama::Adapter> adapter, std::function<void()> done) override {
    released.push_back(std::move(adapter));
    if (is_quick)
      done();
    else
      pending.push_back(std::move(done));
  }
  batching::EngineState state() const override { return {}; }

  bool is_quick = true;
  std::vector<std::shared_ptr<llama::Adapter>> released;
  std::vector<std::function<void()>> pending;
};

class NothingLogged final : public telemetry::LogSink {
 public:
  bool wants(telemetry::Level) const override { return false; }
  void write(telemetry::Level, std::string_view, std::string_view, telemetry::Fields) override {}
};

class AdapterRegistryTest : public testing::Test {
 protected:
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const AdapterFacts& facts : registry->list())
      all.push_back(facts.name);
    return all;
  }
  static AdapterOrigin from(std::string name, std::string path = "good") { return {std::move(name), std::move(path)}; }
  static Async<void> nothing() { co_return; }
  static Async<void> unload(AdapterRegistry* from, std::shared_ptr<std::promise<Result<Done>>> unloaded) {
    unloaded->set_value(co_await from->unload("math"));
  }

  ScriptedLoader loader;
  ReleasingInference inference;
  tests::FakeClock clock;
  telemetry::Metrics metrics;
  NothingLogged log;
  std::unique_ptr<AdapterRegistry> registry = std::make_unique<AdapterRegistry>(
      RegistryConfig{.base_name = "tiny", .adapters_max = 3},
      AdapterRegistry::Deps{loader, inference, clock, metrics, telemetry::Log(log, "lora")});
};

TEST_F(AdapterRegistryTest, FindsTheBaseModelAndWhatWasLoaded) {
  ASSERT_TRUE(registry->load(from("math"), IfLoaded::refuse));
  EXPECT_EQ(registry->use("tiny")->weights(), nullptr);
  EXPECT_NE(registry->use("math")->weights(), nullptr);
  EXPECT_EQ(registry->use("logic").error().reason, "model_not_found");
  EXPECT_EQ(registry->list().front().loaded_at, clock.now());
}

TEST_F(AdapterRegistryTest, RefusesATakenNameUnlessItIsToBeReplaced) {
  ASSERT_TRUE(registry->load(from("math"), IfLoaded::refuse));
  EXPECT_EQ(registry->load(from("math"), IfLoaded::refuse).error().reason, "adapter_loaded");
  EXPECT_EQ(registry->load(from("tiny"), IfLoaded::replace).error().reason, "adapter_loaded");
  EXPECT_EQ(registry->load(from("math"), IfLoaded::replace)->version, 2);
}

TEST_F(AdapterRegistryTest, KeepsTheOldVersionWhileSomebodyUsesIt) {
  ASSERT_TRUE(registry->load(from("math"), IfLoaded::refuse));
  auto old = std::make_unique<AdapterUse>(*registry->use("math"));
  const auto weights = old->weights();
  ASSERT_TRUE(registry->load(from("math"), IfLoaded::replace));
  EXPECT_NE(registry->use("math")->weights(), weights);
  EXPECT_TRUE(inference.released.empty());
  old.reset();
  EXPECT_THAT(inference.released, ElementsAre(weights));
}

TEST_F(AdapterRegistryTest, UnloadingWaitsForTheLastUserAndForTheEngine) {
  inference.is_quick = false;
  ASSERT_TRUE(registry->load(from("math"), IfLoaded::refuse));
  auto use = std::make_unique<AdapterUse>(*registry->use("math"));
  tests::TestLoop loop;
  const auto unloaded = std::make_shared<std::promise<Result<Done>>>();
  auto unloading = unloaded->get_future();
  loop.loop().spawn(unload(registry.get(), unloaded));
  loop.run(nothing());  // behind it the unloading has let go of the weights, and waits
  EXPECT_TRUE(names().empty());
  EXPECT_EQ(unloading.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  use.reset();
  ASSERT_EQ(inference.pending.size(), 1U);
  EXPECT_EQ(unloading.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  inference.pending.front()();
  EXPECT_TRUE(unloading.get());
}

TEST_F(AdapterRegistryTest, UnloadingWhatIsNotThereIsNotFound) {
  EXPECT_EQ(run(registry->unload("math")).error().code, ErrorCode::not_found);
}

TEST_F(AdapterRegistryTest, ARefusedFileLeavesNothingBehind) {
  EXPECT_EQ(registry->load(from("math", "damaged"), IfLoaded::refuse).error().message, "the file ends after 12 bytes");
  EXPECT_TRUE(names().empty());
  EXPECT_TRUE(registry->load(from("math"), IfLoaded::refuse));
  EXPECT_NE(metrics.exposition().find("swarm_engine_adapter_loads_total{outcome=\"refused\"} 1"), std::string::npos);
}

TEST_F(AdapterRegistryTest, HoldsNoMoreThanItsLimit) {
  for (const char* name : {"a", "b", "c"})
    ASSERT_TRUE(registry->load(from(name), IfLoaded::refuse));
  EXPECT_EQ(registry->load(from("d"), IfLoaded::refuse).error().reason, "adapters_max");
  EXPECT_TRUE(registry->load(from("a"), IfLoaded::replace));
  ASSERT_TRUE(run(registry->unload("b")));
  EXPECT_TRUE(registry->load(from("d"), IfLoaded::refuse));
  EXPECT_THAT(names(), ElementsAre("a", "c", "d"));
}

TEST_F(AdapterRegistryTest, OneLoadOfANameAtATime) {
  std::optional<Result<AdapterFacts>> second;
  loader.during = [&] {
    loader.during = nullptr;
    second = registry->load(from("math"), IfLoaded::replace);
  };
  EXPECT_TRUE(registry->load(from("math"), IfLoaded::refuse));
  EXPECT_EQ(second->error().reason, "adapter_loading");
}

TEST_F(AdapterRegistryTest, AUseMayOutliveTheRegistry) {
  ASSERT_TRUE(registry->load(from("math"), IfLoaded::refuse));
  const AdapterUse use = *registry->use("math");
  registry.reset();
  EXPECT_NE(use.weights(), nullptr);
}

TEST(AdapterName, IsWhatAModelMayBeCalled) {
  for (const char* good : {"m", "math-2", "team/math", "qwen2.5:0.5b", "A_b"})
    EXPECT_TRUE(check_name(good)) << good;
  for (const char* bad : {"", "/x", "x/", "a//b", "a/../b", "-x", ".hidden", "a b", "a\n", "é", "a\"b"})
    EXPECT_FALSE(check_name(bad)) << bad;
  EXPECT_TRUE(check_name(std::string(kNameBytesMax, 'a')));
  EXPECT_FALSE(check_name(std::string(kNameBytesMax + 1, 'a')));
}

}  // namespace
}  // namespace swarm::lora
