#include "providers/local_engine/engine_files.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "providers/local_engine/engine_provider.hpp"
#include "providers/local_engine/model_record.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::local_engine {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

void touch(const fs::path& file) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << "x";
}

class EngineFilesTest : public testing::Test {
 protected:
  Result<EngineFiles> find(const EngineConfig& config) {
    return find_engine_files(config, bin_, root() / "data/models");
  }
  fs::path root() const { return folder_.path(); }

  tests::TemporaryFolder folder_;
  fs::path bin_ = folder_.path() / "usr/bin";
};

TEST_F(EngineFilesTest, TheBuiltInModelLiesBesideAnInstalledProgram) {
  touch(bin_ / "swarm-engine");
  touch(root() / "usr/share/swarmkeeper/models/tiny/tiny.gguf");
  const auto found = find({});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->program, bin_ / "swarm-engine");
  EXPECT_EQ(found->model, root() / "usr/share/swarmkeeper/models/tiny/tiny.gguf");
  EXPECT_EQ(found->model_name, "tiny");
  EXPECT_TRUE(found->is_built_in);
}

TEST_F(EngineFilesTest, OrInTheSourceTreeThatItWasBuiltIn) {
  bin_ = root() / "source/build/release/bin";
  touch(bin_ / "swarm-engine");
  touch(root() / "source/models/tiny/tiny.gguf");
  EXPECT_EQ(find({}).value().model, root() / "source/models/tiny/tiny.gguf");
}

TEST_F(EngineFilesTest, IsNotLookedForAnywhereElse) {
  touch(bin_ / "swarm-engine");
  touch(root() / "models/tiny/tiny.gguf");  // anybody may have put it there
  const auto missing = find({});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().reason, "engine_missing");
  EXPECT_THAT(missing.error().message, HasSubstr("share/swarmkeeper"));
}

TEST_F(EngineFilesTest, SaysWhereTheProgramWasLookedFor) {
  const auto missing = find({});
  EXPECT_THAT(missing.error().message, HasSubstr((bin_ / "swarm-engine").string()));
  EXPECT_THAT(missing.error().message, HasSubstr("make programs"));
}

TEST_F(EngineFilesTest, AModelIsANameOfTheStoreOrAPath) {
  touch(bin_ / "swarm-engine");
  touch(root() / "data/models/qwen.gguf");
  EngineConfig config;
  config.model = "qwen";
  EXPECT_EQ(find(config).value().model, root() / "data/models/qwen.gguf");
  EXPECT_EQ(find(config).value().model_name, "qwen");
  config.model = (root() / "elsewhere/Other-1.5B.gguf").string();
  EXPECT_THAT(find(config).error().message, HasSubstr("swarmctl models add"));
  touch(config.model);
  EXPECT_EQ(find(config).value().model_name, "Other-1.5B");
  EXPECT_FALSE(find(config).value().is_built_in);
}

TEST_F(EngineFilesTest, TheBuiltInModelIsToldByTheHeadsNameAndEndsByItself) {
  const auto provider = provider_of({}, root());
  ASSERT_TRUE(provider);
  EXPECT_EQ(provider->name, "engine");
  EXPECT_EQ(provider->output_tokens_default, 0);
  EXPECT_EQ(provider->models.at(0).name, "tiny");
  EXPECT_EQ(provider->models.at(0).context_tokens, kBuiltInContextTokens);
  EXPECT_EQ(provider->models.at(0).instructions, chat::Instructions::head);
}

TEST_F(EngineFilesTest, AnotherModelIsToldInWords) {
  EngineConfig config;
  config.model = "qwen";
  config.adapters = {{.name = "math-tonight", .path = "/a.gguf", .sha256 = ""}};
  fs::create_directories(root() / "models");
  ModelRecord record{.name = "qwen", .sha256 = "", .added_from = "", .facts = {{"context_tokens", 32'768}}};
  ASSERT_TRUE(record.write(root() / "models"));
  const auto provider = provider_of(config, root() / "models");
  EXPECT_EQ(provider->output_tokens_default, 0);
  EXPECT_EQ(provider->models.at(0).context_tokens, 8'192);  // as much as is usual, though it could more
  EXPECT_EQ(provider->models.at(0).instructions, chat::Instructions::words);
  EXPECT_EQ(provider->models.at(1).name, "math-tonight");
}

TEST_F(EngineFilesTest, AnExternalEngineIsAnEntryLikeAnyOther) {
  EngineConfig config;
  config.mode = Mode::external;
  config.base_url = "http://127.0.0.1:8000/v1";
  config.model = "Qwen/Qwen2.5-7B";
  config.key_secret = "VLLM";
  EXPECT_TRUE(faults_of(config).empty());
  EXPECT_EQ(provider_of(config, root())->base_url, config.base_url);
  EXPECT_EQ(provider_of(config, root())->key_secret, "VLLM");
  EXPECT_EQ(provider_of(config, root())->output_tokens_default, 1'024);
  config.mode = Mode::off;
  EXPECT_FALSE(provider_of(config, root()));
}

TEST_F(EngineFilesTest, AdaptersAreBounded) {
  std::string list;
  for (std::size_t i = 0; i < kAdaptersMax; ++i)
    list += fmt::format(R"({}{{"name":"a{}","path":"p"}})", i == 0 ? "" : ",", i);
  EXPECT_TRUE(json::parse_as<EngineConfig>(R"({"adapters":[)" + list + "]}"));
  EXPECT_FALSE(json::parse_as<EngineConfig>(R"({"adapters":[)" + list + R"(,{"name":"b","path":"p"}]})"));
}

std::string faults(const EngineConfig& config) {
  std::string text;
  for (const Fault& fault : faults_of(config))
    text += fault.path + " ";
  return text;
}

TEST_F(EngineFilesTest, SettingsThatCannotActAreFaults) {
  EngineConfig config;
  EXPECT_EQ(faults(config), "");
  config.base_url = "http://x/v1";
  config.key_secret = "K";
  config.restart_pause = std::chrono::milliseconds{60'000};
  EXPECT_EQ(faults(config), "$.engine.base_url $.engine.key_secret $.engine.restart_pause_ms ");
  config = {};
  config.mode = Mode::external;
  EXPECT_EQ(faults(config), "$.engine.base_url $.engine.model ");
  config = {};
  config.model = "/models/a b.gguf";
  config.adapters = {{.name = "x/y", .path = "p", .sha256 = ""}, {.name = "a b", .path = "p", .sha256 = ""}};
  EXPECT_EQ(faults(config),
            "$.engine.model $.engine.adapters[0].name $.engine.adapters[1].name $.engine.adapters[1].name ");
  config = {};
  config.adapters = {{.name = "tiny", .path = "p", .sha256 = ""}};
  EXPECT_EQ(faults(config), "$.engine.adapters[0].name ");
}

}  // namespace
}  // namespace swarm::local_engine
