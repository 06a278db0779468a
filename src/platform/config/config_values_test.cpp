#include "platform/config/config_values.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/config/config_loader.hpp"
#include "platform/config/example_config_test.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::config {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(ConfigDifference, IsEmptyForEqualValues) {
  EXPECT_TRUE(difference(example::Config{}, example::Config{}).empty());
}

TEST(ConfigDifference, TellsWhatIsLiveAndWhatNeedsARestart) {
  example::Config before, after;
  after.http.port = 8080;
  after.http.body_bytes_max = Bytes{2 * MiB};
  const std::vector<Change> changes = difference(before, after);
  EXPECT_THAT(changes, ElementsAre(Change{"http.port", "3000", "8080", false},
                                   Change{"http.body_bytes_max", "1 MiB", "2 MiB", true}));
  EXPECT_EQ(text_of(changes[0]), "http.port: 3000 → 8080 (at the next restart)");
  EXPECT_EQ(text_of(changes[1]), "http.body_bytes_max: 1 MiB → 2 MiB (live)");
}

TEST(ConfigDifference, TellsEntriesThatCameAndWent) {
  example::Config before, after;
  before.limits["a"].rate = 1;
  after.providers.push_back({.name = "stub", .base_url = "http://x", .api_key = "hunter2", .models = {}});
  EXPECT_THAT(difference(before, after),
              ElementsAre(Change{"providers[0].name", "absent", "\"stub\"", false},
                          Change{"providers[0].base_url", "absent", "\"http://x\"", false},
                          Change{"providers[0].api_key", "absent", "\"***\"", true},
                          Change{"providers[0].models", "absent", "[]", false}, Change{"limits", "absent", "{}", false},
                          Change{"providers", "[]", "absent", false}, Change{"limits.a.rate", "1", "absent", true}));
}

TEST(ConfigDifference, TellsThatASecretChangedWithoutShowingIt) {
  example::Config before, after;
  after.database_url = "postgres://swarm:hunter3@db/swarm";
  EXPECT_THAT(difference(before, after), ElementsAre(Change{"database_url", "\"postgres://swarm:***@db/swarm\"",
                                                            "\"postgres://swarm:***@db/swarm\"", false}));
}

TEST(ConfigEffective, ShowsEveryValueWithItsOrigin) {
  const tests::TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "swarm.yaml";
  std::ofstream(file) << "http:\n  port: 8080\n  address: 0.0.0.0\n"
                         "providers:\n  - name: stub\n    base_url: http://u:hunter2@x\n    api_key: hunter2\n"
                         "    models: [{name: tiny}]\n";
  const auto loaded =
      load<example::Config>({.file = file, .environment = {{"SWARM_HTTP__PORT", "8081"}}, .flags = {{"mode", "off"}}});
  ASSERT_TRUE(loaded) << loaded.error().message;
  const std::vector<Setting> settings = effective(loaded->value, loaded->places);
  const std::string name = file.string();
  EXPECT_THAT(settings, Contains(Setting{"mode", "\"off\"", "flag --mode", false}));
  EXPECT_THAT(settings, Contains(Setting{"http.port", "8081", "environment SWARM_HTTP__PORT", false}));
  EXPECT_THAT(settings, Contains(Setting{"http.address", "\"0.0.0.0\"", name + ":3", false}));
  EXPECT_THAT(settings, Contains(Setting{"http.idle_seconds", "60", "default", true}));
  EXPECT_THAT(settings, Contains(Setting{"providers[0].base_url", "\"http://u:***@x\"", name + ":6", false}));
  EXPECT_THAT(settings, Contains(Setting{"providers[0].api_key", "\"***\"", name + ":7", true}));
  EXPECT_THAT(settings, Contains(Setting{"providers[0].models[0].name", "\"tiny\"", name + ":8", false}));
  EXPECT_THAT(settings, Contains(Setting{"providers[0].models[0].context_tokens", "4096", "default", false}));
  EXPECT_THAT(settings, Contains(Setting{"tls", "unset", "default", false}));
  EXPECT_THAT(settings, Contains(Setting{"folder", "unset", "default", false}));
  for (const Setting& setting : settings)
    EXPECT_THAT(setting.value, Not(HasSubstr("hunter2")));
}

TEST(ConfigEffective, ShowsPathsWhoseNamesSpeakOfKeys) {
  example::Config config;
  config.tls = example::Tls{"/etc/swarm/tls.key"};
  EXPECT_THAT(effective(config, {}), Contains(Setting{"tls.key_file", "\"/etc/swarm/tls.key\"", "default", false}));
}

}  // namespace
}  // namespace swarm::config
