#include "swarm/consensus/vote_rules.hpp"

#include <gtest/gtest.h>

namespace swarm::consensus {
namespace {

using Counts = std::vector<std::size_t>;

Rules majority_of(std::size_t electorate) {
  return {.electorate = electorate};
}
Rules plurality_of(std::size_t electorate, TieBreak tie_break = TieBreak::nobody) {
  return {.rule = Rule::plurality, .tie_break = tie_break, .electorate = electorate};
}
std::optional<Decision> decided(Counts counts, const Rules& rules, std::size_t absent = 0, bool is_closed = false) {
  return decide({std::move(counts), absent, is_closed}, rules);
}

TEST(Majority, NeedsMoreThanHalfOfTheVotes) {
  EXPECT_EQ(decided({3, 2}, majority_of(5))->cluster, 0U);
  EXPECT_EQ(decided({2, 3}, majority_of(5))->cluster, 1U);
  EXPECT_EQ(decided({2, 2}, majority_of(4))->outcome, Outcome::undecided);
  EXPECT_EQ(decided({2, 1, 1}, majority_of(4))->outcome, Outcome::undecided);
  EXPECT_EQ(decided({3, 2}, majority_of(5))->ground, Ground::everybody_voted);
}

TEST(Majority, IsDecidedAsSoonAsNothingCanChangeIt) {
  EXPECT_FALSE(decided({2}, majority_of(5)));
  const auto early = decided({3}, majority_of(5));
  ASSERT_TRUE(early);
  EXPECT_EQ(early->ground, Ground::outcome_fixed);
  EXPECT_EQ(early->saved, 2U);
  EXPECT_FALSE(decided({3, 1}, majority_of(7)));
  EXPECT_TRUE(decided({4, 1}, majority_of(7)));
}

TEST(Majority, IsGivenUpAsSoonAsNobodyCanReachIt) {
  EXPECT_EQ(decided({1, 1, 1}, majority_of(4))->outcome, Outcome::undecided);  // 2 of 4 at best
  EXPECT_FALSE(decided({1, 1, 1}, majority_of(5)));                            // 3 of 5 are possible
  EXPECT_EQ(decided({1, 1, 1, 1}, majority_of(6))->ground, Ground::outcome_fixed);
}

TEST(Majority, CountsTheVotesThatWereCast) {
  EXPECT_EQ(decided({2, 1}, majority_of(5), 2)->cluster, 0U);
  EXPECT_EQ(decided({1, 1}, majority_of(4), 2)->outcome, Outcome::undecided);
}

TEST(Quorum, IsAFractionOfThoseWhoMayVote) {
  EXPECT_EQ(decided({2}, majority_of(5), 3)->outcome, Outcome::no_quorum);
  EXPECT_EQ(decided({2}, majority_of(4), 2)->cluster, 0U);  // exactly half
  Rules rules = majority_of(3);
  rules.quorum = {2, 3};
  EXPECT_EQ(decided({2}, rules, 1)->cluster, 0U);  // 2 of 3 are 2/3, without rounding
  rules.quorum = {667, 1000};
  EXPECT_EQ(decided({2}, rules, 1)->outcome, Outcome::no_quorum);
}

TEST(Quorum, ThatCannotBeReachedEndsTheVote) {
  const auto ended = decided({}, majority_of(5), 3);
  EXPECT_EQ(ended->outcome, Outcome::no_quorum);
  EXPECT_EQ(ended->ground, Ground::outcome_fixed);
}

TEST(Quorum, ThatIsNotReachedYetKeepsASureVoteOpen) {
  Rules rules = majority_of(5);
  rules.quorum = {1, 1};
  EXPECT_FALSE(decided({4}, rules));
  EXPECT_EQ(decided({5}, rules)->cluster, 0U);
}

TEST(Plurality, NeedsMoreThanAnyOther) {
  EXPECT_EQ(decided({2, 1, 1}, plurality_of(4))->cluster, 0U);
  EXPECT_EQ(decided({1, 2, 1}, plurality_of(4))->cluster, 1U);
  EXPECT_EQ(decided({2, 2, 1}, plurality_of(5))->outcome, Outcome::undecided);
}

TEST(Plurality, TiesGoToTheNamedTieBreak) {
  EXPECT_EQ(decided({1, 2, 2}, plurality_of(5, TieBreak::first_voted))->cluster, 1U);
  EXPECT_EQ(decided({2, 2}, plurality_of(4, TieBreak::first_voted))->cluster, 0U);
}

TEST(Plurality, IsDecidedAsSoonAsNothingCanChangeIt) {
  EXPECT_FALSE(decided({3, 1}, plurality_of(6)));  // 3 to 3 is possible
  EXPECT_TRUE(decided({3, 1}, plurality_of(6, TieBreak::first_voted)));
  EXPECT_FALSE(decided({1, 3}, plurality_of(6, TieBreak::first_voted)));  // the first could come level, and win
  EXPECT_TRUE(decided({3, 1}, plurality_of(5)));
  EXPECT_FALSE(decided({2}, plurality_of(4)));  // two could give an answer that nobody gave yet
  EXPECT_TRUE(decided({2}, plurality_of(4, TieBreak::first_voted)));
}

TEST(Posterior, DecidesWhenItIsSureEnough) {
  Rules rules = majority_of(40);
  rules.quorum = {0, 1};
  EXPECT_FALSE(decided({4}, rules));
  rules.confidence = 0.95;
  EXPECT_FALSE(decided({3}, rules));  // 0.9375
  const auto sure = decided({4}, rules);
  ASSERT_TRUE(sure);
  EXPECT_EQ(sure->ground, Ground::posterior_sure);
  EXPECT_DOUBLE_EQ(sure->posterior, 0.96875);
  EXPECT_EQ(sure->saved, 36U);
  EXPECT_FALSE(decided({5, 1}, rules));
  EXPECT_TRUE(decided({6, 1}, rules));
}

TEST(Posterior, WaitsForTheLeastNumberOfVotesAndForTheQuorum) {
  Rules rules = majority_of(40);
  rules.quorum = {0, 1};
  rules.confidence = 0.95;
  rules.votes_min = 6;
  EXPECT_FALSE(decided({5}, rules));
  EXPECT_TRUE(decided({6}, rules));
  rules.quorum = {1, 4};
  EXPECT_FALSE(decided({9}, rules));
  EXPECT_TRUE(decided({10}, rules));
}

TEST(VotesNeeded, AreTheFewestThatCouldDecide) {
  EXPECT_EQ(votes_needed({}, majority_of(5)), 3U);
  EXPECT_EQ(votes_needed({.counts = {1, 1}}, majority_of(5)), 2U);
  EXPECT_EQ(votes_needed({.counts = {3}}, majority_of(5)), 0U);
  EXPECT_EQ(votes_needed({.counts = {}, .absent = 4}, {.electorate = 5, .quorum = {0, 1}}), 1U);
  Rules rules = majority_of(40);
  rules.quorum = {0, 1};
  rules.confidence = 0.95;
  EXPECT_EQ(votes_needed({}, rules), 4U);
  EXPECT_EQ(votes_needed({.counts = {2, 1}}, rules), 4U);
}

TEST(VotesNeeded, EndAtTheLargestElectorate) {
  EXPECT_EQ(votes_needed({}, majority_of(kElectorateMax)), kElectorateMax / 2 + 1);
}

// Every way in which a small electorate can vote: a decision that came early is the one that comes in the end.
void vote_on(const Rules& rules, Tally tally, std::optional<Decision> early) {
  const std::optional<Decision> now = decide(tally, rules);
  if (early) {
    ASSERT_TRUE(now);
    EXPECT_EQ(now->outcome, early->outcome);
    EXPECT_EQ(now->cluster, early->cluster);
  }
  if (tally.votes() + tally.absent == rules.electorate) {
    EXPECT_TRUE(now);
    return;
  }
  for (std::size_t place = 0; place <= tally.counts.size(); ++place) {
    Tally next = tally;
    if (place == next.counts.size()) next.counts.push_back(0);
    ++next.counts[place];
    vote_on(rules, next, now);
  }
  ++tally.absent;
  vote_on(rules, tally, now);
}

TEST(EarlyDecisions, AreWhatAllFurtherVotesWouldHaveSaid) {
  for (const Rule rule : {Rule::majority, Rule::plurality}) {
    for (const TieBreak tie_break : {TieBreak::nobody, TieBreak::first_voted}) {
      for (const Fraction quorum : {Fraction{0, 1}, Fraction{1, 2}, Fraction{2, 3}, Fraction{1, 1}}) {
        for (std::size_t electorate = 1; electorate <= 6; ++electorate)
          vote_on({.rule = rule, .tie_break = tie_break, .electorate = electorate, .quorum = quorum}, {}, {});
      }
    }
  }
}

}  // namespace
}  // namespace swarm::consensus
