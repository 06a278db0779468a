#include "app/limits_reference.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <string_view>

#include "app/app_config.hpp"
#include "app/limits_table.hpp"
#include "platform/config/config_keys.hpp"

namespace swarm::app {

namespace {

constexpr std::string_view kIntroduction =
    "# Limits\n\nEvery maximum: what happens there, what counts it and the test that reaches it. A value without a "
    "setting is fixed.\nMade by `swarmd --print-reference limits`.\n";
constexpr std::string_view kHead =
    "| what | setting | default | at the limit | series | test |\n|---|---|---|---|---|---|\n";

std::string in_code(std::string_view text) {
  return text.empty() ? "" : fmt::format("`{}`", text);
}

std::string value_of(const Maximum& maximum, const std::vector<config::Key>& keys) {
  if (maximum.setting.empty()) return maximum.fixed;
  const auto key = std::ranges::find(keys, maximum.setting, &config::Key::path);
  return key == keys.end() ? "" : key->default_text;
}

}  // namespace

std::vector<MaximaOfPart> limits_table() {
  std::vector<MaximaOfPart> parts = limits_of_the_door();
  std::ranges::move(limits_of_the_providers(), std::back_inserter(parts));
  std::ranges::move(limits_of_the_answers(), std::back_inserter(parts));
  std::ranges::move(limits_of_the_models(), std::back_inserter(parts));
  std::ranges::move(limits_of_the_work(), std::back_inserter(parts));
  std::ranges::move(limits_of_the_learning(), std::back_inserter(parts));
  return parts;
}

std::string limits_reference() {
  const std::vector<config::Key> keys = config::keys_of<AppConfig>();
  std::string text(kIntroduction);
  for (const MaximaOfPart& part : limits_table()) {
    text += fmt::format("\n## {}\n\n{}", part.part, kHead);
    for (const Maximum& row : part.maxima) {
      text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", row.what, in_code(row.setting), value_of(row, keys),
                          row.behaviour, in_code(row.counter), in_code(row.test));
    }
  }
  return text;
}

}  // namespace swarm::app
