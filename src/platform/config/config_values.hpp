#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/config/config_keys.hpp"
#include "platform/config/places.hpp"

// The values of a configuration, one by one, as they may be shown to people.
namespace swarm::config {

struct Setting {
  std::string key;     // "providers[0].name"
  std::string value;   // may be shown: secrets are hidden
  std::string origin;  // "default", "swarm.yaml:12", "environment SWARM_HTTP__PORT" or "flag --http.port"
  bool live = false;
  bool operator==(const Setting&) const = default;
};

struct Change {
  std::string key;
  std::string before;  // both may be shown; "absent" where there is no such entry
  std::string after;
  bool live = false;
  bool operator==(const Change&) const = default;
};

// "http.port: 3000 → 8080 (live)", or "(at the next restart)".
std::string text_of(const Change& change);

namespace detail {

struct Leaf {
  std::string key;
  std::string exact;  // for comparing; never shown
  std::string shown;
  bool live = false;
};

template <json::Described T>
void list_leaves(const T& value, const std::string& prefix, bool live, std::vector<Leaf>& leaves);

template <class M>
void list_leaf(const M& value, const std::string& key, bool live, std::vector<Leaf>& leaves) {
  if constexpr (json::Described<M>) {
    return list_leaves(value, key + ".", live, leaves);
  } else if constexpr (json::detail::is_optional<M> && json::Described<InnerOf<M>>) {
    if (value) return list_leaves(*value, key + ".", live, leaves);
  } else if constexpr (is_section_list<M>) {
    for (std::size_t i = 0; i < value.size(); ++i)
      list_leaves(value[i], fmt::format("{}[{}].", key, i), live, leaves);
    if (!value.empty()) return;
  } else if constexpr (is_section_map<M>) {
    for (const auto& [name, member] : value)
      list_leaves(member, fmt::format("{}.{}.", key, name), live, leaves);
    if (!value.empty()) return;
  }
  leaves.push_back({key, json::to_text(json::encode(value)), shown_value(value, last_name(key)), live});
}

template <json::Described T>
void list_leaves(const T& value, const std::string& prefix, bool live, std::vector<Leaf>& leaves) {
  const auto list_one = [&](const auto& listed) {
    list_leaf(value.*listed.member, prefix + std::string(listed.name), live || listed.limits.live, leaves);
  };
  std::apply([&](const auto&... listed) { (list_one(listed), ...); }, T::schema.fields);
}

std::vector<Setting> settings_of(const std::vector<Leaf>& leaves, const Places& places);
std::vector<Change> changes_between(const std::vector<Leaf>& before, const std::vector<Leaf>& after);

template <json::Described T>
std::vector<Leaf> leaves_of(const T& value) {
  std::vector<Leaf> leaves;
  list_leaves(value, "", false, leaves);
  return leaves;
}

}  // namespace detail

// Every value with where it came from, in the order of the field lists.
template <json::Described T>
std::vector<Setting> effective(const T& value, const Places& places) {
  return detail::settings_of(detail::leaves_of(value), places);
}

// What is different: first the keys of `after`, then those that went away.
template <json::Described T>
std::vector<Change> difference(const T& before, const T& after) {
  return detail::changes_between(detail::leaves_of(before), detail::leaves_of(after));
}

}  // namespace swarm::config
