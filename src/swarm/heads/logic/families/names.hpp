#pragma once

#include <optional>
#include <string>
#include <vector>

#include "swarm/heads/logic/language/token.hpp"

namespace swarm::logic {

// "when", "take", "yesterday": stands in front of names or behind them, and is never a part of one.
bool is_beside_names(const Token& token);

// The persons and things of a puzzle, in the order in which they are met.
class Names {
 public:
  // The number of tokens of a name that begins here: "Ann", "the old mill", "my brother", "Rita's house", "gold";
  // nothing where none begins.
  static std::size_t length(Span tokens);

  int add(Span tokens);  // also for one that is known
  std::optional<int> find(Span tokens) const;
  std::size_t size() const { return shown_.size(); }
  const std::string& shown(int index) const { return shown_[static_cast<std::size_t>(index)]; }
  // One name is a part of another: "the car", "the red car".
  bool overlap() const;

 private:
  std::vector<std::string> keys_;
  std::vector<std::string> shown_;
};

// "Ann, Bob and Cy": the names, and the tokens that they take; at least two.
struct NameList {
  std::vector<Span> names;
  std::size_t length = 0;
};
std::optional<NameList> name_list(Span tokens);

// A sentence that only introduces: "Three friends, Ann, Bob and Cy, ran a race". Its names.
std::optional<std::vector<Span>> introduced(Span tokens);

std::optional<int> number_of(const Token& token);   // "three", "3"
std::optional<int> ordinal_of(const Token& token);  // "third", "3rd"; "last" is -1

}  // namespace swarm::logic
