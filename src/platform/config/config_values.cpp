#include "platform/config/config_values.hpp"

#include <fmt/format.h>
#include <map>

namespace swarm::config {

std::string text_of(const Change& change) {
  return fmt::format("{}: {} → {} ({})", change.key, change.before, change.after,
                     change.live ? "live" : "at the next restart");
}

namespace detail {

std::vector<Setting> settings_of(const std::vector<Leaf>& leaves, const Places& places) {
  std::vector<Setting> settings;
  for (const Leaf& leaf : leaves) {
    const Place* place = places.find(leaf.key);
    settings.push_back({leaf.key, leaf.shown, place == nullptr ? "default" : place->text(), leaf.live});
  }
  return settings;
}

namespace {

std::map<std::string_view, const Leaf*> by_key(const std::vector<Leaf>& leaves) {
  std::map<std::string_view, const Leaf*> found;
  for (const Leaf& leaf : leaves)
    found.emplace(leaf.key, &leaf);
  return found;
}

}  // namespace

std::vector<Change> changes_between(const std::vector<Leaf>& before, const std::vector<Leaf>& after) {
  constexpr const char* kAbsent = "absent";
  const auto old_leaves = by_key(before), new_leaves = by_key(after);
  std::vector<Change> changes;
  for (const Leaf& leaf : after) {
    const auto old = old_leaves.find(leaf.key);
    if (old == old_leaves.end())
      changes.push_back({leaf.key, kAbsent, leaf.shown, leaf.live});
    else if (old->second->exact != leaf.exact)
      changes.push_back({leaf.key, old->second->shown, leaf.shown, leaf.live});
  }
  for (const Leaf& leaf : before) {
    if (!new_leaves.contains(leaf.key)) changes.push_back({leaf.key, leaf.shown, kAbsent, leaf.live});
  }
  return changes;
}

}  // namespace detail

}  // namespace swarm::config
