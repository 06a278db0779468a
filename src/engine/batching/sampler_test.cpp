#include "engine/batching/sampler.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace swarm::batching {
namespace {

std::vector<float> logits_by_chance(std::size_t count, std::uint64_t seed, float scale = 4) {
  std::mt19937_64 chance(seed);
  std::normal_distribution<float> normal(0, scale);
  std::vector<float> logits(count);
  for (float& logit : logits)
    logit = normal(chance);
  return logits;
}

std::vector<double> probabilities_of(std::span<const float> logits, double temperature = 1) {
  std::vector<double> out;
  double sum = 0;
  for (const float logit : logits)
    out.push_back(std::exp(static_cast<double>(logit) / temperature));
  for (const double weight : out)
    sum += weight;
  for (double& weight : out)
    weight /= sum;
  return out;
}

Choice choose(const Sampling& sampling, std::span<const float> logits, Constraint* constraint = nullptr,
              std::uint64_t seed = 1) {
  Sampler sampler(sampling, seed, 0);
  auto choice = sampler.choose(logits, constraint);
  EXPECT_TRUE(choice) << choice.error().message;
  return choice.value_or(Choice{.token = -1});
}

// How often each token is drawn.
std::map<Token, int> draws(const Sampling& sampling, std::span<const float> logits, int count,
                           Constraint* constraint = nullptr) {
  Sampler sampler(sampling, 7, 0);
  std::map<Token, int> out;
  for (int i = 0; i < count; ++i)
    ++out[sampler.choose(logits, constraint)->token];
  return out;
}

// Allows some tokens, always.
class Only final : public Constraint {
 public:
  explicit Only(std::set<Token> allowed) : allowed_(std::move(allowed)) {}
  Result<Done> restrict(std::span<float> logits) override {
    ++restrictions;
    for (std::size_t i = 0; i < logits.size(); ++i) {
      if (!allowed_.contains(static_cast<Token>(i))) logits[i] = -std::numeric_limits<float>::infinity();
    }
    return Done{};
  }
  Result<bool> accept(Token token) override { return allowed_.contains(token); }
  int restrictions = 0;

 private:
  std::set<Token> allowed_;
};

TEST(LogitFactsTest, AgreeWithDoublePrecision) {
  for (const std::size_t count : {1U, 2U, 3U, 4U, 5U, 7U, 8U, 511U, 512U, 4099U, 151'936U}) {
    for (const float scale : {0.01F, 3.0F, 30.0F}) {
      const std::vector<float> logits = logits_by_chance(count, count, scale);
      const LogitFacts facts = facts_of(logits);
      long double sum = 0;
      for (const float logit : logits)
        sum += std::exp(static_cast<long double>(logit));
      EXPECT_NEAR(facts.log_sum, static_cast<double>(std::log(sum)), 2e-6) << count << ' ' << scale;
      EXPECT_EQ(facts.best_logit, *std::ranges::max_element(logits));
      EXPECT_EQ(facts.best, std::ranges::max_element(logits) - logits.begin());
    }
  }
}

TEST(LogitFactsTest, TakeTheLowerNumberAmongEquals) {
  const std::vector<float> logits{1, 3, 3, 3, 2};
  EXPECT_EQ(facts_of(logits).best, 1);
  EXPECT_EQ(facts_of(logits).second_logit, 3);
}

TEST(LogitFactsTest, StandFiniteLogitsOfEverySize) {
  EXPECT_NEAR(facts_of(std::vector<float>{1e30F, 1e30F}).log_sum, 1e30, 1e24);
  EXPECT_NEAR(facts_of(std::vector<float>{-1e30F, 0}).log_sum, 0, 1e-6);
}

TEST(SamplerTest, WithoutTemperatureTheLikeliestIsTaken) {
  const std::vector<float> logits = logits_by_chance(1000, 3);
  const std::vector<double> probabilities = probabilities_of(logits);
  const Choice choice = choose({.temperature = 0}, logits);
  EXPECT_EQ(choice.token, std::ranges::max_element(logits) - logits.begin());
  EXPECT_NEAR(choice.log_probability, std::log(*std::ranges::max_element(probabilities)), 1e-6);
  std::vector<double> sorted = probabilities;
  std::ranges::sort(sorted, std::greater{});
  EXPECT_NEAR(choice.margin, sorted[0] - sorted[1], 1e-6);
}

TEST(SamplerTest, TheMarginOfAnUnlikelyTokenIsNegative) {
  Only third({2});
  const Choice choice = choose({.temperature = 0}, std::vector<float>{3, 2, 1}, &third);
  EXPECT_EQ(choice.token, 2);
  EXPECT_LT(choice.margin, 0);
  EXPECT_NEAR(choice.log_probability, std::log(probabilities_of(std::vector<float>{3, 2, 1})[2]), 1e-6);
}

TEST(SamplerTest, TheSameSeedGivesTheSameTokens) {
  Sampler first({.temperature = 1.3}, 42, 0);
  Sampler second({.temperature = 1.3}, 42, 0);
  Sampler other({.temperature = 1.3}, 43, 0);
  int differences = 0;
  for (std::uint64_t i = 0; i < 100; ++i) {
    const std::vector<float> logits = logits_by_chance(100, i);
    const Token token = first.choose(logits, nullptr)->token;
    EXPECT_EQ(second.choose(logits, nullptr)->token, token);
    differences += other.choose(logits, nullptr)->token != token;
  }
  EXPECT_GT(differences, 20);
}

TEST(SamplerTest, DrawsByTheProbabilities) {
  const std::vector<float> logits = logits_by_chance(13, 5, 1);
  for (const double temperature : {0.5, 1.0, 2.0}) {
    const std::vector<double> expected = probabilities_of(logits, temperature);
    const std::map<Token, int> drawn = draws({.temperature = temperature}, logits, 20'000);
    for (std::size_t i = 0; i < logits.size(); ++i) {
      const double count = drawn.contains(static_cast<Token>(i)) ? drawn.at(static_cast<Token>(i)) : 0;
      EXPECT_NEAR(count / 20'000, expected[i], 0.016) << i;
    }
  }
}

TEST(SamplerTest, TopPKeepsTheFewestThatReachIt) {
  const std::vector<float> logits{std::log(0.4F), std::log(0.3F), std::log(0.2F), std::log(0.1F)};
  const auto kept = [&](double top_p) { return draws({.top_p = top_p}, logits, 3000).size(); };
  EXPECT_EQ(kept(0.0), 1U);
  EXPECT_EQ(kept(0.39), 1U);
  EXPECT_EQ(kept(0.41), 2U);
  EXPECT_EQ(kept(0.69), 2U);
  EXPECT_EQ(kept(0.71), 3U);
  EXPECT_EQ(kept(0.95), 4U);
  EXPECT_EQ(kept(1.0), 4U);
}

TEST(SamplerTest, TopPOfALargeVocabularyIsExact) {
  const std::vector<float> logits = logits_by_chance(5000, 11, 2);
  std::vector<double> sorted = probabilities_of(logits);
  std::ranges::sort(sorted, std::greater{});
  double sum = 0;
  std::size_t nucleus = 0;
  while (sum < 0.5)
    sum += sorted[nucleus++];
  const double least = sorted[nucleus - 1];
  const std::vector<double> probabilities = probabilities_of(logits);
  for (const auto& [token, count] : draws({.top_p = 0.5}, logits, 3000))
    EXPECT_GE(probabilities[static_cast<std::size_t>(token)], least * (1 - 1e-6)) << token;
}

TEST(SamplerTest, TopKAndMinPLeaveTheRestOut) {
  const std::vector<float> logits = logits_by_chance(50, 9, 1);
  EXPECT_EQ(draws({.temperature = 3, .top_k = 1}, logits, 100).size(), 1U);
  EXPECT_EQ(draws({.temperature = 3, .top_k = 3}, logits, 2000).size(), 3U);
  EXPECT_LE(draws({.temperature = 3, .top_k = 1000}, logits, 2000).size(), 50U);
  const std::vector<float> few{std::log(0.5F), std::log(0.3F), std::log(0.2F)};
  EXPECT_EQ(draws({.min_p = 0.5}, few, 1000).size(), 2U);
  EXPECT_EQ(draws({.min_p = 1}, few, 1000).size(), 1U);
}

TEST(SamplerTest, PenaltiesCountTheTokensOfTheAnswer) {
  const std::vector<float> logits{2, 1.5F, 0};
  Sampler sampler({.temperature = 0, .presence_penalty = 1}, 1, 0);
  EXPECT_EQ(sampler.choose(logits, nullptr)->token, 0);
  EXPECT_EQ(sampler.choose(logits, nullptr)->token, 1);
  EXPECT_EQ(sampler.choose(logits, nullptr)->token, 0);  // both were there, and the first is ahead again
  Sampler frequent({.temperature = 0, .frequency_penalty = 1}, 1, 0);
  std::vector<Token> tokens;
  for (int i = 0; i < 5; ++i)
    tokens.push_back(frequent.choose(logits, nullptr)->token);
  EXPECT_EQ(tokens, (std::vector<Token>{0, 1, 0, 1, 0}));
}

TEST(SamplerTest, AConstraintIsAskedAboutAllTokensOnlyWhenItRefusesOne) {
  const std::vector<float> logits{3, 2, 1};
  Only first({0, 1});
  choose({.temperature = 0}, logits, &first);
  EXPECT_EQ(first.restrictions, 0);
  Only last({2});
  EXPECT_EQ(choose({.temperature = 0}, logits, &last).token, 2);
  EXPECT_EQ(last.restrictions, 1);
}

TEST(SamplerTest, AConstraintDoesNotChangeTheProportions) {
  const std::vector<float> logits{std::log(0.6F), std::log(0.3F), std::log(0.1F)};
  Only two({1, 2});
  const std::map<Token, int> drawn = draws({}, logits, 20'000, &two);
  EXPECT_EQ(drawn.size(), 2U);
  EXPECT_NEAR(drawn.at(1) / 20'000.0, 0.75, 0.016);
}

TEST(SamplerTest, ANumberThatIsNoneAndAConstraintWithoutATokenAreErrors) {
  Sampler sampler({}, 1, 0);
  const float none = std::numeric_limits<float>::quiet_NaN();
  for (const std::vector<float>& logits : {std::vector<float>{none, none}, std::vector<float>{1, none, 2, 3, 4, 5},
                                           std::vector<float>{std::numeric_limits<float>::infinity(), 0}}) {
    const auto refused = sampler.choose(logits, nullptr);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  }
  Only nothing({});
  EXPECT_EQ(sampler.choose(std::vector<float>{1, 2}, &nothing).error().code, ErrorCode::invalid_input);
}

TEST(SamplerTest, TellsTheLikeliestInOrder) {
  Sampler sampler({.temperature = 0}, 1, 3);
  const auto choice = sampler.choose(std::vector<float>{1, 4, 2, 4, 0}, nullptr);
  ASSERT_TRUE(choice);
  ASSERT_EQ(choice->likeliest.size(), 3U);
  EXPECT_EQ(choice->likeliest[0].token, 1);
  EXPECT_EQ(choice->likeliest[1].token, 3);
  EXPECT_EQ(choice->likeliest[2].token, 2);
  EXPECT_EQ(choice->likeliest[0].log_probability, choice->log_probability);
  Sampler greedy({.temperature = 0}, 1, 20);
  EXPECT_EQ(greedy.choose(std::vector<float>{1, 2}, nullptr)->likeliest.size(), 2U);
}

TEST(SamplerTest, AtTheEdgesOfEverySettingSomeTokenIsChosen) {
  std::vector<float> logits = logits_by_chance(101, 3);
  logits[7] = -std::numeric_limits<float>::infinity();
  const Token best = choose({.temperature = 0}, logits).token;
  for (const double tiny : {1e-7, 1e-40, std::numeric_limits<double>::denorm_min()}) {
    EXPECT_EQ(choose({.temperature = tiny}, logits).token, best) << tiny;
    EXPECT_EQ(choose({.temperature = tiny, .top_p = 0.5, .min_p = 1, .top_k = 3}, logits).token, best) << tiny;
  }
  for (const Sampling& narrow : {Sampling{.top_p = 0}, Sampling{.min_p = 1}, Sampling{.top_k = 1},
                                 Sampling{.temperature = 1e-6}, Sampling{.top_p = 1e-300, .min_p = 1, .top_k = 1}})
    EXPECT_EQ(choose(narrow, logits).token, best);
  for (const double penalty : {-100.0, 100.0}) {
    Sampler sampler({.temperature = 1e-6, .top_p = 0, .presence_penalty = penalty, .frequency_penalty = penalty}, 1,
                    20);
    for (int i = 0; i < 300; ++i)
      ASSERT_TRUE(sampler.choose(logits, nullptr));
  }
}

TEST(SamplerTest, LogitsThatAreAllImpossibleAreAnError) {
  const std::vector<float> never(9, -std::numeric_limits<float>::infinity());
  Sampler sampler({.temperature = 1}, 1, 3);
  EXPECT_EQ(sampler.choose(never, nullptr).error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace swarm::batching
