#include "swarm/routing/router.hpp"

#include <gtest/gtest.h>

namespace swarm::routing {
namespace {

using answers::Head;

TEST(Router, GivesReasonsAndChancesThatSumToOne) {
  const RouteDecision decision = route("What is 15% of 80?", std::nullopt);
  EXPECT_EQ(decision.head, Head::math);
  EXPECT_FALSE(decision.reasons.empty());
  double sum = 0;
  for (const HeadChance& chance : decision.chances)
    sum += chance.probability;
  EXPECT_NEAR(sum, 1.0, 1e-9);
}

TEST(Router, ListsAllHeadsLikeliestFirst) {
  const RouteDecision decision = route("write a haiku about my python", std::nullopt);
  ASSERT_EQ(decision.chances.size(), 4U);
  for (std::size_t i = 1; i < decision.chances.size(); ++i)
    EXPECT_GE(decision.chances[i - 1].probability, decision.chances[i].probability);
  EXPECT_EQ(decision.head, decision.chances.front().head);
}

TEST(Router, SaysWhichWordsSpokeForTheHead) {
  const RouteDecision decision = route("how do I undo git rebase", std::nullopt);
  EXPECT_EQ(decision.head, Head::code);
  bool named = false;
  for (const std::string& reason : decision.reasons)
    named = named || (reason.find("git") != std::string::npos && reason.ends_with("speaks for code"));
  EXPECT_TRUE(named);
  EXPECT_LE(decision.reasons.size(), 7U);
}

TEST(Router, GivesTheSameDecisionAgain) {
  const RouteDecision once = route("All zibs are wugs. Tom is a zib. Is Tom a wug?", std::nullopt);
  const RouteDecision again = route("All zibs are wugs. Tom is a zib. Is Tom a wug?", std::nullopt);
  EXPECT_EQ(once.head, Head::logic);
  EXPECT_EQ(once.head, again.head);
  EXPECT_EQ(once.reasons, again.reasons);
  EXPECT_EQ(once.router, again.router);
}

TEST(Router, FollowsTheCallersWish) {
  EXPECT_EQ(route("What is 15% of 80?", Head::code).head, Head::code);
  EXPECT_EQ(route("What is 15% of 80?", Head::code).chances.size(), 1U);
}

TEST(Router, TakesAnyBytes) {
  EXPECT_NO_THROW(route("", std::nullopt));
  EXPECT_NO_THROW(route(" \n\t ", std::nullopt));
  EXPECT_NO_THROW(route(std::string(1'000'000, '\xff'), std::nullopt));
  EXPECT_NO_THROW(route(std::string(300, '\0') + "x", std::nullopt));
}

TEST(Router, HearsTheQuestionAfterLongMaterial) {
  std::string material = "Explain what this prints:\n";
  while (material.size() < 256UZ * 1024)
    material += "for (int i = 0; i < n; ++i) { total += values[i]; }\n";
  EXPECT_EQ(route(material + "why does it crash?", std::nullopt).head, Head::code);
}

}  // namespace
}  // namespace swarm::routing
