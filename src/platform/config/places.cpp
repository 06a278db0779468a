#include "platform/config/places.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "platform/config/config_keys.hpp"

namespace swarm::config {

namespace {

bool is_inside(std::string_view key, std::string_view outer) {
  return outer.empty() || (key.starts_with(outer) &&
                           (key.size() == outer.size() || key[outer.size()] == '.' || key[outer.size()] == '['));
}

}  // namespace

std::string Place::text() const {
  return line == 0 ? source : fmt::format("{}:{}", source, line);
}

void Places::remove(const std::string& key) {
  std::erase_if(places_, [&](const auto& entry) { return is_inside(entry.first, key); });
}

const Place* Places::find(const std::string& key) const {
  const auto found = places_.find(key);
  return found == places_.end() ? nullptr : &found->second;
}

const Place* Places::nearest(std::string_view key) const {
  for (;;) {
    if (const Place* place = find(std::string(key))) return place;
    if (key.empty()) return nullptr;
    const std::size_t cut = key.find_last_of(".[");
    key = cut == std::string_view::npos ? "" : key.substr(0, cut);
  }
}

Fault Places::fault(std::string_view key, std::string message) const {
  const Place* place = nearest(key);
  if (place == nullptr) return {std::string(key), std::move(message)};
  const bool names_the_key = place->source == fmt::format("flag --{}", key) ||
                             place->source == fmt::format("environment {}", variable_of(key));
  if (key.empty() || names_the_key) return {place->text(), std::move(message)};
  return {fmt::format("{}: {}", place->text(), key), std::move(message)};
}

}  // namespace swarm::config
