#include "platform/config/config_loader.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

#include "base/text.hpp"
#include "platform/config/yaml_document.hpp"

namespace swarm::config {

namespace {

constexpr std::string_view kVariablePrefix = "SWARM_";

bool is_setting(std::string_view variable) {
  return variable.starts_with(kVariablePrefix) && !variable.starts_with("SWARM_SECRET_") && variable != "SWARM_URL" &&
         variable != "SWARM_KEY";
}

std::vector<std::string> names_in(std::string_view path) {
  std::vector<std::string> names;
  for (const std::string_view name : split(path, '.'))
    names.emplace_back(name);
  return names;
}

// "http.port" of "SWARM_HTTP__PORT".
std::string path_of(std::string_view variable) {
  std::string path;
  variable.remove_prefix(kVariablePrefix.size());
  for (std::size_t i = 0; i < variable.size(); ++i) {
    const bool separates = variable.substr(i).starts_with("__");
    path += separates ? "." : to_lower(variable.substr(i, 1));
    if (separates) ++i;
  }
  return path;
}

// A name in angle brackets stands for any name.
bool matches(std::string_view pattern, std::string_view path) {
  const std::vector<std::string_view> wanted = split(pattern, '.'), given = split(path, '.');
  return std::ranges::equal(wanted, given, [](std::string_view want, std::string_view name) {
    return want == name || (want == "<name>" && !name.empty() && name.size() <= kYamlKeyBytesMax);
  });
}

const Key* find_key(const std::vector<Key>& keys, std::string_view path) {
  const auto found = std::ranges::find_if(keys, [&](const Key& key) { return matches(key.path, path); });
  return found == keys.end() ? nullptr : &*found;
}

bool is_map(const Key& key) {
  return key.type.starts_with("map of ");
}

// The map that an entry is in: "headers" for "headers.accept". Its entries are not in the list.
const Key* find_map_around(const std::vector<Key>& keys, std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == path.size()) return nullptr;
  const Key* key = find_key(keys, path.substr(0, dot));
  return key != nullptr && is_map(*key) ? key : nullptr;
}

std::string unknown_text(std::string_view name, const std::vector<std::string>& known) {
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  const std::string_view nearest = nearest_name(name, candidates);
  if (nearest.empty()) return "unknown; swarmd --help and docs/reference/configuration.md list what is known";
  return fmt::format("unknown; did you mean {}?", nearest);
}

// Applies one value over what is there.
class Overlay {
 public:
  Overlay(Merged& merged, const std::vector<Key>& keys) : merged_(merged), keys_(keys) {}

  void environment(const std::string& variable, const std::string& text) {
    const std::string path = path_of(variable);
    const Place place{"environment " + variable, 0, 0};
    if (const std::optional<Known> key = known(path)) return set(path, place, text, *key);
    std::vector<std::string> variables;
    for (const Key& key : keys_) {
      if (!key.section && !variable_of(key.path).empty()) variables.push_back(variable_of(key.path));
    }
    fault({place.text(), unknown_text(variable, variables)});
  }

  void flag(const std::string& path, const std::string& text) {
    const Place place{"flag --" + path, 0, 0};
    if (const std::optional<Known> key = known(path)) return set(path, place, text, *key);
    std::vector<std::string> paths;
    for (const Key& key : keys_) {
      if (!key.section && !key.path.contains('[')) paths.push_back(key.path);
    }
    fault({place.text(), unknown_text(path, paths)});
  }

 private:
  struct Known {
    bool section = false;
    bool takes_text = false;
  };

  std::optional<Known> known(std::string_view path) const {
    if (const Key* key = find_key(keys_, path)) return Known{key->section, key->takes_text && !is_map(*key)};
    if (const Key* map = find_map_around(keys_, path)) return Known{false, map->takes_text};
    return std::nullopt;
  }

  void fault(Fault fault) {
    if (merged_.faults.size() < json::Faults::kFaultsMax) merged_.faults.push_back(std::move(fault));
  }

  void set(const std::string& path, const Place& place, const std::string& text, Known key) {
    if (key.section) return fault({place.text(), "a section cannot be set as a whole; set the keys inside of it"});
    Result<YamlDocument> value = value_of(text, place.source, key.takes_text);
    if (!value) {
      for (Fault& found : value.error().faults)
        fault(std::move(found));
      return;
    }
    if (!put(path, std::move(value->value))) {
      return fault({place.text(), "what is around this key is no section in the file"});
    }
    merged_.places.remove(path);
    for (const auto& [inner, ignored] : value->places.all()) {
      const bool direct = inner.empty() || inner.starts_with('[');
      merged_.places.add(direct ? path + inner : fmt::format("{}.{}", path, inner), place);
    }
  }

  static Result<YamlDocument> value_of(const std::string& text, const std::string& source, bool takes_text) {
    const std::string_view trimmed = trim(text);
    const bool is_yaml = !takes_text && !trimmed.empty() && std::string_view("[{\"'").contains(trimmed.front());
    if (is_yaml) return parse_yaml(text, source);
    YamlDocument document;
    document.value = takes_text ? json::Value(boost::json::string(text)) : plain_scalar(trimmed);
    document.places.add("", {source, 0, 0});
    return document;
  }

  // False when something on the way is neither a section nor missing.
  bool put(std::string_view path, json::Value value) {
    json::Value* at = &merged_.tree;
    for (const std::string& name : names_in(path)) {
      if (at->is_null()) *at = json::Object{};
      if (!at->is_object()) return false;
      at = &at->get_object()[name];
    }
    *at = std::move(value);
    return true;
  }

  Merged& merged_;
  const std::vector<Key>& keys_;
};

Result<std::string> read(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return std::unexpected(json::error_of({{name, "this is a folder"}}));
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::unexpected(json::error_of({{name, fmt::format("cannot be read: {}", std::strerror(errno))}}));
  std::string text(kYamlBytesMax + 1, '\0');  // one more than allowed, for the parser to refuse
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

void merge_file(const std::filesystem::path& path, Merged& merged) {
  Result<std::string> text = read(path);
  Result<YamlDocument> document = text ? parse_yaml(*text, path.string()) : std::unexpected(text.error());
  if (!document) {
    merged.faults = std::move(document).error().faults;
    merged.readable = false;
    return;
  }
  merged.tree = std::move(document->value);
  merged.places = std::move(document->places);
}

// "http:" with everything inside of it commented out is an empty section, which says nothing.
void drop_empty_sections(json::Value& tree, std::string_view prefix, const std::vector<Key>& keys) {
  if (!tree.is_object()) return;
  std::vector<std::string> empty;
  for (auto& member : tree.get_object()) {
    const std::string path = std::string(prefix) + std::string(std::string_view(member.key()));
    const Key* key = find_key(keys, path);
    if (key == nullptr || !key->section) continue;
    if (member.value().is_null()) empty.emplace_back(std::string_view(member.key()));
    drop_empty_sections(member.value(), path + ".", keys);
  }
  for (const std::string& name : empty)
    tree.get_object().erase(name);
}

}  // namespace

NamedTexts process_environment() {
  NamedTexts variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    variables.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

Merged merge(const Sources& sources, const std::vector<Key>& keys) {
  Merged merged;
  if (sources.file) merge_file(*sources.file, merged);
  Overlay overlay(merged, keys);
  for (const auto& [variable, text] : sources.environment) {
    if (is_setting(variable)) overlay.environment(variable, text);
  }
  for (const auto& [path, text] : sources.flags)
    overlay.flag(path, text);
  drop_empty_sections(merged.tree, "", keys);
  return merged;
}

Error error_of(Merged merged, std::vector<Fault> type_faults) {
  std::vector<Fault> faults = std::move(merged.faults);
  for (Fault& fault : type_faults) {
    std::string_view key = fault.path;  // "$.http.port", or "$" for the whole
    key.remove_prefix(std::min<std::size_t>(key.starts_with("$.") ? 2 : 1, key.size()));
    faults.push_back(merged.places.fault(key, std::move(fault.message)));
  }
  return json::error_of(std::move(faults));
}

}  // namespace swarm::config
