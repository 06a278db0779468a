#pragma once

#include <cstddef>
#include <list>
#include <unordered_map>
#include <utility>

namespace swarm::identity {

// A map with a named maximum that forgets what was used longest ago. Not thread-safe: its owner locks.
template <class Key, class Value>
class LruMap {
 public:
  explicit LruMap(std::size_t size_max) : size_max_(size_max) {}

  // The value, which is now the one used last; null when there is none. Valid until the next put() or erase().
  Value* find(const Key& key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->second;
  }

  // Sets the value; makes room when the map is full.
  Value& put(const Key& key, Value value) {
    if (Value* existing = find(key)) {
      *existing = std::move(value);
      return *existing;
    }
    if (entries_.size() >= size_max_) forget_oldest();
    entries_.emplace_front(key, std::move(value));
    index_.emplace(key, entries_.begin());
    return entries_.front().second;
  }

  void erase(const Key& key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return;
    entries_.erase(found->second);
    index_.erase(found);
  }

  void clear() {
    index_.clear();
    entries_.clear();
  }

  std::size_t size() const { return entries_.size(); }
  std::size_t size_max() const { return size_max_; }

 private:
  void forget_oldest() {
    index_.erase(entries_.back().first);
    entries_.pop_back();
  }

  const std::size_t size_max_;
  std::list<std::pair<Key, Value>> entries_;  // used last first
  std::unordered_map<Key, typename std::list<std::pair<Key, Value>>::iterator> index_;
};

}  // namespace swarm::identity
