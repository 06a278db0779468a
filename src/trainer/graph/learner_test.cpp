#include "trainer/graph/learner.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"
#include "trainer/graph/direct_differentiator.hpp"
#include "trainer/graph/double_reference.hpp"
#include "trainer/graph/ggml_differentiator.hpp"
#include "trainer/graph/learner_parts.hpp"
#include "trainer/graph/tiny_decoder.hpp"

namespace swarm::graph {
namespace {

constexpr Bytes kPlenty{64 * MiB};

struct Case {
  std::string name;
  MakeDifferentiator make;
};

class LearnerContract : public testing::TestWithParam<Case> {
 protected:
  static LearnerSettings settings_for(Trained trained) {
    return {.trained = trained,
            .rows = 3,
            .columns = 14,
            .rank = 3,
            .alpha = 5,
            .threads = 1,
            .weight_decay = 0.1,
            .seed = 7};
  }

  std::unique_ptr<Learner> learner(const Qwen2Shape& shape, const LearnerSettings& settings) {
    // Products keep their size when rows grow longer.
    tensors = random_tensors(shape, 3, 1.7 / std::sqrt(static_cast<double>(shape.width)));
    write_decoder(folder.path() / "base.gguf", shape, tensors);
    auto made = create_with(GetParam().make, folder.path() / "base.gguf", settings, kPlenty);
    EXPECT_TRUE(made) << made.error().message;
    if (settings.trained == Trained::adapter) spread_lora_b(**made);
    return std::move(*made);
  }

  // B begins with zeros, which would hide a wrong gradient of A.
  static void spread_lora_b(Learner& of) {
    std::mt19937_64 engine(11);
    std::normal_distribution<float> normal(0, 0.2F);
    for (std::size_t i = 0; i < of.parameters().size(); ++i) {
      if (!of.parameters()[i].name.ends_with("lora_b")) continue;
      std::vector<float> values = of.values(i);
      std::ranges::generate(values, [&] { return normal(engine); });
      of.set_values(i, values);
    }
  }

  DoubleReference reference(const Qwen2Shape& shape, const LearnerSettings& settings, const Learner& of) const {
    DoubleReference::Values values;
    for (const auto& [name, floats] : tensors)
      values[name].assign(floats.begin(), floats.end());
    for (std::size_t i = 0; i < of.parameters().size(); ++i) {
      const std::vector<float> floats = of.values(i);
      values[of.parameters()[i].name].assign(floats.begin(), floats.end());
    }
    return {shape, settings, std::move(values)};
  }

  void expect_agreement(const Qwen2Shape& shape, const LearnerSettings& settings);
  void expect_agreement(const Qwen2Shape& shape, Trained trained) { expect_agreement(shape, settings_for(trained)); }
  void expect_finite_differences(Trained trained);
  void expect_same_steps(Trained trained, double tolerance);

  tests::TemporaryFolder folder;
  FloatTensors tensors;
};

double norm(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values)
    sum += value * value;
  return std::sqrt(sum);
}

// Largest difference of two gradients, relative to the norm of the right one.
double relative_error(const std::vector<double>& is, const std::vector<double>& should) {
  std::vector<double> difference = is;
  for (std::size_t i = 0; i < is.size(); ++i)
    difference[i] -= should[i];
  return norm(difference) / norm(should);
}

void LearnerContract::expect_agreement(const Qwen2Shape& shape, const LearnerSettings& settings) {
  const auto under_test = learner(shape, settings);
  const OwnedBatch batch = random_batch(shape, settings.rows, settings.columns, 5);
  DoubleReference right = reference(shape, settings, *under_test);
  DoubleReference::Values gradients;
  const double loss = right.differentiate(batch, gradients);
  EXPECT_NEAR(under_test->loss(batch), loss, 2e-6 * loss);
  for (std::size_t i = 0; i < under_test->parameters().size(); ++i) {
    const std::string& name = under_test->parameters()[i].name;
    const std::vector<double> gradient = under_test->gradient(batch, i);
    ASSERT_EQ(gradient.size(), gradients.at(name).size()) << name;
    // A key's bias moves all scores of a query alike but for RoPE, so that little is left of large terms.
    EXPECT_LT(relative_error(gradient, gradients.at(name)), 2e-5) << name;
  }
}

TEST_P(LearnerContract, LossAndGradientsAgreeWithDoublePrecisionWhenEverythingLearns) {
  expect_agreement(tiny_shape(), Trained::everything);
}
TEST_P(LearnerContract, LossAndGradientsAgreeWithDoublePrecisionWhenAnAdapterLearns) {
  expect_agreement(tiny_shape(), Trained::adapter);
}
TEST_P(LearnerContract, LossAndGradientsAgreeForAnUntiedOutputWithoutBiases) {
  Qwen2Shape shape = tiny_shape();
  shape.tied = shape.biases = false;
  expect_agreement(shape, Trained::everything);
  expect_agreement(shape, Trained::adapter);
}
TEST_P(LearnerContract, LossAndGradientsAgreeWhenEachHeadHasAKeyHead) {
  Qwen2Shape shape = tiny_shape();
  shape.key_heads = shape.heads;
  expect_agreement(shape, Trained::everything);
}
TEST_P(LearnerContract, LossAndGradientsAgreeForOneRowOfOneHead) {
  Qwen2Shape shape = tiny_shape();
  shape.heads = shape.key_heads = shape.layers = 1;
  shape.head_width = shape.width;
  expect_agreement(shape, Trained::everything);
}

// Lessons longer than a block of attention, heads of a usual width, more positions than a chunk.
TEST_P(LearnerContract, LossAndGradientsAgreeForLongLessons) {
  Qwen2Shape shape = tiny_shape();
  shape.width = 96;
  shape.heads = 3;
  shape.key_heads = 1;
  shape.head_width = 32;
  for (const Trained trained : {Trained::everything, Trained::adapter}) {
    LearnerSettings settings = settings_for(trained);
    settings.rows = 4;
    settings.columns = 120;
    expect_agreement(shape, settings);
  }
}

// Along its own gradient, a parameter of every kind must change the loss by the gradient's norm. A step of 1e-2 leaves
// an error of the third derivative's size times 2e-5; the loss itself is right to some 1e-6, which is 1e-4 of the
// difference quotient. Only a gradient that is right in direction and length passes.
void LearnerContract::expect_finite_differences(Trained trained) {
  constexpr double kStep = 1e-2;
  const LearnerSettings settings = settings_for(trained);
  const auto under_test = learner(tiny_shape(), settings);
  const OwnedBatch batch = random_batch(tiny_shape(), settings.rows, settings.columns, 6);
  for (std::size_t i = 0; i < under_test->parameters().size(); ++i) {
    const std::vector<double> gradient = under_test->gradient(batch, i);
    const double length = norm(gradient);
    ASSERT_GT(length, 1e-4) << under_test->parameters()[i].name;
    const std::vector<float> before = under_test->values(i);
    const auto loss_at = [&](double step) {
      std::vector<float> moved = before;
      for (std::size_t j = 0; j < moved.size(); ++j)
        moved[j] = static_cast<float>(static_cast<double>(before[j]) + step * gradient[j] / length);
      under_test->set_values(i, moved);
      return under_test->loss(batch);
    };
    const double quotient = (loss_at(kStep) - loss_at(-kStep)) / (2 * kStep);
    under_test->set_values(i, before);
    EXPECT_NEAR(quotient, length, 0.005 * length + 2e-4) << under_test->parameters()[i].name;
  }
}

TEST_P(LearnerContract, EveryKindOfWeightHasTheGradientThatFiniteDifferencesShow) {
  expect_finite_differences(Trained::everything);
}
TEST_P(LearnerContract, EveryKindOfAdapterWeightHasTheGradientThatFiniteDifferencesShow) {
  expect_finite_differences(Trained::adapter);
}

void LearnerContract::expect_same_steps(Trained trained, double tolerance) {
  LearnerSettings settings = settings_for(trained);
  settings.epsilon = 1e-4;  // a gradient near zero then moves little, instead of by its sign
  const auto under_test = learner(tiny_shape(), settings);
  DoubleReference right = reference(tiny_shape(), settings, *under_test);
  for (std::uint64_t step = 0; step < 6; ++step) {
    const OwnedBatch batch = random_batch(tiny_shape(), settings.rows, settings.columns, 20 + step);
    const StepOutcome outcome = under_test->step(batch, 0.01);
    EXPECT_TRUE(outcome.trained);
    EXPECT_NEAR(outcome.loss, right.step(batch, 0.01, under_test->parameters()), tolerance) << "step " << step;
  }
  for (std::size_t i = 0; i < under_test->parameters().size(); ++i) {
    const std::vector<float> values = under_test->values(i);
    const std::vector<double>& should = right.weights().at(under_test->parameters()[i].name);
    double largest = 0;
    for (std::size_t j = 0; j < values.size(); ++j)
      largest = std::max(largest, std::abs(static_cast<double>(values[j]) - should[j]));
    EXPECT_LT(largest, tolerance) << under_test->parameters()[i].name;
  }
}

TEST_P(LearnerContract, SeveralStepsOfEverythingEndWhereDoublePrecisionEnds) {
  expect_same_steps(Trained::everything, 1e-4);
}
TEST_P(LearnerContract, SeveralStepsOfAnAdapterEndWhereDoublePrecisionEnds) {
  expect_same_steps(Trained::adapter, 1e-4);
}

std::vector<std::vector<float>> all_values(const Learner& of) {
  std::vector<std::vector<float>> values;
  for (std::size_t i = 0; i < of.parameters().size(); ++i)
    values.push_back(of.values(i));
  return values;
}

TEST_P(LearnerContract, TheSameSeedGivesTheSameAdapterAndAnotherSeedAnother) {
  LearnerSettings settings = settings_for(Trained::adapter);
  const auto trained = [&] {
    const auto one = learner(tiny_shape(), settings);
    for (std::uint64_t step = 0; step < 3; ++step)
      (void)one->step(random_batch(tiny_shape(), settings.rows, settings.columns, step), 0.01);
    return all_values(*one);
  };
  const auto first = trained();
  EXPECT_EQ(first, trained());
  settings.seed = 8;
  EXPECT_NE(first, trained());
}

TEST_P(LearnerContract, ARestoredRunContinuesBitForBit) {
  for (const Trained what : {Trained::everything, Trained::adapter}) {
    const LearnerSettings settings = settings_for(what);
    const auto first = learner(tiny_shape(), settings);
    const auto batch = [&](std::uint64_t seed) {
      return random_batch(tiny_shape(), settings.rows, settings.columns, seed);
    };
    for (std::uint64_t step = 0; step < 3; ++step)
      (void)first->step(batch(step), 0.01);
    ASSERT_TRUE(first->save(folder.path() / "checkpoint"));
    const auto second = learner(tiny_shape(), settings);
    const auto restored = second->restore(folder.path() / "checkpoint");
    ASSERT_TRUE(restored) << restored.error().message;
    for (std::uint64_t step = 3; step < 6; ++step)
      EXPECT_EQ(first->step(batch(step), 0.01).loss, second->step(batch(step), 0.01).loss);
    EXPECT_EQ(all_values(*first), all_values(*second));
  }
}

TEST_P(LearnerContract, ABatchWithoutWeightsChangesNothing) {
  const LearnerSettings settings = settings_for(Trained::everything);
  const auto one = learner(tiny_shape(), settings), other = learner(tiny_shape(), settings);
  OwnedBatch batch = random_batch(tiny_shape(), settings.rows, settings.columns, 1);
  const OwnedBatch next = batch;
  std::ranges::fill(batch.weights, 0.0F);
  const StepOutcome outcome = one->step(batch, 0.01);
  EXPECT_FALSE(outcome.trained);
  EXPECT_EQ(outcome.loss, 0);
  EXPECT_EQ(one->loss(batch), 0);
  EXPECT_EQ(all_values(*one), all_values(*other));
  (void)one->step(next, 0.01);
  (void)other->step(next, 0.01);
  EXPECT_EQ(all_values(*one), all_values(*other));  // the optimiser has not counted it either
}

TEST_P(LearnerContract, ALossThatIsNotFiniteIsToldAndNotLearnt) {
  const LearnerSettings settings = settings_for(Trained::everything);
  const auto one = learner(tiny_shape(), settings);
  std::vector<float> broken = one->values(0);
  broken[0] = std::numeric_limits<float>::quiet_NaN();
  std::ranges::fill(broken, std::numeric_limits<float>::quiet_NaN());
  one->set_values(0, broken);
  const auto before = one->values(1);
  const StepOutcome outcome = one->step(random_batch(tiny_shape(), settings.rows, settings.columns, 1), 0.01);
  EXPECT_FALSE(outcome.trained);
  EXPECT_FALSE(std::isfinite(outcome.loss));
  EXPECT_EQ(one->values(1), before);
}

TEST_P(LearnerContract, APositionSeesNothingOfOtherSegmentsNorOfWhatFollows) {
  const LearnerSettings settings = settings_for(Trained::adapter);
  const auto one = learner(tiny_shape(), settings);
  OwnedBatch batch = random_batch(tiny_shape(), settings.rows, settings.columns, 1);
  std::ranges::fill(batch.weights, 0.0F);
  const std::size_t looked_at = 8;  // in the second segment of the first row
  batch.weights[looked_at] = 1;
  const double before = one->loss(batch);
  OwnedBatch other = batch;
  for (std::size_t i = 0; i < other.tokens.size(); ++i)
    if (i > looked_at || other.segments[i] != other.segments[looked_at]) other.tokens[i] = (other.tokens[i] + 1) % 29;
  EXPECT_EQ(one->loss(other), before);
  other.tokens[looked_at - 1] = (other.tokens[looked_at - 1] + 1) % 29;
  EXPECT_NE(one->loss(other), before);
}

TEST_P(LearnerContract, LearnsABatchByHeart) {
  LearnerSettings settings = settings_for(Trained::everything);
  settings.weight_decay = 0;
  const auto one = learner(tiny_shape(), settings);
  const OwnedBatch batch = random_batch(tiny_shape(), settings.rows, settings.columns, 1);
  const double before = one->loss(batch);
  for (int step = 0; step < 150; ++step)
    (void)one->step(batch, 0.02);
  EXPECT_GT(before, 2.5);
  EXPECT_LT(one->loss(batch), 0.1);
}

TEST_P(LearnerContract, RefusesWhatDoesNotFitTheMemoryLimitBeforeItTakesAny) {
  const LearnerSettings settings = settings_for(Trained::adapter);
  (void)learner(tiny_shape(), settings);
  for (const Bytes limit :
       {Bytes{1 * KiB}, Bytes{64 * KiB}}) {  // less than the weights; less than with the activations
    const auto refused = create_with(GetParam().make, folder.path() / "base.gguf", settings, limit);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::too_large);
    EXPECT_THAT(refused.error().message, testing::HasSubstr(to_text(limit)));
    EXPECT_THAT(refused.error().message, testing::ContainsRegex("needs [a-z ]*[0-9.]+ [KM]iB, and")) << "no bytes";
  }
}

TEST_P(LearnerContract, CountsWhatTheProgramHoldsBesides) {
  LearnerSettings settings = settings_for(Trained::adapter);
  (void)learner(tiny_shape(), settings);
  settings.other_bytes = kPlenty.count;
  const auto refused = create_with(GetParam().make, folder.path() / "base.gguf", settings, kPlenty);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::too_large);
}

TEST_P(LearnerContract, CountsTheCopiesThatACheckpointTakes) {
  const LearnerSettings settings = settings_for(Trained::everything);
  const auto made = learner(tiny_shape(), settings);
  std::uint64_t trained = 0;
  for (std::size_t i = 0; i < made->parameters().size(); ++i)
    trained += made->values(i).size() * sizeof(float);
  // Weights and moments fit, and gradients with all else that a step needs: but not what is read from a checkpoint.
  const auto refused = create_with(GetParam().make, folder.path() / "base.gguf", settings, Bytes{6 * trained});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("needs more than"));
}

// A device with a memory of its own, as far as the learner's making sees of it.
class DeviceWithout final : public Differentiator {
 public:
  explicit DeviceWithout(std::uint64_t free) : free_(free) {}
  std::uint64_t bytes() const override { return 0; }
  std::optional<DeviceNeed> device_need() const override {
    return DeviceNeed{.device = "CUDA0", .bytes = 3 * GiB, .free = free_};
  }
  void allocate() override { throw std::bad_alloc(); }
  double loss(const Batch&) override { return 0; }
  double differentiate(const Batch&) override { return 0; }
  std::span<const std::span<float>> gradients() override { return {}; }

 private:
  std::uint64_t free_;
};

TEST(Learner, IsRefusedWhereTheDeviceHasTooLittleMemoryForIt) {
  tests::TemporaryFolder folder;
  write_decoder(folder.path() / "base.gguf", tiny_shape(), random_tensors(tiny_shape(), 3, 0.35));
  const auto error_with = [&](std::uint64_t free) {
    const auto make = [free](auto&&...) { return std::make_unique<DeviceWithout>(free); };
    const auto refused = create_with(make, folder.path() / "base.gguf", {}, kPlenty);
    return refused ? Error{} : refused.error();
  };
  EXPECT_EQ(error_with(2 * GiB).code, ErrorCode::too_large);
  EXPECT_THAT(error_with(2 * GiB).message, testing::HasSubstr("needs 3 GiB on CUDA0, and 2 GiB are free there"));
  EXPECT_EQ(error_with(4 * GiB).code, ErrorCode::too_large) << "somebody else took it meanwhile";
  EXPECT_THAT(error_with(4 * GiB).message, testing::HasSubstr("no room"));
}

// ggml's threads spin while they wait for each other, which takes very long on a busy machine: not for it.
TEST(DirectLearner, AnyNumberOfThreadsLearnsTheSame) {
  tests::TemporaryFolder folder;
  const Qwen2Shape shape = tiny_shape();
  write_decoder(folder.path() / "base.gguf", shape, random_tensors(shape, 3, 0.35));
  const auto after = [&](int threads, std::uint64_t batches) {
    const LearnerSettings settings{
        .trained = Trained::everything, .rows = 5, .columns = 96, .threads = threads, .weight_decay = 0.1};
    auto learner = create_with(make_direct_differentiator, folder.path() / "base.gguf", settings, kPlenty);
    EXPECT_TRUE(learner) << learner.error().message;
    std::vector<double> losses;
    for (std::uint64_t step = 0; step < batches; ++step)
      losses.push_back((*learner)->step(random_batch(shape, 5, 96, step), 0.003).loss);
    return losses;
  };
  const std::vector<double> one = after(1, 8);
  for (const int threads : {2, 3, 9}) {  // nine: more than there are lessons for some
    EXPECT_THAT(after(threads, 8), testing::Pointwise(testing::DoubleNear(2e-4), one)) << threads;
    EXPECT_EQ(after(threads, 8), after(threads, 8)) << threads;  // and the same number does exactly the same
  }
}

// What a failed case is called.
[[maybe_unused]] void PrintTo(const Case& tested, std::ostream* out) {
  *out << tested.name;
}

INSTANTIATE_TEST_SUITE_P(Differentiators, LearnerContract,
                         testing::Values(Case{"ggml", make_ggml_differentiator},
                                         Case{"direct", make_direct_differentiator}),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace swarm::graph
