#include "swarm/consensus/vote_rules.hpp"

#include <algorithm>
#include <numeric>

#include "base/invariant.hpp"
#include "swarm/consensus/posterior.hpp"

namespace swarm::consensus {

namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// Who leads, and how many votes the next one has.
struct Standing {
  std::size_t leader = kNone;  // the first of those with most votes
  std::size_t leading = 0;
  std::size_t next = 0;
};

Standing standing_of(const std::vector<std::size_t>& counts) {
  Standing standing;
  for (std::size_t place = 0; place < counts.size(); ++place) {
    if (counts[place] > standing.leading) {
      standing.next = standing.leading;
      standing.leading = counts[place];
      standing.leader = place;
    } else {
      standing.next = std::max(standing.next, counts[place]);
    }
  }
  return standing;
}

// Whether the leader of a plurality stays before the answer at `place` with `count` votes and `more` to come.
bool stays_before(const Standing& standing, const Rules& rules, std::size_t place, std::size_t count,
                  std::size_t more) {
  const bool wins_ties = rules.tie_break == TieBreak::first_voted && standing.leader < place;
  return standing.leading > count + more || (wins_ties && standing.leading == count + more);
}

// Whether the leader wins whatever the `more` votes to come say.
bool has_won(const Tally& tally, const Rules& rules, const Standing& standing, std::size_t more) {
  if (standing.leader == kNone) return false;
  if (rules.rule == Rule::majority) return 2 * standing.leading > tally.votes() + more;
  for (std::size_t place = 0; place < tally.counts.size(); ++place) {
    if (place != standing.leader && !stays_before(standing, rules, place, tally.counts[place], more)) return false;
  }
  return more == 0 || stays_before(standing, rules, tally.counts.size(), 0, more);  // an answer nobody gave yet
}

// Whether no answer can win any more. With all votes to come an answer has its best chance.
bool nobody_can_win(const Tally& tally, const Rules& rules, const Standing& standing, std::size_t more) {
  if (rules.rule == Rule::majority) return 2 * (standing.leading + more) <= tally.votes() + more;
  return more == 0;  // has_won() was false: a tie, or no votes at all
}

bool is_sure(const Tally& tally, const Rules& rules, const Standing& standing, double posterior) {
  return rules.confidence && standing.leading > standing.next && tally.votes() >= rules.votes_min &&
         posterior >= *rules.confidence;
}

}  // namespace

std::size_t Tally::votes() const {
  return std::accumulate(counts.begin(), counts.end(), std::size_t{0});
}

std::optional<Decision> decide(const Tally& tally, const Rules& rules) {
  const std::size_t votes = tally.votes();
  const std::size_t heard = votes + tally.absent;
  SWARM_INVARIANT(heard <= rules.electorate && rules.electorate <= kElectorateMax, "the ballot counts who votes");
  const std::size_t more = tally.is_closed ? 0 : rules.electorate - heard;
  const Standing standing = standing_of(tally.counts);
  Decision decision{.posterior = posterior_of_leader(standing.leading, standing.next),
                    .votes = votes,
                    .saved = rules.electorate - heard};
  decision.ground = more > 0                   ? Ground::outcome_fixed
                    : heard < rules.electorate ? Ground::closed
                                               : Ground::everybody_voted;
  if (!rules.quorum.is_reached_by(votes + more, rules.electorate)) {
    decision.outcome = Outcome::no_quorum;
    return decision;
  }
  if (!rules.quorum.is_reached_by(votes, rules.electorate)) return std::nullopt;
  if (!has_won(tally, rules, standing, more)) {
    if (nobody_can_win(tally, rules, standing, more)) {
      decision.outcome = Outcome::undecided;
      return decision;
    }
    if (!is_sure(tally, rules, standing, decision.posterior)) return std::nullopt;
    decision.ground = Ground::posterior_sure;
  }
  decision.outcome = Outcome::decided;
  decision.cluster = standing.leader;
  return decision;
}

std::size_t votes_needed(const Tally& tally, const Rules& rules) {
  if (decide(tally, rules)) return 0;
  Tally imagined = tally;
  const Standing standing = standing_of(tally.counts);
  if (standing.leader == kNone) imagined.counts.push_back(0);
  std::size_t& leading = imagined.counts[standing.leader == kNone ? 0 : standing.leader];
  std::size_t needed = 0;
  do {
    ++leading;
    ++needed;
  } while (!decide(imagined, rules));
  return needed;
}

}  // namespace swarm::consensus
