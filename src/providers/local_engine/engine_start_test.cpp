#include "providers/local_engine/engine_start.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "platform/crypto/hash.hpp"
#include "providers/local_engine/model_record.hpp"
#include "support/fake_engine.hpp"

namespace swarm::local_engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kHeads =
    R"({"math":{"bias":0,"mean_probability":1,"margin":0,"error_before":0.2,"error_after":0.01,"samples":9}})";

class EngineStartTest : public testing::Test {
 protected:
  Result<StartPlan> plan(const EngineConfig& config) {
    return plan_start(config, {.program_folder = "/nowhere", .models_folder = engine_.folder() / "models"}, "secret");
  }
  std::string make_adapter(std::string_view name) {
    const std::filesystem::path file = engine_.folder() / name;
    std::ofstream(file) << "adapter";
    return file.string();
  }
  tests::FakeEngine engine_;
};

TEST_F(EngineStartTest, AsksForWhatTheSettingsSayAndForNothingElse) {
  EngineConfig config = engine_.config();
  EXPECT_THAT(plan(config).value().command.arguments,
              ElementsAre("--model", engine_.model().string(), "--name", "small", "--http", "127.0.0.1:0"));
  config.context_tokens = 2'048;
  config.slots = 3;
  config.threads = 2;
  config.gpu_layers = 0;
  config.memory_limit = Bytes{1'000};
  config.adapters = {{.name = "a", .path = make_adapter("a.gguf"), .sha256 = crypto::sha256_hex("adapter")}};
  config.arguments = {"--batch", "64"};
  EXPECT_THAT(plan(config).value().command.arguments,
              ElementsAre("--model", engine_.model().string(), "--name", "small", "--http", "127.0.0.1:0", "--adapter",
                          "a=" + make_adapter("a.gguf"), "--adapter-sha256", "a=" + crypto::sha256_hex("adapter"),
                          "--context", "2048", "--slots", "3", "--threads", "2", "--gpu-layers", "0", "--memory-limit",
                          "1000", "--batch", "64"));
}

TEST_F(EngineStartTest, HandsTheTokenOnInTheEnvironmentOnly) {
  const StartPlan start = plan(engine_.config()).value();
  EXPECT_THAT(start.command.environment, Contains("SWARM_ENGINE_TOKEN=secret"));
  EXPECT_THAT(start.command.environment, testing::Not(Contains(HasSubstr("HOME="))));
  EXPECT_THAT(start.command.arguments, testing::Not(Contains(HasSubstr("secret"))));
}

TEST_F(EngineStartTest, AnAdapterIsTheFileThatTheSettingsName) {
  EngineConfig config = engine_.config();
  config.adapters = {{.name = "a", .path = make_adapter("a.gguf"), .sha256 = std::string(64, '0')}};
  EXPECT_THAT(plan(config).value().left_out.at(0).why, HasSubstr("is not the one that the settings name"));
  config.adapters = {{.name = "a", .path = "/nowhere/a.gguf", .sha256 = ""}};
  EXPECT_THAT(plan(config).value().left_out.at(0).why, HasSubstr("there is no adapter a at /nowhere/a.gguf"));
}

TEST_F(EngineStartTest, WhatCannotBeHadIsLeftOutAndTheOthersAreLoaded) {
  EngineConfig config = engine_.config();
  config.adapters = {{.name = "good", .path = make_adapter("good.gguf"), .sha256 = ""},
                     {.name = "gone", .path = "/nowhere/gone.gguf", .sha256 = ""},
                     {.name = "bad", .path = make_adapter("bad.gguf"), .sha256 = ""}};
  const auto start =
      plan_start(config, {.program_folder = "/nowhere", .models_folder = "/nowhere"}, "", {{"bad", "tensor 3 is odd"}});
  ASSERT_TRUE(start);
  EXPECT_THAT(start->command.arguments, Contains("good=" + make_adapter("good.gguf")));
  EXPECT_THAT(start->command.arguments, testing::Not(Contains(HasSubstr("gone="))));
  EXPECT_THAT(start->command.arguments, testing::Not(Contains(HasSubstr("bad="))));
  ASSERT_EQ(start->left_out.size(), 2U);
  EXPECT_EQ(start->left_out[0].adapter, "gone");
  EXPECT_THAT(start->left_out[1].why, HasSubstr("tensor 3 is odd"));
}

TEST_F(EngineStartTest, TheDigestOfAFolderIsThatOfTheDigestsInIt) {
  const std::filesystem::path folder = engine_.folder() / "peft";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "adapter_config.json") << "{}";
  std::ofstream(folder / "adapter_model.safetensors") << "weights";
  EngineConfig config = engine_.config();
  config.adapters = {{.name = "a",
                      .path = folder,
                      .sha256 = crypto::sha256_hex(crypto::sha256_hex("{}") + "  adapter_config.json\n" +
                                                   crypto::sha256_hex("weights") + "  adapter_model.safetensors\n")}};
  EXPECT_THAT(plan(config).value().left_out, IsEmpty());
  std::ofstream(folder / "adapter_config.json") << "{ }";
  EXPECT_EQ(plan(config).value().left_out.size(), 1U);
}

TEST_F(EngineStartTest, AnAdapterMayBeNamedAsTheStoreNamesIt) {
  std::filesystem::create_directories(engine_.folder() / "models");
  EngineConfig config = engine_.config();
  config.adapters = {{.name = "tonight", .path = "night-1", .sha256 = ""}};
  make_adapter("models/night-1.gguf");
  EXPECT_THAT(plan(config).value().command.arguments,
              Contains("tonight=" + (engine_.folder() / "models/night-1.gguf").string()));
}

TEST_F(EngineStartTest, ACalibrationCountsForTheFileThatItWasMeasuredOn) {
  EXPECT_THAT(plan(engine_.config()).value().calibrations, IsEmpty());
  engine_.calibrate(kHeads, crypto::sha256_hex("{}"));
  StartPlan start = plan(engine_.config()).value();
  EXPECT_EQ(start.calibrations.at("small")->heads.at("math").samples, 9);
  EXPECT_THAT(start.remarks, IsEmpty());

  engine_.write(R"({"start":"ready"})");
  start = plan(engine_.config()).value();
  EXPECT_THAT(start.calibrations, IsEmpty());
  EXPECT_THAT(start.remarks, ElementsAre(HasSubstr("measured on another file")));
}

TEST_F(EngineStartTest, AnAdapterIsJudgedByItsOwnCalibrationOnly) {
  engine_.calibrate(kHeads, crypto::sha256_hex("{}"));
  EngineConfig config = engine_.config();
  config.adapters = {{.name = "own", .path = make_adapter("own.gguf"), .sha256 = ""},
                     {.name = "none", .path = make_adapter("none.gguf"), .sha256 = ""},
                     {.name = "folder", .path = engine_.folder() / "peft", .sha256 = ""}};
  std::filesystem::create_directories(engine_.folder() / "peft");
  std::ofstream(engine_.folder() / "peft/adapter_config.json") << "{}";
  std::ofstream(engine_.folder() / "peft/adapter_model.safetensors") << "weights";
  std::ofstream(engine_.folder() / "peft.calibration.json")
      << R"({"model_sha256":")"
      << crypto::sha256_hex(crypto::sha256_hex("{}") + "  adapter_config.json\n" + crypto::sha256_hex("weights") +
                            "  adapter_model.safetensors\n")
      << R"(","heads":{}})";
  std::ofstream(engine_.folder() / "own.calibration.json")
      << R"({"model_sha256":")" << crypto::sha256_hex("adapter") << R"(","heads":{}})";
  const StartPlan start = plan(config).value();
  EXPECT_EQ(start.calibrations.at("own")->heads.size(), 0U);
  EXPECT_TRUE(start.calibrations.contains("small"));
  EXPECT_TRUE(start.calibrations.contains("folder"));
  EXPECT_FALSE(start.calibrations.contains("none"));
  EXPECT_THAT(start.remarks, IsEmpty());
}

TEST_F(EngineStartTest, ADamagedCalibrationIsNamedAndNotUsed) {
  engine_.calibrate("[]", "x");
  const StartPlan start = plan(engine_.config()).value();
  EXPECT_THAT(start.calibrations, IsEmpty());
  EXPECT_THAT(start.remarks, ElementsAre(HasSubstr("heads")));
}

TEST_F(EngineStartTest, TheDigestOfAFileIsThatOfItsBytes) {
  const std::string whole(3 * MiB + 17, 'q');
  std::ofstream(engine_.folder() / "big") << whole;
  EXPECT_EQ(sha256_of_file(engine_.folder() / "big").value(), crypto::sha256_hex(whole));
  EXPECT_EQ(sha256_of_file("/nowhere").error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace swarm::local_engine
