#pragma once

#include <array>
#include <memory>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "engine/grammars/rules.hpp"

namespace swarm::grammars {

// Follows a text through rules, byte for byte. Rules that leave many ways open at once have more states than anybody
// could go through: all that is done is counted, and beyond the work that was allowed nothing is done any more.
//
// A state is a set of stacks of what has still to come. Stacks share their lower parts, and states that were met before
// are found again, so a byte within a text costs one look into a table. Not thread-safe.
class States {
 public:
  using State = std::uint32_t;
  static constexpr State kDead = 0;  // no text goes on here

  explicit States(std::shared_ptr<const Rules> rules);

  State begin();
  State after(State state, unsigned char byte) {
    const State known = next_[state * classes_ + class_of_[byte]];
    return known != kUnknown ? known : follow(state, byte);
  }
  bool is_complete(State state) const { return sets_[state].is_complete; }

  // Work is about 10 ns each. What `begin` and `after` say is worth nothing once it is exhausted.
  void allow(std::int64_t work, std::int64_t most);
  bool is_exhausted() const { return work_left_ < 0; }

  // Forgets all other states when they have become many: their numbers mean nothing then. The state's new number.
  State keep_only(State state);

 private:
  using Stack = std::uint32_t;
  static constexpr State kUnknown = ~State{0};
  static constexpr Stack kEmpty = 0;
  static constexpr std::size_t kKeptMax = 1'000'000;  // numbers of 4 bytes, of all states and stacks
  struct Node {
    std::uint32_t symbol;  // comes next
    Stack below;
  };
  struct Set {
    std::uint32_t first, end;  // in stacks_
    bool is_complete;
  };

  std::size_t kept() const;
  void find_classes();
  void forget_all();
  State follow(State state, unsigned char byte);
  State settled(std::vector<Stack>& open);
  State state_of(std::vector<Stack>& stacks);
  Stack before(std::uint32_t symbol, Stack below);
  Stack copied(Stack stack, const std::vector<Node>& nodes, std::vector<Stack>& copies);

  const std::shared_ptr<const Rules> rules_;
  std::array<std::uint8_t, 256> class_of_{};  // bytes that no rule tells apart
  std::size_t classes_ = 0;
  std::int64_t work_left_ = 0;
  std::size_t kept_max_ = kKeptMax;

  std::vector<Node> nodes_;
  boost::unordered_flat_map<std::uint64_t, Stack> known_nodes_;
  std::vector<Stack> stacks_;  // of all states, one after the other
  std::vector<Set> sets_;      // by state
  std::vector<State> next_;    // by state and class
  boost::unordered_flat_map<std::uint64_t, std::vector<State>> known_states_;
  std::vector<std::uint32_t> seen_;  // by stack: in which round
  std::uint32_t round_ = 0;
};

}  // namespace swarm::grammars
