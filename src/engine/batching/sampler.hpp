#pragma once

#include <optional>
#include <random>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "engine/batching/inference.hpp"
#include "engine/batching/model_runner.hpp"

namespace swarm::batching {

struct TokenLogProbability {
  Token token = 0;
  double log_probability = 0;
};

struct Choice {
  Token token = 0;
  double log_probability = 0;  // before temperature, penalties, filters and grammar
  double margin = 0;  // its probability less the greatest of any other token: negative when it is not the first
  std::vector<TokenLogProbability> likeliest{};
};

// Chooses the tokens of one answer from logits. Temperature comes first, then top-k, top-p and min-p, as vLLM has it;
// penalties count the tokens of the answer, not those of the prompt. Equal logits: the lower number. The same seed and
// the same logits give the same tokens. Not thread-safe.
class Sampler {
 public:
  Sampler(const Sampling& sampling, std::uint64_t seed, std::int32_t top_log_probabilities);

  // `constraint` may be null; it has accepted the choice when the call returns. `unavailable` when the logits are no
  // numbers, `invalid_input` when the constraint allows no token at all, and the constraint's own errors.
  Result<Choice> choose(std::span<const float> logits, Constraint* constraint);

 private:
  Result<Token> pick(std::span<const float> logits, Constraint* constraint);
  Result<Token> pick_from(std::span<const float> logits);
  Result<Token> draw(std::span<const float> logits);
  double gather_candidates(std::span<const float> logits, double least);
  double candidate_sum() const;
  void keep_likeliest_by_probability(double sum);
  std::vector<TokenLogProbability> likeliest_of(std::span<const float> logits, double log_sum) const;
  std::span<float> adjusted(std::span<const float> logits);
  double fraction();

  const Sampling sampling_;
  const std::int32_t top_log_probabilities_;
  const bool has_penalties_;
  std::mt19937_64 chance_;
  std::unordered_map<Token, std::int32_t> counts_;  // of the answer's tokens, when there are penalties
  struct Candidate {
    Token token;
    double weight;
  };
  std::vector<Candidate> candidates_;
  std::vector<float> scratch_;
};

// The natural logarithm of the sum of e to the power of each, and the two greatest.
struct LogitFacts {
  double log_sum = 0;
  Token best = 0;
  float best_logit = 0;
  float second_logit = 0;
};
LogitFacts facts_of(std::span<const float> logits);

}  // namespace swarm::batching
