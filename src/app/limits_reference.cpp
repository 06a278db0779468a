#include "app/limits_reference.hpp"

#include <fmt/format.h>
#include <string_view>

#include "app/app_config.hpp"
#include "platform/config/config_keys.hpp"

namespace swarm::app {

namespace {

// A maximum: its setting (its default is read off the configuration), what counts reaching it, and the test that does.
struct Maximum {
  std::string_view what;
  std::string_view setting;
  std::string_view behaviour;
  std::string_view counter;
  std::string_view test;
};

constexpr Maximum kMaxima[] = {
    {"Bytes of a prompt", "tasks.prompt_bytes_max", "400 with the path", "swarm_http_requests_total",
     "TaskApi.RefusesWhatIsTooLong"},
};

std::string default_of(const std::vector<config::Key>& keys, std::string_view setting) {
  for (const config::Key& key : keys) {
    if (key.path == setting) return key.default_text;
  }
  return "?";
}

}  // namespace

std::string limits_reference() {
  const std::vector<config::Key> keys = config::keys_of<AppConfig>();
  std::string text =
      "# Limits\n\nEvery maximum, what happens there, what counts it and the test that reaches it. "
      "Made by `swarmd --print-reference limits`.\n\n| what | setting | default | at the limit | counter | test |\n| "
      "--- | --- | --- | --- | --- | --- |\n";
  for (const Maximum& row : kMaxima) {
    text += fmt::format("| {} | `{}` | {} | {} | `{}` | `{}` |\n", row.what, row.setting, default_of(keys, row.setting),
                        row.behaviour, row.counter, row.test);
  }
  return text;
}

}  // namespace swarm::app
