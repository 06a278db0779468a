// docs/reference/limits.md says what is true: its settings, series and tests exist.
#include "app/limits_reference.hpp"

#include <set>

#include "app/limits_table.hpp"
#include "platform/config/config_keys.hpp"
#include "running_app.hpp"

namespace swarm::tests {
namespace {

std::vector<app::Maximum> maxima() {
  std::vector<app::Maximum> all;
  for (app::MaximaOfPart& part : app::limits_table())
    std::ranges::move(part.maxima, std::back_inserter(all));
  return all;
}

// "Suite.Name" of every test that is written below the folder.
void add_tests_of(const std::filesystem::path& folder, std::set<std::string>& tests) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with("_test.cpp") && !name.ends_with("_contract.hpp")) continue;
    const std::string text = text_of(entry.path());
    for (std::size_t at = text.find("TEST"); at != std::string::npos; at = text.find("TEST", at + 1)) {
      const std::size_t open = text.find('(', at), comma = text.find(',', at), close = text.find(')', at);
      if (open == std::string::npos || open > at + 6 || comma > close || close == std::string::npos) continue;
      tests.insert(fmt::format("{}.{}", text.substr(open + 1, comma - open - 1),
                               trim(text.substr(comma + 1, close - comma - 1))));
    }
  }
}

std::set<std::string> written_tests() {
  std::set<std::string> tests;
  for (const char* folder : {"src", "tests"})
    add_tests_of(std::filesystem::path(SWARM_SOURCE_FOLDER) / folder, tests);
  return tests;
}

TEST(LimitsReference, EverySettingExistsAndHasADefault) {
  const std::vector<config::Key> keys = config::keys_of<app::AppConfig>();
  for (const app::Maximum& maximum : maxima()) {
    EXPECT_NE(maximum.setting.empty(), maximum.fixed.empty()) << maximum.what << ": a setting or a fixed value";
    if (maximum.setting.empty()) continue;
    const auto key = std::ranges::find(keys, maximum.setting, &config::Key::path);
    ASSERT_NE(key, keys.end()) << maximum.setting;
    EXPECT_NE(key->default_text, "") << maximum.setting;
  }
}

TEST(LimitsReference, EverySeriesExists) {
  RunningApp server("providers: [{name: one, base_url: 'http://127.0.0.1:1/v1', models: [{name: m}]}]");
  const std::string reference = server.app().metrics_reference();
  for (const app::Maximum& maximum : maxima()) {
    if (maximum.counter.empty()) continue;
    EXPECT_NE(reference.find(fmt::format("| `{}` |", maximum.counter)), std::string::npos)
        << maximum.what << ": " << maximum.counter;
  }
}

TEST(LimitsReference, EveryTestIsWritten) {
  const std::set<std::string> tests = written_tests();
  ASSERT_GT(tests.size(), 500u);
  for (const app::Maximum& maximum : maxima())
    EXPECT_TRUE(tests.contains(maximum.test)) << maximum.what << ": " << maximum.test;
}

// A setting whose name says that it bounds something has a row.
TEST(LimitsReference, EverySettingThatBoundsSomethingIsListed) {
  const std::vector<app::Maximum> listed = maxima();
  for (const config::Key& key : config::keys_of<app::AppConfig>()) {
    if (!key.path.ends_with("_max") || key.path.starts_with("websocket.")) continue;
    EXPECT_NE(std::ranges::find(listed, key.path, &app::Maximum::setting), listed.end()) << key.path;
  }
}

TEST(LimitsReference, ShowsEveryRow) {
  const std::string text = app::limits_reference();
  for (const app::Maximum& maximum : maxima())
    EXPECT_NE(text.find("| " + maximum.what + " |"), std::string::npos) << maximum.what;
}

}  // namespace
}  // namespace swarm::tests
