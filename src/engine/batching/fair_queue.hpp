#pragma once

#include <algorithm>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace swarm::batching {

// Items of clients that take turns: whoever has a hundred waiting delays others by one each time, not by a hundred.
// One client's items keep their order. The owner bounds the number of items. Not thread-safe.
template <class Item>
class FairQueue {
 public:
  void push(const std::string& client, Item item) {
    auto found = std::ranges::find(turns_, client, &Turn::client);
    if (found == turns_.end()) found = turns_.insert(turns_.end(), Turn{client, {}});
    found->items.push_back(std::move(item));
    ++size_;
  }

  // The first item, in the order of turns, that `fits` says yes to. Its client goes to the end.
  template <class Predicate>
  std::optional<Item> take(Predicate fits) {
    for (auto turn = turns_.begin(); turn != turns_.end(); ++turn) {
      const auto found = std::ranges::find_if(turn->items, fits);
      if (found == turn->items.end()) continue;
      std::optional<Item> item(std::move(*found));
      turn->items.erase(found);
      --size_;
      if (turn->items.empty())
        turns_.erase(turn);
      else
        turns_.splice(turns_.end(), turns_, turn);
      return item;
    }
    return std::nullopt;
  }

  // Everything that `goes` says yes to, whoever's turn it is.
  template <class Predicate>
  std::vector<Item> take_all(Predicate goes) {
    std::vector<Item> out;
    for (Turn& turn : turns_) {
      for (auto item = turn.items.begin(); item != turn.items.end();) {
        if (!goes(*item)) {
          ++item;
          continue;
        }
        out.push_back(std::move(*item));
        item = turn.items.erase(item);
        --size_;
      }
    }
    turns_.remove_if([](const Turn& turn) { return turn.items.empty(); });
    return out;
  }

  template <class Visitor>
  void for_each(Visitor visit) const {
    for (const Turn& turn : turns_)
      std::ranges::for_each(turn.items, visit);
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  struct Turn {
    std::string client;
    std::deque<Item> items;
  };
  std::list<Turn> turns_;  // the first is next; none is empty
  std::size_t size_ = 0;
};

}  // namespace swarm::batching
