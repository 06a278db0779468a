#include "platform/config/config_loader.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/config/example_config_test.hpp"
#include "platform/config/yaml_document.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::config {
namespace {

using example::Config;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ConfigLoader : public testing::Test {
 protected:
  Result<Loaded<Config>> load_with(std::string_view yaml, NamedTexts environment = {}, NamedTexts flags = {}) {
    std::ofstream(file_) << yaml;
    return load<Config>({.file = file_, .environment = std::move(environment), .flags = std::move(flags)});
  }
  Config config_of(std::string_view yaml, NamedTexts environment = {}, NamedTexts flags = {}) {
    Result<Loaded<Config>> loaded = load_with(yaml, std::move(environment), std::move(flags));
    if (loaded) return std::move(loaded->value);
    ADD_FAILURE() << loaded.error().message;
    return {};
  }
  // Every fault as "path: message", with the file's name instead of its whole path.
  std::vector<std::string> faults_of(std::string_view yaml, NamedTexts environment = {}, NamedTexts flags = {}) {
    const Result<Loaded<Config>> loaded = load_with(yaml, std::move(environment), std::move(flags));
    EXPECT_FALSE(loaded) << "accepted";
    std::vector<std::string> texts;
    for (const Fault& fault : loaded ? std::vector<Fault>{} : loaded.error().faults) {
      std::string text = fmt::format("{}: {}", fault.path, fault.message);
      if (text.starts_with(file_.string())) text = "swarm.yaml" + text.substr(file_.string().size());
      texts.push_back(std::move(text));
    }
    return texts;
  }

  tests::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "swarm.yaml";
};

TEST_F(ConfigLoader, GivesTheDefaultsWithoutSources) {
  const auto loaded = load<Config>({});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->value.http.port, 3000);
  EXPECT_TRUE(difference(loaded->value, Config{}).empty());
}

TEST_F(ConfigLoader, ReadsEveryKindOfValue) {
  const Config config = config_of(
      "mode: external\ninsecure: true\ntrusted_proxies: [10.0.0.1]\nfolder: /srv\n"
      "http: {port: 8080, body_bytes_max: 4 MiB, idle_seconds: 2min}\ntls:\n  key_file: k\n"
      "providers:\n- {name: a, base_url: \"http://x\", models: [{name: m, context_tokens: 8192}]}\n"
      "limits:\n  gpt-4.1: {rate: 0.5}\nlabels: {Where: here}\n");
  EXPECT_EQ(config.mode, example::Mode::external);
  EXPECT_TRUE(config.insecure);
  EXPECT_EQ(config.trusted_proxies, std::vector<std::string>{"10.0.0.1"});
  EXPECT_EQ(config.folder, std::filesystem::path("/srv"));
  EXPECT_EQ(config.http.body_bytes_max, Bytes{4 * MiB});
  EXPECT_EQ(config.http.idle, std::chrono::seconds{120});
  EXPECT_EQ(config.http.address, "127.0.0.1") << "the default of what the section does not say";
  EXPECT_EQ(config.tls->key_file, "k");
  EXPECT_EQ(config.providers.at(0).models.at(0).context_tokens, 8192);
  EXPECT_EQ(config.limits.at("gpt-4.1").rate, 0.5);
  EXPECT_EQ(config.labels.at("Where"), "here");
}

TEST_F(ConfigLoader, PutsFlagsOverTheEnvironmentOverTheFile) {
  const std::string yaml = "http:\n  port: 1001\n  address: file\n  idle_seconds: 5\n";
  const Config config =
      config_of(yaml, {{"SWARM_HTTP__PORT", "1002"}, {"SWARM_HTTP__ADDRESS", "environment"}}, {{"http.port", "1003"}});
  EXPECT_EQ(config.http.port, 1003);
  EXPECT_EQ(config.http.address, "environment");
  EXPECT_EQ(config.http.idle, std::chrono::seconds{5});
}

TEST_F(ConfigLoader, TakesTextsOfTheEnvironmentAsTheyStand) {
  const Config config = config_of("", {{"SWARM_DATABASE_URL", "12345"},
                                       {"SWARM_FOLDER", "[x] # y"},
                                       {"SWARM_LABELS__COLOUR", "true"},
                                       {"SWARM_HTTP__ADDRESS", " \"a: b\""}});
  EXPECT_EQ(config.database_url, "12345");
  EXPECT_EQ(config.folder, std::filesystem::path("[x] # y"));
  EXPECT_EQ(config.labels.at("colour"), "true");
  EXPECT_EQ(config.http.address, " \"a: b\"");
}

TEST_F(ConfigLoader, ReadsListsMapsAndNumbersOfTheEnvironmentAsYaml) {
  const Config config = config_of("trusted_proxies: [old]\n", {{"SWARM_TRUSTED_PROXIES", "[10.0.0.1, \"2\"]"},
                                                               {"SWARM_LIMITS__SMALL__RATE", "2.5"},
                                                               {"SWARM_LIMITS__LARGE", "{rate: 7}"},
                                                               {"SWARM_INSECURE", "true"},
                                                               {"SWARM_HTTP__BODY_BYTES_MAX", "2 MiB"}});
  EXPECT_EQ(config.trusted_proxies, (std::vector<std::string>{"10.0.0.1", "2"}));
  EXPECT_EQ(config.limits.at("small").rate, 2.5);
  EXPECT_EQ(config.limits.at("large").rate, 7);
  EXPECT_TRUE(config.insecure);
  EXPECT_EQ(config.http.body_bytes_max, Bytes{2 * MiB});
}

TEST_F(ConfigLoader, IgnoresVariablesThatAreNoSettings) {
  EXPECT_EQ(config_of("", {{"HOME", "/"},
                           {"SWARM_SECRET_STUB_KEY", "x"},
                           {"SWARM_URL", "http://x"},
                           {"SWARM_KEY", "k"},
                           {"swarm_http__port", "1"},
                           {"SWARM", "x"}})
                .http.port,
            3000);
}

TEST_F(ConfigLoader, RefusesUnknownVariablesWithTheNearestOne) {
  EXPECT_THAT(faults_of("", {{"SWARM_HTTP__PROT", "1"}, {"SWARM_HTTP", "{}"}, {"SWARM_PROVIDERS__0__NAME", "x"}}),
              ElementsAre("environment SWARM_HTTP__PROT: unknown; did you mean SWARM_HTTP__PORT?",
                          "environment SWARM_HTTP: a section cannot be set as a whole; set the keys inside of it",
                          HasSubstr("environment SWARM_PROVIDERS__0__NAME: unknown")));
}

TEST_F(ConfigLoader, RefusesUnknownFlagsWithTheNearestOne) {
  EXPECT_THAT(faults_of("", {}, {{"http.prot", "1"}}),
              ElementsAre("flag --http.prot: unknown; did you mean http.port?"));
}

TEST_F(ConfigLoader, NamesFileLineAndKeyOfEveryFault) {
  EXPECT_THAT(faults_of("mode: on\nhttp:\n  prot: 1\n  port: 0\nproviders:\n  - name: a\n    base_url: x\n"
                        "    models: [{nam: m}]\n"),
              ElementsAre("swarm.yaml:1: mode: one of builtin, external, off expected",
                          "swarm.yaml:4: http.port: 1 to 65535 expected, got 0",
                          "swarm.yaml:3: http.prot: unknown; did you mean 'port'?",
                          "swarm.yaml:8: providers[0].models[0].name: required, but missing",
                          "swarm.yaml:8: providers[0].models[0].nam: unknown; did you mean 'name'?"));
}

TEST_F(ConfigLoader, NamesVariablesAndFlagsOfEveryFault) {
  EXPECT_THAT(
      faults_of("http:\n  port: 5\n", {{"SWARM_HTTP__PORT", "0"}, {"SWARM_LIMITS__A", "{rate: -1}"}},
                {{"http.idle_seconds", "soon"}, {"trusted_proxies", "[a, b"}}),
      ElementsAre(HasSubstr("flag --trusted_proxies:1: no YAML"),
                  "environment SWARM_HTTP__PORT: 1 to 65535 expected, got 0", HasSubstr("--http.idle_seconds: "),
                  HasSubstr("environment SWARM_LIMITS__A: limits.a.rate: 0 to 1000 expected, got -1")));
}

TEST_F(ConfigLoader, NeverShowsAValueThatMayBeSecret) {
  for (const std::string& text : faults_of("database_url: [hunter2]\nproviders: hunter2\nmode: hunter2\n",
                                           {{"SWARM_TRUSTED_PROXIES", "[hunter2"}, {"SWARM_INSECURE", "hunter2"}})) {
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
}

TEST_F(ConfigLoader, TakesASectionWithNothingInItAsUnsaid) {
  EXPECT_EQ(config_of("http:\n  # port: 1\ntls:\n").http.port, 3000);
}

TEST_F(ConfigLoader, ReportsTheFileThatItCannotRead) {
  const auto missing = load<Config>({.file = folder_.path() / "no.yaml", .environment = {}, .flags = {}});
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("no.yaml: cannot be read: No such file"));
  const auto folder = load<Config>({.file = folder_.path(), .environment = {}, .flags = {}});
  ASSERT_FALSE(folder);
  EXPECT_THAT(folder.error().message, HasSubstr("this is a folder"));
}

TEST_F(ConfigLoader, ReportsBadSyntaxTogetherWithBadVariablesOnly) {
  EXPECT_THAT(faults_of("http: {\n", {{"SWARM_X", "1"}}),
              ElementsAre(HasSubstr("no YAML"), HasSubstr("environment SWARM_X: unknown")));
}

TEST_F(ConfigLoader, RefusesAFileThatIsTooLong) {
  EXPECT_THAT(faults_of("# " + std::string(kYamlBytesMax, 'x')), ElementsAre("swarm.yaml: at most 1 MiB expected"));
}

TEST_F(ConfigLoader, RefusesAFileThatIsNoMap) {
  EXPECT_THAT(faults_of("- a\n"), Contains("swarm.yaml:1: an object expected"));
  EXPECT_THAT(faults_of("http: 5\n", {{"SWARM_HTTP__PORT", "1"}}),
              Contains("environment SWARM_HTTP__PORT: what is around this key is no section in the file"));
}

TEST_F(ConfigLoader, BoundsTheFaultsThatItReports) {
  NamedTexts many;
  for (int i = 0; i < 1000; ++i)
    many.emplace_back(fmt::format("SWARM_X{}", i), "1");
  EXPECT_EQ(faults_of("", many).size(), json::Faults::kFaultsMax);
}

TEST_F(ConfigLoader, ReadsThisProcessesEnvironment) {
  ASSERT_EQ(setenv("SWARM_TEST_OF_THE_ENVIRONMENT", "a=b", 1), 0);
  EXPECT_THAT(process_environment(),
              Contains(std::pair<std::string, std::string>("SWARM_TEST_OF_THE_ENVIRONMENT", "a=b")));
}

}  // namespace
}  // namespace swarm::config
