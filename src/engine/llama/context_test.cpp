#include "engine/llama/context.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/llama/profile.hpp"
#include "support/temporary_folder.hpp"
#include "support/tiny_model.hpp"

namespace swarm::llama {
namespace {

class ContextTest : public testing::Test {
 protected:
  void SetUp() override {
    tests::write_tiny_model(file());
    model_ = Model::load({.file = file()}).value();
  }
  std::filesystem::path file() const { return folder_.path() / "tiny.gguf"; }

  std::unique_ptr<Context> context(const ContextSettings& settings = {.sequences = 4, .tokens_per_sequence = 256},
                                   std::shared_ptr<Adapter> adapter = nullptr) {
    auto made = Context::create(model_, std::move(adapter), threads_, settings);
    EXPECT_TRUE(made) << made.error().message;
    return std::move(made).value_or(nullptr);
  }
  // The logits behind the text, read in one call.
  std::vector<float> logits_of(Context& context, int sequence, std::string_view text) {
    std::vector<BatchToken> batch;
    for (const Token token : model_->tokenize(text, false, false))
      batch.push_back({.token = token, .position = static_cast<int>(batch.size()), .sequence = sequence});
    batch.back().has_output = true;
    context.forget(sequence, 0);
    EXPECT_EQ(context.decode(batch), Decoded::done);
    const std::span<const float> logits = context.logits(batch.size() - 1);
    return {logits.begin(), logits.end()};
  }

  tests::TemporaryFolder folder_;
  std::shared_ptr<Model> model_;
  std::shared_ptr<ComputeThreads> threads_ = std::make_shared<ComputeThreads>(1);
};

TEST_F(ContextTest, SequencesDoNotSeeEachOther) {
  const auto alone = context();
  const std::vector<float> expected = logits_of(*alone, 0, "seven times six");
  const auto shared = context();
  logits_of(*shared, 1, "something else entirely");
  EXPECT_EQ(logits_of(*shared, 0, "seven times six"), expected);
}

TEST_F(ContextTest, WhatIsForgottenIsGoneAndTheRestStays) {
  const auto some = context();
  logits_of(*some, 0, "abcdefgh");
  ASSERT_TRUE(some->forget(0, 3));
  const std::vector<Token> tail = model_->tokenize("xyz", false, false);
  std::vector<BatchToken> batch;
  for (const Token token : tail)
    batch.push_back({.token = token, .position = 3 + static_cast<int>(batch.size()), .sequence = 0});
  batch.back().has_output = true;
  EXPECT_EQ(some->decode(batch), Decoded::done);
}

TEST_F(ContextTest, ACopyContinuesWhereTheFirstOneStood) {
  const auto some = context();
  logits_of(*some, 0, "the same beginning");
  const int length = static_cast<int>(model_->tokenize("the same beginning", false, false).size());
  some->copy(0, 1);
  const BatchToken next{.token = 65, .position = length, .sequence = 1, .has_output = true};
  ASSERT_EQ(some->decode({&next, 1}), Decoded::done);
  const std::vector<float> copied(some->logits(0).begin(), some->logits(0).end());
  const BatchToken original{.token = 65, .position = length, .sequence = 0, .has_output = true};
  ASSERT_EQ(some->decode({&original, 1}), Decoded::done);
  EXPECT_TRUE(std::ranges::equal(copied, some->logits(0)));
}

TEST_F(ContextTest, AnAdapterChangesTheAnswersOfItsContextOnly) {
  tests::write_tiny_adapter(folder_.path() / "adapter.gguf");
  const auto base = context();
  const std::vector<float> before = logits_of(*base, 0, "to be or not");
  const auto adapter = Adapter::load(model_, folder_.path() / "adapter.gguf").value();
  const auto adapted = context({.sequences = 4, .tokens_per_sequence = 256}, adapter);
  EXPECT_NE(logits_of(*adapted, 0, "to be or not"), before);
  EXPECT_EQ(logits_of(*base, 0, "to be or not"), before);
}

TEST_F(ContextTest, ATokenThatThereIsNotFailsAndTheContextLives) {
  const auto some = context();
  const BatchToken wrong{.token = 30'000, .position = 0, .sequence = 0, .has_output = true};
  EXPECT_EQ(some->decode({&wrong, 1}), Decoded::failed);
  EXPECT_FALSE(logits_of(*some, 0, "still here").empty());
}

TEST_F(ContextTest, AbortEndsACall) {
  std::atomic<bool> abort = false;
  const auto made = Context::create(model_, nullptr, threads_, {.sequences = 1}, &abort);
  ASSERT_TRUE(made);
  abort = true;
  const BatchToken token{.token = 1, .position = 0, .sequence = 0, .has_output = true};
  EXPECT_EQ((*made)->decode({&token, 1}), Decoded::aborted);
}

TEST_F(ContextTest, TwoThreadsComputeWhatOneDoes) {
  const auto one = context();
  const std::vector<float> expected = logits_of(*one, 0, "some text");
  threads_ = std::make_shared<ComputeThreads>(2);
  const auto two = context();
  EXPECT_EQ(logits_of(*two, 0, "some text"), expected);
}

TEST_F(ContextTest, TheEstimateIsWhatIsUsed) {
  const Machine machine{.cores = 2, .devices = devices()};
  const auto profile = plan_profile(file(), machine, {.slots = 4, .context_tokens = 256});
  ASSERT_TRUE(profile) << profile.error().message;
  const auto real = context(profile->context_settings());
  const std::vector<DeviceUse> use = real->memory();
  ASSERT_EQ(use.size(), 1U);
  EXPECT_EQ(profile->devices[0].kv, use[0].kv);
  EXPECT_EQ(profile->devices[0].compute, use[0].compute);
  EXPECT_EQ(use[0].kv.count, static_cast<std::uint64_t>(4 * 256 * model_->facts().bytes_per_kv_token));
  EXPECT_NEAR(static_cast<double>(profile->devices[0].weights.count), static_cast<double>(use[0].weights.count),
              static_cast<double>(use[0].weights.count) / 20);
}

TEST_F(ContextTest, OverTheLimitIsRefusedWithTheFigures) {
  const Machine machine{.cores = 2, .devices = devices()};
  const auto refused = plan_profile(file(), machine, {.context_tokens = 4096, .memory_limit = Bytes{1 * MiB}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_EQ(refused.error().reason, "over_memory_limit");
  EXPECT_NE(refused.error().message.find("The limit is 1 MiB"), std::string::npos) << refused.error().message;
}

TEST_F(ContextTest, AContextBeyondAllBoundsIsRefusedBeforeItIsMeasured) {
  const Machine machine{.cores = 2, .devices = devices({.total = Bytes{8 * GiB}, .available = Bytes{4 * GiB}})};
  for (const std::int64_t tokens : {10'000'000LL, 100'000'000LL, 1LL << 40}) {
    const auto refused = plan_profile(file(), machine, {.context_tokens = tokens});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, "over_memory_limit");
    EXPECT_NE(refused.error().message.find("for their books alone"), std::string::npos) << refused.error().message;
  }
}

TEST_F(ContextTest, TheLimitIsHalfOfWhatTheProcessMayHave) {
  const Machine contained{.cores = 2, .devices = devices({.total = Bytes{8 * MiB}, .available = Bytes{3 * MiB}})};
  EXPECT_EQ(contained.devices.front().total.count, 8 * MiB);
  EXPECT_EQ(contained.devices.front().free.count, 3 * MiB);
  EXPECT_EQ(profile_without_model(contained, {})->devices.front().limit.count, 4 * MiB);
  const Machine unknown{.cores = 2, .devices = devices({})};
  EXPECT_GT(unknown.devices.front().total.count, 8 * MiB);
}

TEST_F(ContextTest, OnlyNamedDevicesCompute) {
  Machine machine{.cores = 2, .devices = devices()};
  for (const char* name : {"cuda0", "cuda1"})
    machine.devices.push_back({.name = name, .description = "a card", .is_gpu = true, .total = Bytes{8 * GiB}});
  const auto names = [](const Result<Profile>& profile) {
    std::vector<std::string> out;
    for (const DevicePlan& plan : profile->devices)
      out.push_back(plan.device);
    return out;
  };
  EXPECT_THAT(names(profile_without_model(machine, {})), testing::ElementsAre("cpu", "cuda0", "cuda1"));
  const auto second = profile_without_model(machine, {.devices = {"cuda1"}});
  EXPECT_THAT(names(second), testing::ElementsAre("cpu", "cuda1"));
  EXPECT_EQ(second->gpu_layers, -1);
  EXPECT_THAT(second->load_settings("model.gguf").devices, testing::ElementsAre("cuda1"));
  EXPECT_EQ(profile_without_model(machine, {.devices = {"cpu"}})->gpu_layers, 0);
  EXPECT_EQ(profile_without_model(machine, {.devices = {"cuda2"}}).error().message,
            "there is no device 'cuda2' that this build can use: it has cpu, cuda0, cuda1");
  EXPECT_FALSE(plan_profile(file(), machine, {.devices = {"cuda2"}}));
  EXPECT_TRUE(plan_profile(file(), {.cores = 2, .devices = devices()}, {.devices = {"cpu"}}));
}

TEST_F(ContextTest, TheProfileFollowsFromTheMachineAndIsOverridden) {
  const Machine large{.cores = 32, .devices = devices()};
  const auto profile = plan_profile(file(), large, {});
  ASSERT_TRUE(profile);
  EXPECT_EQ(profile->threads, 2);  // a small model
  EXPECT_EQ(profile->gpu_layers, 0);
  EXPECT_EQ(profile->context_tokens, 512);
  EXPECT_EQ(profile->flash_attention, FlashAttention::automatic);
  const auto told = plan_profile(file(), large,
                                 {.threads = 3,
                                  .slots = 2,
                                  .context_tokens = 300,
                                  .batch = 64,
                                  .kv_type = KvType::f32,
                                  .flash_attention = FlashAttention::off,
                                  .is_kv_shared = true,
                                  .contexts = 1});
  ASSERT_TRUE(told) << told.error().message;
  EXPECT_EQ(json::to_text(json::encode(*told)).find(R"({"cores":32,"threads":3,"only_devices":[],"gpu_layers":0)"), 0U)
      << json::to_text(json::encode(*told));
  EXPECT_EQ(told->kv_type, KvType::f32);
  EXPECT_TRUE(told->is_kv_shared);
}

}  // namespace
}  // namespace swarm::llama
