#include "platform/config/config_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/config/example_config_test.hpp"

namespace swarm::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(ConfigKeys, AreListedWithWhatTheyHold) {
  std::vector<std::string> paths;
  for (const Key& key : keys_of<example::Config>())
    paths.push_back(key.path);
  EXPECT_THAT(paths, ElementsAre("mode", "insecure", "database_url", "trusted_proxies", "folder", "http",
                                 "http.address", "http.port", "http.body_bytes_max", "http.idle_seconds", "tls",
                                 "tls.key_file", "providers", "providers[].name", "providers[].base_url",
                                 "providers[].api_key", "providers[].models", "providers[].models[].name",
                                 "providers[].models[].context_tokens", "limits", "limits.<name>.rate", "labels"));
}

TEST(ConfigKeys, HaveVariablesOutsideOfLists) {
  EXPECT_EQ(variable_of("http.port"), "SWARM_HTTP__PORT");
  EXPECT_EQ(variable_of("limits.<name>.rate"), "SWARM_LIMITS__<NAME>__RATE");
  EXPECT_EQ(variable_of("providers[].name"), "");
}

TEST(ConfigKeys, MakeTheReference) {
  const std::string text = reference<example::Config>();
  EXPECT_THAT(text, HasSubstr("# Configuration\n\n## General\n\n| key | variable | type | default | allowed | change "
                              "| meaning |\n|---|---|---|---|---|---|---|\n"
                              "| `mode` | `SWARM_MODE` | name | `\"builtin\"` | builtin, external, off | restart | Who "
                              "runs models. |\n"
                              "| `insecure` | `SWARM_INSECURE` | truth | `false` | true, false | restart | No TLS \\| "
                              "no questions. |\n"));
  EXPECT_THAT(text, HasSubstr("\n## http\n\nThe HTTP server.\n\n| key |"));
  EXPECT_THAT(text, HasSubstr("| `http.port` | `SWARM_HTTP__PORT` | whole number | `3000` | 1 to 65535 | restart |"));
  EXPECT_THAT(text, HasSubstr("| size | `1 MiB` | 1 KiB to 1 GiB | live | Larger bodies are refused. |"));
  EXPECT_THAT(text, HasSubstr("| `SWARM_HTTP__IDLE_SECONDS` | duration (s) | `60` | 1 to 3600 | live |"));
  EXPECT_THAT(text, HasSubstr("| `tls.key_file` | `SWARM_TLS__KEY_FILE` | path | required |  | restart |"));
  EXPECT_THAT(text, HasSubstr("| `providers[].models` |  | list of Model | `[]` | 1 to 100 entries | restart |"));
  EXPECT_THAT(text, HasSubstr("| `trusted_proxies` | `SWARM_TRUSTED_PROXIES` | list of text | `[]` | 0 to 3 entries, "
                              "each 1 to 50 bytes |"));
  EXPECT_THAT(text, HasSubstr("| `folder` | `SWARM_FOLDER` | path | unset |"));
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  EXPECT_EQ(text, reference<example::Config>());
}

struct Kept {
  int key = 0;
  static constexpr auto schema = json::object("Kept", json::field("key", &Kept::key, "Taken."));
};
struct Confusing {
  int value = 0;
  static constexpr auto schema = json::object("Confusing", json::field("a__b", &Confusing::value, "Which one?"));
};

TEST(ConfigKeysDeathTest, RefuseNamesThatTheEnvironmentCannotTellApart) {
  EXPECT_DEATH(keys_of<Kept>(), "no settings");
  EXPECT_DEATH(keys_of<Confusing>(), "two underscores");
}

}  // namespace
}  // namespace swarm::config
