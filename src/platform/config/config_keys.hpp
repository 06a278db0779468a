#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

// The keys of a configuration, read off its field lists: what the loader checks names against and what
// docs/reference/configuration.md is made of.
namespace swarm::config {

struct Key {
  std::string path;  // "http.port"; "providers[].name" inside of a list, "limits.<name>.rate" inside of a map
  std::string type;
  std::string default_text;
  std::string allowed;
  std::string help;
  bool live = false;        // may change while the server runs
  bool section = false;     // holds further keys and is no value itself
  bool takes_text = false;  // a value (of a map: an entry) from the environment is taken as it stands
};

// "SWARM_HTTP__PORT" for "http.port"; empty where no variable can name the key, which is inside of lists.
std::string variable_of(std::string_view path);

// A value as people read it: what is secret by its name or inside of a text is hidden, sizes have units.
std::string shown(const json::Value& value, std::string_view name);

namespace detail {

// Refuses, as a bug, names that the environment could not tell apart or that are kept for something else.
void check_name(std::string_view name, std::string_view prefix);
std::string range_text(const json::Limits& limits, bool is_size);
std::string_view last_name(std::string_view path);

template <class T>
struct Inner {
  using Type = T;
};
template <class T>
struct Inner<std::optional<T>> {
  using Type = T;
};
template <class T>
struct Inner<std::vector<T>> {
  using Type = T;
};
template <class T>
struct Inner<std::map<std::string, T>> {
  using Type = T;
};
template <class T>
using InnerOf = typename Inner<T>::Type;

template <class T>
inline constexpr bool is_section_list = json::detail::is_vector<T> && json::Described<InnerOf<T>>;
template <class T>
inline constexpr bool is_section_map = json::detail::is_map<T> && json::Described<InnerOf<T>>;

template <class T>
std::string_view duration_unit() {
  using Period = typename T::period;
  if constexpr (std::same_as<Period, std::milli>)
    return "ms";
  else if constexpr (std::same_as<Period, std::ratio<1>>)
    return "s";
  else if constexpr (std::same_as<Period, std::ratio<60>>)
    return "min";
  else if constexpr (std::same_as<Period, std::ratio<3600>>)
    return "h";
  else
    return "d";
}

template <class T>
std::string type_name() {
  if constexpr (json::detail::is_optional<T>)
    return type_name<InnerOf<T>>();
  else if constexpr (json::detail::is_vector<T>)
    return "list of " + type_name<InnerOf<T>>();
  else if constexpr (json::detail::is_map<T>)
    return "map of " + type_name<InnerOf<T>>();
  else if constexpr (json::detail::is_duration<T>)
    return fmt::format("duration ({})", duration_unit<T>());
  else if constexpr (json::Described<T>)
    return std::string(T::schema.name);
  else if constexpr (std::same_as<T, bool>)
    return "truth";
  else if constexpr (std::integral<T>)
    return "whole number";
  else if constexpr (std::floating_point<T>)
    return "number";
  else if constexpr (std::same_as<T, Bytes>)
    return "size";
  else if constexpr (std::same_as<T, Time>)
    return "time";
  else if constexpr (std::same_as<T, std::filesystem::path>)
    return "path";
  else if constexpr (std::same_as<T, json::Value>)
    return "anything";
  else if constexpr (std::same_as<T, json::Object>)
    return "map";
  else if constexpr (json::NamedEnum<T>)
    return "name";
  else
    return "text";
}

template <class T>
constexpr bool takes_text() {
  if constexpr (json::detail::is_optional<T> || json::detail::is_map<T>)
    return takes_text<InnerOf<T>>();
  else
    return std::same_as<T, std::string> || std::same_as<T, std::filesystem::path> || std::same_as<T, Time> ||
           json::NamedEnum<T> || json::Wrapped<T>;
}

template <class T>
std::string allowed_text(const json::Limits& limits) {
  if constexpr (json::detail::is_optional<T>) {
    return allowed_text<InnerOf<T>>(limits);
  } else if constexpr (json::detail::is_vector<T> || json::detail::is_map<T>) {
    std::string entries =
        limits.list ? fmt::format("{} to {} entries", limits.list->low, limits.list->high) : std::string();
    const std::string each = allowed_text<InnerOf<T>>(limits);
    if (each.empty()) return entries;
    return entries.empty() ? "each " + each : entries + ", each " + each;
  } else if constexpr (json::NamedEnum<T>) {
    std::string names;
    for (const auto& entry : enum_names(T{}))
      names += (names.empty() ? "" : ", ") + std::string(entry.name);
    return names;
  } else if constexpr (std::same_as<T, bool>) {
    return "true, false";
  } else if constexpr (json::Described<T>) {
    return "";
  } else {
    return range_text(limits, std::same_as<T, Bytes>);
  }
}

// How a value is shown; sizes keep their units.
template <class T>
std::string shown_value(const T& value, std::string_view name) {
  if constexpr (json::detail::is_optional<T>)
    return value ? shown_value(*value, name) : "unset";
  else if constexpr (std::same_as<T, Bytes>)
    return to_text(value);
  else if constexpr (std::same_as<T, std::filesystem::path>)
    return shown(json::encode(value), "");  // names no secret
  else
    return shown(json::encode(value), name);
}

template <json::Described T>
void list_keys(const T& defaults, const std::string& prefix, bool live, std::vector<Key>& keys);

template <class M>
void list_key(const M& value, const json::Limits& limits, std::string_view name, std::string_view help,
              const std::string& prefix, bool live, std::vector<Key>& keys) {
  check_name(name, prefix);
  Key key{.path = prefix + std::string(name),
          .type = type_name<M>(),
          .default_text = limits.required ? "required" : "",
          .allowed = allowed_text<M>(limits),
          .help = std::string(help),
          .live = live || limits.live,
          .section = false,
          .takes_text = takes_text<M>()};
  const std::string path = key.path;
  const bool inner_live = key.live;
  if constexpr (json::Described<M>) {
    key.section = true;
    keys.push_back(std::move(key));
    list_keys(value, path + ".", inner_live, keys);
  } else if constexpr (json::detail::is_optional<M> && json::Described<InnerOf<M>>) {
    key.section = true;
    keys.push_back(std::move(key));
    list_keys(InnerOf<M>{}, path + ".", inner_live, keys);
  } else {
    if (!limits.required) key.default_text = shown_value(value, name);
    keys.push_back(std::move(key));
    if constexpr (is_section_list<M>) list_keys(InnerOf<M>{}, path + "[].", inner_live, keys);
    if constexpr (is_section_map<M>) list_keys(InnerOf<M>{}, path + ".<name>.", inner_live, keys);
  }
}

template <json::Described T>
void list_keys(const T& defaults, const std::string& prefix, bool live, std::vector<Key>& keys) {
  const auto list_one = [&](const auto& listed) {
    list_key(defaults.*listed.member, listed.limits, listed.name, listed.help, prefix, live, keys);
  };
  std::apply([&](const auto&... listed) { (list_one(listed), ...); }, T::schema.fields);
}

std::string reference_of(const std::vector<Key>& keys);

}  // namespace detail

// In the order of the field lists, a section before what it holds.
template <json::Described T>
std::vector<Key> keys_of() {
  std::vector<Key> keys;
  detail::list_keys(T{}, "", false, keys);
  return keys;
}

// docs/reference/configuration.md: a table for every section with key, variable, type, default, what is allowed and
// whether a change takes effect live or at a restart.
template <json::Described T>
std::string reference() {
  return detail::reference_of(keys_of<T>());
}

}  // namespace swarm::config
