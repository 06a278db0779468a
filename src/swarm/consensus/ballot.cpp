#include "swarm/consensus/ballot.hpp"

#include <fmt/format.h>

#include "base/invariant.hpp"

namespace swarm::consensus {

Ballot::Ballot(Rules rules, Normaliser normalise) : rules_(rules), normalise_(std::move(normalise)) {
  SWARM_INVARIANT(rules.electorate >= 1 && rules.electorate <= kElectorateMax, "whoever holds a vote bounds it");
  SWARM_INVARIANT(
      rules.quorum.denominator > 0 && rules.quorum.numerator >= 0 && rules.quorum.numerator <= rules.quorum.denominator,
      "a quorum is a share of the electorate");
}

Result<Done> Ballot::admit(const std::string& voter) {
  if (heard_.contains(voter)) return fail(ErrorCode::conflict, fmt::format("'{}' has voted already", voter));
  if (heard_.size() == rules_.electorate)
    return fail(ErrorCode::conflict, fmt::format("all {} that may vote have", rules_.electorate));
  heard_.insert(voter);
  return Done{};
}

Result<Done> Ballot::on_vote(std::string voter, std::string answer) {
  TRY(admit(voter));
  std::string meaning = normalise_(answer);
  const auto [place, is_new] = places_.emplace(std::move(meaning), clusters_.size());
  if (is_new) {
    clusters_.push_back({.meaning = place->first, .answer = std::move(answer), .voters = {}});
    tally_.counts.push_back(0);
  }
  clusters_[place->second].voters.push_back(std::move(voter));
  if (decision_) return Done{};
  ++tally_.counts[place->second];
  decision_ = decide(tally_, rules_);
  return Done{};
}

Result<Done> Ballot::on_absence(std::string voter) {
  TRY(admit(voter));
  if (decision_) return Done{};
  ++tally_.absent;
  decision_ = decide(tally_, rules_);
  return Done{};
}

void Ballot::close() {
  if (decision_) return;
  tally_.is_closed = true;
  decision_ = decide(tally_, rules_);
  SWARM_INVARIANT(decision_.has_value(), "a vote to which nobody can add is decided one way or the other");
}

}  // namespace swarm::consensus
