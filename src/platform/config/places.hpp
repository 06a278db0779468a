#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace swarm::config {

// Where a value was written: "swarm.yaml" with its line, "environment SWARM_HTTP__PORT" or "flag --http.port".
struct Place {
  std::string source;
  std::size_t line = 0;  // from 1; 0 where lines say nothing
  std::size_t column = 0;

  std::string text() const;
  bool operator==(const Place&) const = default;
};

// The places of all values that were written, by key: "http.port", "providers[0].name". "" is the whole.
class Places {
 public:
  void add(const std::string& key, Place place) { places_.try_emplace(key, std::move(place)); }

  // Forgets a key and everything inside of it: something else took its place.
  void remove(const std::string& key);

  // Nothing for a value that was not written.
  const Place* find(const std::string& key) const;

  // The place of the key or of the nearest thing around it that was written.
  const Place* nearest(std::string_view key) const;

  // The fault of one key, said with its place: "swarm.yaml:12: http.port" and what is wrong.
  Fault fault(std::string_view key, std::string message) const;

  const std::map<std::string, Place>& all() const { return places_; }

 private:
  std::map<std::string, Place> places_;
};

}  // namespace swarm::config
