#include "engine/batching/sampler.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace swarm::batching {
namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();
constexpr double kNothing = 2e-38;  // exponential() does not go below e^-87
constexpr std::size_t kLanes = 4;
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));
using Bits = std::int32_t __attribute__((vector_size(kLanes * sizeof(float))));

Lanes load(const float* from) {
  Lanes out;
  __builtin_memcpy(&out, from, sizeof(out));
  return out;
}

Lanes all(float value) {
  return Lanes{} + value;
}

// e to the power of values between -87 and 0, to seven digits (Cephes' polynomial): a vocabulary has up to hundreds of
// thousands of tokens, and the C library's function takes one at a time.
Lanes exponential(Lanes x) {
  const Lanes low = all(-87);
  x = x < low ? low : x;
  constexpr float kRounder = 12582912.0F;  // 1.5 * 2^23: adding it leaves the nearest integer in the lowest bits
  const Lanes shifted = x * 1.44269504088896341F + kRounder;
  const Lanes whole = shifted - kRounder;
  const Lanes rest = x - whole * 0.693359375F + whole * 2.12194440e-4F;
  Lanes series = rest * 1.9875691500e-4F + 1.3981999507e-3F;
  series = series * rest + 8.3334519073e-3F;
  series = series * rest + 4.1665795894e-2F;
  series = series * rest + 1.6666665459e-1F;
  series = series * rest + 5.0000001201e-1F;
  series = series * rest * rest + rest + 1;
  const Bits power = (__builtin_convertvector(whole, Bits) + 127) << 23;
  return series * std::bit_cast<Lanes>(power);
}

double sum_of(Lanes values) {
  double sum = 0;
  for (std::size_t i = 0; i < kLanes; ++i)
    sum += static_cast<double>(values[i]);
  return sum;
}

double exponential_sum(std::span<const float> logits, float greatest) {
  double sum = 0;
  std::size_t i = 0;
  constexpr std::size_t kBlock = 64 * kLanes;  // floats are added up in short runs only
  while (i + kLanes <= logits.size()) {
    Lanes block{};
    for (const std::size_t end = i + kBlock; i < end && i + kLanes <= logits.size(); i += kLanes)
      block += exponential(load(&logits[i]) - greatest);
    sum += sum_of(block);
  }
  for (; i < logits.size(); ++i)
    sum += std::exp(static_cast<double>(logits[i]) - static_cast<double>(greatest));
  return sum;
}

float greatest_of(std::span<const float> logits) {
  Lanes greatest = all(kNever);
  std::size_t i = 0;
  for (; i + kLanes <= logits.size(); i += kLanes) {
    const Lanes next = load(&logits[i]);
    greatest = next > greatest ? next : greatest;
  }
  float out = kNever;
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    out = std::max(out, greatest[lane]);
  for (; i < logits.size(); ++i)
    out = std::max(out, logits[i]);
  return out;
}

// So near to 0 the likeliest token is the only one, and dividing by it would leave the numbers.
constexpr double kTemperatureMin = 1e-6;

Sampling without_tiny_temperature(Sampling sampling) {
  if (sampling.temperature < kTemperatureMin) sampling.temperature = 0;
  return sampling;
}

double probability(const LogitFacts& facts, float logit) {
  return std::exp(static_cast<double>(logit) - facts.log_sum);
}

}  // namespace

LogitFacts facts_of(std::span<const float> logits) {
  LogitFacts facts{.best_logit = greatest_of(logits), .second_logit = kNever};
  const auto best = std::ranges::find(logits, facts.best_logit);
  if (best == logits.end()) return {.log_sum = std::numeric_limits<double>::quiet_NaN()};  // no number among them
  const auto at = static_cast<std::size_t>(best - logits.begin());
  facts.best = static_cast<Token>(at);
  facts.second_logit = std::max(greatest_of(logits.first(at)), greatest_of(logits.subspan(at + 1)));
  facts.log_sum = static_cast<double>(facts.best_logit) + std::log(exponential_sum(logits, facts.best_logit));
  return facts;
}

Sampler::Sampler(const Sampling& sampling, std::uint64_t seed, std::int32_t top_log_probabilities)
    : sampling_(without_tiny_temperature(sampling)),
      top_log_probabilities_(top_log_probabilities),
      has_penalties_(sampling.presence_penalty != 0 || sampling.frequency_penalty != 0),
      chance_(seed) {}

// A fraction of [0, 1) with 53 bits, the same on every machine.
double Sampler::fraction() {
  return static_cast<double>(chance_() >> 11) * 0x1.0p-53;
}

Result<Choice> Sampler::choose(std::span<const float> logits, Constraint* constraint) {
  const LogitFacts facts = facts_of(logits);
  if (!std::isfinite(facts.log_sum))
    return fail(ErrorCode::unavailable, "no_numbers", "the model's results are no numbers");
  const bool is_plain = sampling_.temperature <= 0 && !has_penalties_;
  Token token = facts.best;
  if (!is_plain || (constraint != nullptr && !TRY(constraint->accept(token)))) token = TRY(pick(logits, constraint));
  const float logit = logits[static_cast<std::size_t>(token)];
  const float other = token == facts.best ? facts.second_logit : facts.best_logit;
  Choice choice{.token = token,
                .log_probability = static_cast<double>(logit) - facts.log_sum,
                .margin = probability(facts, logit) - probability(facts, other)};
  if (has_penalties_) ++counts_[token];
  if (top_log_probabilities_ > 0) choice.likeliest = likeliest_of(logits, facts.log_sum);
  return choice;
}

std::vector<TokenLogProbability> Sampler::likeliest_of(std::span<const float> logits, double log_sum) const {
  std::vector<TokenLogProbability> out(std::min(static_cast<std::size_t>(top_log_probabilities_), logits.size()));
  std::vector<Token> order(logits.size());
  std::iota(order.begin(), order.end(), 0);
  const auto logit_of = [&](Token token) { return logits[static_cast<std::size_t>(token)]; };
  std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(out.size()), [&](Token a, Token b) {
    return logit_of(a) > logit_of(b) || (logit_of(a) == logit_of(b) && a < b);
  });
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = {order[i], static_cast<double>(logit_of(order[i])) - log_sum};
  return out;
}

// The constraint is asked about the token that would have been taken; only when it refuses, about all of them. What
// comes out is distributed as if it had been asked about all at once.
Result<Token> Sampler::pick(std::span<const float> logits, Constraint* constraint) {
  const std::span<float> changed = adjusted(logits);
  const Token first = TRY(pick_from(changed));
  if (constraint == nullptr || TRY(constraint->accept(first))) return first;
  TRY(constraint->restrict(changed));
  if (greatest_of(changed) == kNever)
    return fail(ErrorCode::invalid_input, "no token of the model fits the schema here");
  const Token second = TRY(pick_from(changed));
  if (!TRY(constraint->accept(second))) return fail(ErrorCode::internal, "the grammar refuses what it allowed");
  return second;
}

std::span<float> Sampler::adjusted(std::span<const float> logits) {
  scratch_.assign(logits.begin(), logits.end());
  for (const auto& [token, count] : counts_) {
    scratch_[static_cast<std::size_t>(token)] -=
        static_cast<float>(sampling_.presence_penalty + sampling_.frequency_penalty * static_cast<double>(count));
  }
  return scratch_;
}

Result<Token> Sampler::pick_from(std::span<const float> logits) {
  if (sampling_.temperature > 0) return draw(logits);
  return static_cast<Token>(std::ranges::max_element(logits) - logits.begin());
}

Result<Token> Sampler::draw(std::span<const float> logits) {
  const auto top_k = static_cast<std::size_t>(std::max(sampling_.top_k, 0));
  // What can never be kept is left out before anything is sorted: all tokens of less than (1 - top_p) / n together
  // have less than 1 - top_p.
  const double rest = sampling_.top_p < 1 ? (1 - sampling_.top_p) / static_cast<double>(logits.size()) : 0;
  double sum = gather_candidates(logits, top_k > 0 ? 0 : std::max(sampling_.min_p, rest));
  const auto likelier = [](const Candidate& a, const Candidate& b) {
    return a.weight > b.weight || (a.weight == b.weight && a.token < b.token);
  };
  if (top_k > 0 && top_k < candidates_.size()) {
    std::ranges::nth_element(candidates_, candidates_.begin() + static_cast<std::ptrdiff_t>(top_k) - 1, likelier);
    candidates_.resize(top_k);
    sum = candidate_sum();
  }
  if (sampling_.top_p < 1) {
    std::ranges::sort(candidates_, likelier);
    keep_likeliest_by_probability(sum);
  }
  std::erase_if(candidates_, [&](const Candidate& candidate) { return candidate.weight < sampling_.min_p; });
  if (candidates_.empty()) return fail(ErrorCode::unavailable, "no token is left to choose from");
  double left = fraction() * candidate_sum();
  for (const Candidate& candidate : candidates_) {
    left -= candidate.weight;
    if (left < 0) return candidate.token;
  }
  return candidates_.back().token;
}

// Weights relative to the likeliest token's. The sum is that of all tokens, also of those below `least`.
double Sampler::gather_candidates(std::span<const float> logits, double least) {
  const float greatest = greatest_of(logits);
  const auto colder = static_cast<float>(1 / sampling_.temperature);
  candidates_.clear();
  double sum = 0;
  for (std::size_t from = 0; from < logits.size(); from += kLanes) {
    const std::size_t count = std::min(kLanes, logits.size() - from);
    Lanes block = all(kNever);
    __builtin_memcpy(&block, &logits[from], count * sizeof(float));
    block = exponential((block - greatest) * colder);
    for (std::size_t lane = 0; lane < count; ++lane) {
      const auto weight = static_cast<double>(block[lane]);
      if (weight <= kNothing) continue;
      sum += weight;
      if (weight >= least) candidates_.push_back({static_cast<Token>(from + lane), weight});
    }
  }
  return sum;
}

double Sampler::candidate_sum() const {
  double sum = 0;
  for (const Candidate& candidate : candidates_)
    sum += candidate.weight;
  return sum;
}

// The fewest of the likeliest that have top_p of the probability together.
void Sampler::keep_likeliest_by_probability(double sum) {
  double kept = 0;
  std::size_t count = 0;
  while (count < candidates_.size() && (count == 0 || kept < sampling_.top_p * sum))
    kept += candidates_[count++].weight;
  candidates_.resize(count);
}

}  // namespace swarm::batching
