#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "platform/config/config_keys.hpp"
#include "platform/config/config_values.hpp"
#include "platform/config/places.hpp"

// One configuration from a file, the environment and flags, checked as a whole.
namespace swarm::config {

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

struct Sources {
  std::optional<std::filesystem::path> file;  // must exist when named
  NamedTexts environment;                     // all of it; only SWARM_… is looked at
  NamedTexts flags;                           // by key: {"http.port", "8080"}
};

// The variables of this process.
NamedTexts process_environment();

template <class T>
struct Loaded {
  T value;
  Places places;
};

// What the sources say, before it is checked against the types.
struct Merged {
  json::Value tree = json::Object{};
  Places places;
  std::vector<Fault> faults;
  bool readable = true;  // otherwise the file could not be understood, and what is missing says nothing
};

// The file's values, those of the environment over them, those of the flags over both. A value of the environment or a
// flag is taken as it stands where a text or a name is expected; elsewhere it is a YAML scalar or a list or map as
// "[a, b]" and "{a: b}". SWARM_SECRET_*, SWARM_URL and SWARM_KEY are not settings; any other unknown SWARM_… is a
// fault.
Merged merge(const Sources& sources, const std::vector<Key>& keys);

// The faults of the types, told with the places, together with those found before; `invalid_input`.
Error error_of(Merged merged, std::vector<Fault> type_faults);

// Errors: `invalid_input` with every fault, each with file and line, variable or flag, and its key:
// "swarm.yaml:12: http.port: 1 to 65535 expected, got 0".
template <json::Described T>
Result<Loaded<T>> load(const Sources& sources) {
  Merged merged = merge(sources, keys_of<T>());
  T value{};
  json::Faults faults;
  if (merged.readable) json::decode_value(merged.tree, json::Limits{}, value, faults);
  if (!merged.faults.empty() || !faults.empty()) return std::unexpected(error_of(std::move(merged), faults.take()));
  return Loaded<T>{std::move(value), std::move(merged.places)};
}

}  // namespace swarm::config
