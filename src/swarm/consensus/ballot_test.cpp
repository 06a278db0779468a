#include "swarm/consensus/ballot.hpp"

#include <gmock/gmock.h>

#include "swarm/answers/normal_form.hpp"

namespace swarm::consensus {
namespace {

using testing::ElementsAre;

Ballot of_five() {
  return Ballot({.electorate = 5}, answers::normal_form);
}

TEST(Ballot, CountsAnswersThatMeanTheSameTogether) {
  Ballot ballot = of_five();
  ASSERT_TRUE(ballot.on_vote("a", "0.5"));
  ASSERT_TRUE(ballot.on_vote("b", "2"));
  ASSERT_TRUE(ballot.on_vote("c", "1/2"));
  ASSERT_FALSE(ballot.decision());
  ASSERT_TRUE(ballot.on_vote("d", "0.50"));
  EXPECT_EQ(ballot.decision()->cluster, 0U);
  ASSERT_EQ(ballot.clusters().size(), 2U);
  EXPECT_EQ(ballot.clusters()[0].answer, "0.5");
  EXPECT_THAT(ballot.clusters()[0].voters, ElementsAre("a", "c", "d"));
  EXPECT_THAT(ballot.clusters()[1].voters, ElementsAre("b"));
}

TEST(Ballot, TakesWhatAnswersMeanFromItsOwner) {
  Ballot ballot({.electorate = 3}, [](std::string_view answer) { return std::string(answer.substr(0, 1)); });
  ASSERT_TRUE(ballot.on_vote("a", "xa"));
  ASSERT_TRUE(ballot.on_vote("b", "xb"));
  EXPECT_EQ(ballot.decision()->outcome, Outcome::decided);
}

TEST(Ballot, ADecidedVoteNeverChanges) {
  Ballot ballot = of_five();
  for (const char* voter : {"a", "b", "c"})
    ASSERT_TRUE(ballot.on_vote(voter, "4"));
  const Decision decided = ballot.decision().value();
  ASSERT_TRUE(ballot.on_vote("d", "5"));
  ASSERT_TRUE(ballot.on_absence("e"));
  ballot.close();
  EXPECT_EQ(ballot.decision(), decided);
  EXPECT_THAT(ballot.clusters().at(1).voters, ElementsAre("d"));  // but who disagreed is told
}

TEST(Ballot, EachVoterSpeaksOnce) {
  Ballot ballot = of_five();
  ASSERT_TRUE(ballot.on_vote("a", "4"));
  EXPECT_EQ(ballot.on_vote("a", "4").error().code, ErrorCode::conflict);
  EXPECT_EQ(ballot.on_absence("a").error().code, ErrorCode::conflict);
  EXPECT_EQ(ballot.clusters().at(0).voters.size(), 1U);
}

TEST(Ballot, NobodyVotesBeyondTheElectorate) {
  Ballot ballot({.electorate = 1}, answers::normal_form);
  ASSERT_TRUE(ballot.on_vote("a", "4"));
  EXPECT_EQ(ballot.on_vote("b", "4").error().code, ErrorCode::conflict);
}

TEST(Ballot, IsDecidedOnWhatThereIsWhenItIsClosed) {
  Ballot ballot = of_five();
  ASSERT_TRUE(ballot.on_vote("a", "4"));
  ASSERT_TRUE(ballot.on_vote("b", "4"));
  ASSERT_TRUE(ballot.on_vote("c", "5"));
  ASSERT_FALSE(ballot.decision());
  ballot.close();
  EXPECT_EQ(ballot.decision()->cluster, 0U);
  EXPECT_EQ(ballot.decision()->ground, Ground::closed);
  Ballot nobody = of_five();
  nobody.close();
  EXPECT_EQ(nobody.decision()->outcome, Outcome::no_quorum);
}

TEST(Ballot, TheSameVotesInTheSameOrderGiveTheSameDecision) {
  const auto held = [] {
    Ballot ballot({.rule = Rule::plurality, .tie_break = TieBreak::first_voted, .electorate = 4}, answers::normal_form);
    for (const auto& [voter, answer] : {std::pair{"a", "no"}, {"b", "Yes."}, {"c", "yes"}, {"d", "No"}})
      EXPECT_TRUE(ballot.on_vote(voter, answer));
    return ballot.decision();
  };
  EXPECT_EQ(held(), held());
  EXPECT_EQ(held()->cluster, 0U);
}

}  // namespace
}  // namespace swarm::consensus
