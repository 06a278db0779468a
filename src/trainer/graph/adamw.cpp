#include "trainer/graph/adamw.hpp"

#include <algorithm>
#include <cmath>

#include "base/invariant.hpp"

namespace swarm::graph {
namespace {

// Moments of a weight without gradients fade until they are denormal, which is slow; far before they mean nothing.
float without_dust(float value) {
  return std::abs(value) < 1e-30F ? 0 : value;
}

struct Factors {
  float clip, beta1, beta2, step_size, correction2, epsilon, keep;
};

void update(std::span<float> values, std::span<const float> gradients, float* __restrict first,
            float* __restrict second, const Factors& by) {
  float* __restrict value = values.data();
  const float* __restrict gradient = gradients.data();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float g = gradient[i] * by.clip;
    first[i] = without_dust(by.beta1 * first[i] + (1 - by.beta1) * g);
    second[i] = without_dust(by.beta2 * second[i] + (1 - by.beta2) * g * g);
    value[i] = value[i] * by.keep - by.step_size * first[i] / (std::sqrt(second[i] * by.correction2) + by.epsilon);
  }
}

struct Range {
  std::size_t begin, end;  // of all values, slice after slice
};

void update_range(std::span<const AdamW::Slice> slices, float* moments, Range range, Factors by, float decay) {
  std::size_t place = 0;
  for (const AdamW::Slice& slice : slices) {
    const std::size_t count = slice.values.size();
    const std::size_t begin = std::clamp(range.begin, place, place + count) - place;
    const std::size_t end = std::clamp(range.end, place, place + count) - place;
    by.keep = slice.decays ? 1 - decay : 1;
    update(slice.values.subspan(begin, end - begin), slice.gradients.subspan(begin, end - begin),
           moments + 2 * place + begin, moments + 2 * place + count + begin, by);
    place += count;
  }
}

// Sixteen partial sums: fast, and the same on every machine.
double squares(std::span<const float> values) {
  double sums[16] = {};
  std::size_t i = 0;
  for (; i + 16 <= values.size(); i += 16)
    for (std::size_t lane = 0; lane < 16; ++lane)
      sums[lane] += static_cast<double>(values[i + lane]) * static_cast<double>(values[i + lane]);
  for (; i < values.size(); ++i)
    sums[0] += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  double sum = 0;
  for (const double part : sums)
    sum += part;
  return sum;
}

}  // namespace

double norm_of(std::span<const std::span<float>> gradients) {
  double sum = 0;
  for (const std::span<float> gradient : gradients)
    sum += squares(gradient);
  return std::sqrt(sum);
}

void AdamW::step(std::span<const Slice> slices, double gradient_norm, double learning_rate, Workers& workers) {
  ++steps_;
  const auto steps = static_cast<double>(steps_);
  const double limit = settings_.gradient_norm_max;
  const Factors by{
      .clip = static_cast<float>(limit > 0 && gradient_norm > limit ? limit / gradient_norm : 1),
      .beta1 = static_cast<float>(settings_.beta1),
      .beta2 = static_cast<float>(settings_.beta2),
      .step_size = static_cast<float>(learning_rate / (1 - std::pow(settings_.beta1, steps))),
      .correction2 = static_cast<float>(1 / (1 - std::pow(settings_.beta2, steps))),
      .epsilon = static_cast<float>(settings_.epsilon),
      .keep = 1,
  };
  std::size_t values = 0;
  for (const Slice& slice : slices)
    values += slice.values.size();
  SWARM_INVARIANT(2 * values == moments_.size(), "a step goes over all that is learnt");
  workers.run([&](int thread) {
    const auto place = static_cast<std::size_t>(thread), threads = static_cast<std::size_t>(workers.count());
    update_range(slices, moments_.data(), {values * place / threads, values * (place + 1) / threads}, by,
                 static_cast<float>(learning_rate * settings_.weight_decay));
  });
}

void AdamW::restore(std::uint64_t steps, std::vector<float> moments) {
  SWARM_INVARIANT(moments.size() == moments_.size(), "a checkpoint is checked before it is taken over");
  steps_ = steps;
  moments_ = std::move(moments);
}

}  // namespace swarm::graph
