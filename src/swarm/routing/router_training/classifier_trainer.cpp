#include "swarm/routing/router_training/classifier_trainer.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace swarm::router_training {

namespace {

using routing::kBuckets;
using routing::kHeadCount;
using Row = std::array<double, kHeadCount>;

// e^x from sums and products alone: std::exp differs in its last digit from processor to processor.
double exponential(double x) {
  constexpr double kLow = -40.0;
  constexpr int kHalvings = 10;
  constexpr int kTerms = 8;
  if (x < kLow) return 0;
  const double small = x / (1 << kHalvings);
  double term = 1, sum = 1;
  for (int i = 1; i <= kTerms; ++i) {
    term = term * small / i;
    sum += term;
  }
  for (int i = 0; i < kHalvings; ++i)
    sum = sum * sum;
  return sum;
}

Row softmax(const Row& scores) {
  const double best = *std::ranges::max_element(scores);
  Row chances{};
  double sum = 0;
  for (std::size_t head = 0; head < kHeadCount; ++head)
    sum += chances[head] = exponential(scores[head] - best);
  for (double& chance : chances)
    chance /= sum;
  return chances;
}

class SplitMix {  // Steele, Lea, Flood 2014
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  double fraction() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

 private:
  std::uint64_t state_;
};

class Learner {
 public:
  Learner(const TrainingConfig& config, std::uint64_t round, std::size_t examples)
      : config_(config),
        random_(config.seed * 1000 + round),
        order_(examples),
        weights_(kBuckets),
        squares_(kBuckets),
        sums_(kBuckets) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
  }

  void run(std::span<const Example> examples) {
    for (int epoch = 0; epoch < config_.epochs; ++epoch) {
      for (std::size_t i = order_.size(); i > 1; --i)
        std::swap(order_[i - 1], order_[random_.below(i)]);
      for (const std::size_t at : order_)
        learn(examples[at]);
      if (epoch >= config_.epochs / 2) add_to_sums();
    }
  }

  const std::vector<Row>& sums() const { return sums_; }

 private:
  void learn(const Example& example) {
    kept_.clear();
    double squares = 0;
    for (const routing::Feature& feature : example.features) {
      if (random_.fraction() < config_.feature_loss) continue;
      const double strength = routing::strength_of(feature.kind);
      kept_.emplace_back(feature.bucket, strength);
      squares += strength * strength;
    }
    if (kept_.empty()) return;
    const double value = 1 / std::sqrt(squares);
    Row scores{};
    for (const auto& [bucket, strength] : kept_) {
      for (std::size_t head = 0; head < kHeadCount; ++head)
        scores[head] += weights_[bucket][head] * strength * value;
    }
    Row fault = softmax(scores);
    fault[example.head] -= 1;
    for (const auto& [bucket, strength] : kept_)
      step(bucket, fault, example.weight, strength * value);
  }

  void step(std::uint32_t bucket, const Row& fault, double weight, double value) {
    for (std::size_t head = 0; head < kHeadCount; ++head) {
      double& at = weights_[bucket][head];
      const double gradient = weight * fault[head] * value + config_.shrinkage * at;
      double& square = squares_[bucket][head];
      square += gradient * gradient;
      at -= config_.learning_rate * gradient / (std::sqrt(square) + 1e-6);
    }
  }

  void add_to_sums() {
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
      for (std::size_t head = 0; head < kHeadCount; ++head)
        sums_[bucket][head] += weights_[bucket][head];
    }
  }

  TrainingConfig config_;
  SplitMix random_;
  std::vector<std::size_t> order_;
  std::vector<Row> weights_, squares_, sums_;
  std::vector<std::pair<std::uint32_t, double>> kept_;  // buckets with their strengths
};

// What speaks for every head alike says nothing: the mean is taken away, then the largest weights are cut off.
TrainedRouter rounded(const std::vector<Row>& weights) {
  constexpr double kKept = 0.9995;
  std::vector<double> sizes;
  sizes.reserve(weights.size() * kHeadCount);
  std::vector<Row> centred = weights;
  for (Row& row : centred) {
    const double mean = (row[0] + row[1] + row[2] + row[3]) / 4;
    for (double& weight : row)
      sizes.push_back(std::fabs(weight -= mean));
  }
  std::ranges::sort(sizes);
  const double largest = sizes[static_cast<std::size_t>(static_cast<double>(sizes.size() - 1) * kKept)];
  const double unit = largest > 0 ? largest / routing::kWeightMax : 1;
  const auto steps = [&](double weight) {
    return static_cast<int>(
        std::clamp(std::round(weight / unit), -1.0 * routing::kWeightMax, 1.0 * routing::kWeightMax));
  };
  TrainedRouter trained{.cells = {}, .unit = unit};
  for (const Row& row : centred) {
    trained.cells += routing::cell_of(steps(row[0]), steps(row[1]));
    trained.cells += routing::cell_of(steps(row[2]), steps(row[3]));
  }
  return trained;
}

// The scores of a prompt, divided by the length of its features.
Row logits_of(const routing::RouterModel& model, const Example& example) {
  double squares = 1e-9;
  for (const routing::Feature& feature : example.features)
    squares += routing::strength_of(feature.kind) * routing::strength_of(feature.kind);
  const routing::HeadScores scores = model.scores_of(example.features);
  Row logits{};
  for (std::size_t head = 0; head < kHeadCount; ++head)
    logits[head] = scores[head] / std::sqrt(squares);
  return logits;
}

double log_likelihood(std::span<const Row> logits, std::span<const Example> examples, double unit) {
  double sum = 0;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    Row scaled = logits[i];
    for (double& logit : scaled)
      logit *= unit;
    sum += examples[i].weight * std::log(softmax(scaled)[examples[i].head] + 1e-12);
  }
  return sum;
}

}  // namespace

std::vector<Example> examples_of(std::span<const LabelledPrompt* const> prompts) {
  std::map<std::string, std::size_t> sizes;
  for (const LabelledPrompt* prompt : prompts)
    ++sizes[prompt->family];
  std::vector<Example> examples;
  examples.reserve(prompts.size());
  for (const LabelledPrompt* prompt : prompts) {
    Example example{.features = routing::features_of(routing::PromptTokens(prompt->prompt)),
                    .head = static_cast<std::size_t>(prompt->head),
                    .weight = 5 / std::sqrt(static_cast<double>(sizes[prompt->family]))};
    examples.push_back(std::move(example));
  }
  return examples;
}

TrainedRouter train(std::span<const Example> examples, const TrainingConfig& config) {
  std::vector<Row> sums(kBuckets);
  for (std::uint64_t round = 0; round < config.rounds; ++round) {
    Learner learner(config, round, examples.size());
    learner.run(examples);
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
      for (std::size_t head = 0; head < kHeadCount; ++head)
        sums[bucket][head] += learner.sums()[bucket][head];
    }
  }
  return rounded(sums);
}

double best_unit(const routing::RouterModel& model, std::span<const Example> examples) {
  std::vector<Row> logits;
  logits.reserve(examples.size());
  for (const Example& example : examples)
    logits.push_back(logits_of(model, example));
  constexpr double kLowest = 0.002, kFactor = 1.05;
  constexpr int kTried = 160;
  double best = kLowest, best_likelihood = -1e300, unit = kLowest;
  for (int i = 0; i < kTried; ++i, unit *= kFactor) {
    const double likelihood = log_likelihood(logits, examples, unit);
    if (likelihood <= best_likelihood) continue;
    best = unit;
    best_likelihood = likelihood;
  }
  return best;
}

}  // namespace swarm::router_training
