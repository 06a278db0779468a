#include <cmath>
#include <fmt/format.h>

#include <gtest/gtest.h>

#include "support/seeded_random.hpp"
#include "swarm/consensus/ballot.hpp"

// Thousands of votes among simulated voters, held against what the formulas say. Each prints its figures.
namespace swarm::consensus {
namespace {

std::string as_given(std::string_view answer) {
  return std::string(answer);
}

// How likely each voter is right, and how often all of them follow one mind.
struct Voters {
  double right = 0.5;
  double correlation = 0;
  int wrong_answers = 1;  // among which those who are wrong choose
};

struct Held {
  double accuracy = 0;
  double votes_mean = 0;
};

std::string one_answer(Random& random, const Voters& voters) {
  if (random.fraction() < voters.right) return "right";
  return fmt::format("wrong {}", static_cast<int>(random.fraction() * voters.wrong_answers));
}

Held hold(int rounds, const Rules& rules, const Voters& voters, std::uint64_t seed) {
  tests::SeededRandom random(seed);
  int right = 0;
  std::size_t votes = 0;
  for (int round = 0; round < rounds; ++round) {
    Ballot ballot(rules, as_given);
    const bool one_mind = random.fraction() < voters.correlation;
    const std::string common = one_answer(random, voters);
    for (std::size_t voter = 0; !ballot.decision(); ++voter)
      EXPECT_TRUE(ballot.on_vote(std::to_string(voter), one_mind ? common : one_answer(random, voters)));
    votes += ballot.decision()->votes;
    const auto winner = ballot.decision()->cluster;
    if (winner && ballot.clusters()[*winner].meaning == "right") ++right;
  }
  return {static_cast<double>(right) / rounds, static_cast<double>(votes) / rounds};
}

// That more than half of n are right, each with probability p.
double binomial_tail(int n, double p) {
  double sum = 0;
  for (int k = n / 2 + 1; k <= n; ++k)
    sum += std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) +
                    (n - k) * std::log1p(-p));
  return sum;
}

double interval_95(double p, int rounds) {
  return 1.96 * std::sqrt(p * (1 - p) / rounds);
}

constexpr int kRounds = 20'000;

TEST(Simulation, MajoritiesOfIndependentVotersAreRightAsTheBinomialFormulaSays) {
  for (const auto& [n, p] : {std::pair{3, 0.6}, {5, 0.7}, {9, 0.55}, {15, 0.6}, {10, 0.65}}) {
    const Held held = hold(kRounds, {.electorate = static_cast<std::size_t>(n)}, {.right = p}, 20'260'101);
    const double expected = binomial_tail(n, p);
    fmt::print("majority of {} voters right with {:.2f}: {:.4f}, formula {:.4f} ± {:.4f}\n", n, p, held.accuracy,
               expected, interval_95(expected, kRounds));
    EXPECT_NEAR(held.accuracy, expected, interval_95(expected, kRounds)) << n << " voters";
  }
}

TEST(Simulation, CorrelatedVotersReachACeilingThatNoNumberOfThemLifts) {
  constexpr Voters kVoters{.right = 0.7, .correlation = 0.4};
  for (const int n : {5, 25, 101}) {
    const Held held = hold(kRounds, {.electorate = static_cast<std::size_t>(n)}, kVoters, 7);
    const double expected = kVoters.correlation * kVoters.right + (1 - kVoters.correlation) * binomial_tail(n, 0.7);
    const double ceiling = kVoters.correlation * kVoters.right + (1 - kVoters.correlation);
    fmt::print("{} voters, correlation 0.4: {:.4f}, formula {:.4f}, ceiling {:.4f}\n", n, held.accuracy, expected,
               ceiling);
    EXPECT_NEAR(held.accuracy, expected, interval_95(expected, kRounds)) << n << " voters";
    EXPECT_LT(held.accuracy, ceiling + interval_95(ceiling, kRounds));
  }
}

TEST(Simulation, StoppingWhenItIsSureSavesMostVotesAndLosesHardlyAnAnswer) {
  for (const int wrong_answers : {1, 4}) {
    const Voters voters{.right = 0.8, .correlation = 0, .wrong_answers = wrong_answers};
    Rules rules{.rule = Rule::plurality, .electorate = 40, .quorum = {0, 1}};
    const Held whole = hold(kRounds, rules, voters, 11);
    rules.confidence = 0.95;
    rules.votes_min = 3;
    const Held stopped = hold(kRounds, rules, voters, 11);
    const double saved = 1 - stopped.votes_mean / 40;
    fmt::print(
        "40 voters right with 0.8, {} wrong answers: {:.4f} with {:.1f} votes; stopped when sure: {:.4f} with "
        "{:.1f} votes, {:.0f} % of 40 saved\n",
        wrong_answers, whole.accuracy, whole.votes_mean, stopped.accuracy, stopped.votes_mean, saved * 100);
    EXPECT_GE(saved, 0.6);
    EXPECT_GE(stopped.accuracy, whole.accuracy - 0.005);
  }
}

TEST(Simulation, WithoutAConfidenceStoppingEarlyLosesNothing) {
  const Voters voters{.right = 0.5, .correlation = 0, .wrong_answers = 3};
  tests::SeededRandom random(3);
  for (int round = 0; round < 2'000; ++round) {
    Ballot early({.electorate = 9}, as_given);
    Tally whole;
    std::map<std::string, std::size_t> places;
    for (int voter = 0; voter < 9; ++voter) {
      const std::string answer = one_answer(random, voters);
      EXPECT_TRUE(early.on_vote(std::to_string(voter), answer));
      const auto [place, is_new] = places.emplace(answer, whole.counts.size());
      if (is_new) whole.counts.push_back(0);
      ++whole.counts[place->second];
    }
    const auto decision = decide(whole, {.electorate = 9});
    EXPECT_EQ(early.decision()->outcome, decision->outcome);
    EXPECT_EQ(early.decision()->cluster, decision->cluster);
  }
}

}  // namespace
}  // namespace swarm::consensus
