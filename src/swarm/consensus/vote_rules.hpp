#pragma once

#include <optional>
#include <vector>

#include "swarm/consensus/consensus_types.hpp"

// Decisions about votes: pure, and whole numbers but for the posterior.
namespace swarm::consensus {

struct Tally {
  std::vector<std::size_t> counts;  // by cluster, in the order of their first votes
  std::size_t absent = 0;           // who may vote and has said that they give no answer
  bool is_closed = false;           // nobody else may vote

  std::size_t votes() const;
};

// Nothing while it is open. The same tally always gives the same decision.
std::optional<Decision> decide(const Tally& tally, const Rules& rules);

// How many more votes are needed at least, all for one answer, until it is decided; 0 when it is.
std::size_t votes_needed(const Tally& tally, const Rules& rules);

}  // namespace swarm::consensus
