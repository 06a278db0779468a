// Configuration from hostile bytes: a YAML text, then, behind a zero byte, lines such as "SWARM_HTTP__PORT=1".

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/invariant.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "platform/config/config_loader.hpp"
#include "platform/config/example_config_test.hpp"
#include "platform/config/redaction.hpp"
#include "platform/config/yaml_document.hpp"

namespace {

using namespace swarm;
using config::example::Config;

void read_yaml(std::string_view text) {
  const Result<config::YamlDocument> document = config::parse_yaml(text, "fuzz.yaml");
  if (!document) {
    SWARM_INVARIANT(!document.error().faults.empty(), "a refusal says what is wrong");
    return;
  }
  SWARM_INVARIANT(document->places.all().size() <= 2 * config::kYamlNodesMax, "every value was counted");
  Config value;
  json::Faults faults;
  if (!json::decode_value(document->value, json::Limits{}, value, faults)) {
    SWARM_INVARIANT(!faults.empty(), "a refusal says what is wrong");
    return;
  }
  config::effective(value, document->places);
  config::difference(Config{}, value);
}

void read_environment(std::string_view lines) {
  config::Sources sources;
  for (const std::string_view line : split(lines, '\n')) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    sources.environment.emplace_back(line.substr(0, equals), line.substr(equals + 1));
    sources.flags.emplace_back(to_lower(line.substr(0, equals)), line.substr(equals + 1));
  }
  const auto loaded = config::load<Config>(sources);
  if (loaded) config::effective(loaded->value, loaded->places);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t zero = input.find('\0');
  read_yaml(input.substr(0, zero));
  if (zero != std::string_view::npos) read_environment(input.substr(zero + 1));
  config::without_credentials(input.substr(0, 4096));
  return 0;
}
