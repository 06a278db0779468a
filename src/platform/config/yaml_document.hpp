#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/sizes.hpp"
#include "platform/config/places.hpp"

namespace swarm::config {

inline constexpr std::size_t kYamlBytesMax = 1 * MiB;
inline constexpr std::size_t kYamlDepthMax = 32;      // lists and maps inside of each other
inline constexpr std::size_t kYamlNodesMax = 20'000;  // values, with every copy that an alias makes
inline constexpr std::size_t kYamlKeyBytesMax = 100;  // of one key

struct YamlDocument {
  json::Value value;
  Places places;
};

// One YAML document as a JSON value with the place of everything in it; an empty text is an empty object. Plain scalars
// have the types of the YAML 1.2 core schema ("yes" is a text), quoted ones are texts. `source` names the text in
// places and faults. `invalid_input` with every fault that can be told: bad syntax with its line, a key twice, keys
// that are no texts, unknown tags, a second document, and whatever is beyond the bounds above.
Result<YamlDocument> parse_yaml(std::string_view text, std::string_view source);

// What a plain scalar means in the core schema: null, true or false, a number, else a text.
json::Value plain_scalar(std::string_view text);

}  // namespace swarm::config
