#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "swarm/consensus/vote_rules.hpp"

namespace swarm::consensus {

// One vote among a fixed electorate, as a state machine without I/O, clock or chance: the same votes in the same order
// give the same decision. Once decided it stays so, whatever comes later. Not thread-safe; whoever owns it counts.
class Ballot {
 public:
  // `normalise` says what an answer means; answers::normal_form() for values and texts.
  Ballot(Rules rules, Normaliser normalise);

  // Each voter speaks once. `conflict`: this one has spoken, or as many as may vote have. A vote behind the decision is
  // kept for the account, and changes nothing.
  Result<Done> on_vote(std::string voter, std::string answer);
  // Who may vote gives no answer.
  Result<Done> on_absence(std::string voter);
  // Nobody else votes: the time is up.
  void close();

  const std::optional<Decision>& decision() const { return decision_; }
  std::size_t votes_needed() const { return decision_ ? 0 : consensus::votes_needed(tally_, rules_); }
  // In the order of their first votes, with late votes.
  const std::vector<Cluster>& clusters() const { return clusters_; }
  const Rules& rules() const { return rules_; }

 private:
  Result<Done> admit(const std::string& voter);

  const Rules rules_;
  const Normaliser normalise_;
  std::set<std::string> heard_{};
  std::map<std::string, std::size_t> places_{};  // of clusters, by their meaning
  std::vector<Cluster> clusters_{};
  Tally tally_{};
  std::optional<Decision> decision_{};
};

}  // namespace swarm::consensus
