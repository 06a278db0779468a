#include "trainer/graph/learner.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <new>

#include "base/invariant.hpp"
#include "engine/model_files/gguf_file.hpp"
#include "trainer/graph/adamw.hpp"
#include "trainer/graph/checkpoint.hpp"
#include "trainer/graph/direct_differentiator.hpp"
#include "trainer/graph/ggml_differentiator.hpp"
#include "trainer/graph/learner_parts.hpp"
#include "trainer/graph/matrix_product.hpp"

namespace swarm::graph {
namespace {

class DecoderLearner final : public Learner {
 public:
  DecoderLearner(const LearnerSettings& settings, std::int64_t vocabulary, std::unique_ptr<Workers> workers,
                 std::unique_ptr<Weights> weights, std::unique_ptr<Differentiator> differentiator)
      : settings_(settings),
        vocabulary_(vocabulary),
        workers_(std::move(workers)),
        weights_(std::move(weights)),
        differentiator_(std::move(differentiator)),
        optimiser_(settings, weights_->trained_values()) {
    for (const std::size_t place : weights_->trained())
      parameters_.push_back(weights_->all()[place].parameter);
  }

  StepOutcome step(const Batch& batch, double learning_rate) override {
    if (!says_something(batch)) return {.trained = false};
    StepOutcome outcome{.loss = differentiator_->differentiate(batch)};
    outcome.gradient_norm = norm_of(differentiator_->gradients());
    outcome.trained = std::isfinite(outcome.loss) && std::isfinite(outcome.gradient_norm);
    if (outcome.trained) optimiser_.step(slices(), outcome.gradient_norm, learning_rate, *workers_);
    return outcome;
  }

  double loss(const Batch& batch) override { return says_something(batch) ? differentiator_->loss(batch) : 0; }

  std::vector<double> gradient(const Batch& batch, std::size_t parameter) override {
    if (!says_something(batch)) return std::vector<double>(trained(parameter).values.size());
    (void)differentiator_->differentiate(batch);
    const std::span<const float> values = differentiator_->gradients()[parameter];
    return {values.begin(), values.end()};
  }

  const std::vector<Parameter>& parameters() const override { return parameters_; }

  std::vector<float> values(std::size_t parameter) const override {
    const std::span<const float> values = trained(parameter).values;
    return {values.begin(), values.end()};
  }

  void set_values(std::size_t parameter, std::span<const float> values) override {
    const Weight& weight = trained(parameter);
    SWARM_INVARIANT(values.size() == weight.values.size(), "a parameter keeps its shape");
    std::ranges::copy(values, weight.values.begin());
  }

  Result<Done> save(const std::filesystem::path& checkpoint) const override {
    return write_checkpoint(checkpoint, *weights_, optimiser_.steps(), optimiser_.moments());
  }

  Result<Done> restore(const std::filesystem::path& checkpoint) override {
    Progress progress = TRY(read_checkpoint(checkpoint, *weights_));
    optimiser_.restore(progress.steps, std::move(progress.moments));
    return Done{};
  }

 private:
  const Weight& trained(std::size_t parameter) const { return weights_->all()[weights_->trained().at(parameter)]; }

  std::vector<AdamW::Slice> slices() {
    std::vector<AdamW::Slice> slices;
    for (std::size_t i = 0; i < parameters_.size(); ++i)
      slices.push_back({trained(i).values, differentiator_->gradients()[i], trained(i).is_matrix()});
    return slices;
  }

  // Whether any position has a weight. The batch itself is made by our own code, from tokens of this model.
  bool says_something(const Batch& batch) const {
    const auto positions = static_cast<std::size_t>(settings_.rows * settings_.columns);
    SWARM_INVARIANT(batch.tokens.size() == positions && batch.segments.size() == positions &&
                        batch.targets.size() == positions && batch.weights.size() == positions,
                    "a batch has rows * columns positions");
    const auto is_known = [this](std::int32_t token) { return token >= 0 && token < vocabulary_; };
    SWARM_INVARIANT(std::ranges::all_of(batch.tokens, is_known) && std::ranges::all_of(batch.targets, is_known),
                    "tokens come from the model's own vocabulary");
    SWARM_INVARIANT(std::ranges::all_of(batch.weights, [](float w) { return std::isfinite(w) && w >= 0; }),
                    "weights are not negative");
    return std::ranges::any_of(batch.weights, [](float weight) { return weight > 0; });
  }

  const LearnerSettings settings_;
  const std::int64_t vocabulary_;
  const std::unique_ptr<Workers> workers_;
  const std::unique_ptr<Weights> weights_;
  const std::unique_ptr<Differentiator> differentiator_;
  AdamW optimiser_;
  std::vector<Parameter> parameters_;
};

Result<Done> check_settings(const LearnerSettings& settings) {
  const auto between = [](std::int64_t value, std::int64_t least, std::int64_t most) {
    return value >= least && value <= most;
  };
  if (!between(settings.rows, 1, 4096) || !between(settings.columns, 1, 32'768))
    return fail(ErrorCode::invalid_input,
                fmt::format("a batch of {} rows and {} columns: 1 to 4096 and 1 to 32768 expected", settings.rows,
                            settings.columns));
  if (!between(settings.rank, 1, 1024))
    return fail(ErrorCode::invalid_input, fmt::format("rank {}: 1 to 1024 expected", settings.rank));
  if (!between(settings.threads, 1, 512))
    return fail(ErrorCode::invalid_input, fmt::format("{} threads: 1 to 512 expected", settings.threads));
  if (!std::isfinite(settings.alpha)) return fail(ErrorCode::invalid_input, "alpha is not a number");
  return Done{};
}

// Copies of everything that is learnt which a checkpoint or the result takes for a while: what was read with its
// moments, or what is written and what was read back.
constexpr std::uint64_t kPassingCopies = 4;

// With one digit behind the point: what is needed rounded up and what there is down, so that they never look alike.
enum class Rounding { up, down };
std::string rounded_text(std::uint64_t bytes, Rounding rounding) {
  constexpr std::pair<std::uint64_t, std::string_view> kUnits[] = {{GiB, "GiB"}, {MiB, "MiB"}, {KiB, "KiB"}};
  for (const auto& [factor, name] : kUnits) {
    if (bytes < factor) continue;
    const double tenths = 10 * (static_cast<double>(bytes) / static_cast<double>(factor));
    return fmt::format("{} {}", (rounding == Rounding::up ? std::ceil(tenths) : std::floor(tenths)) / 10, name);
  }
  return to_text(Bytes{bytes});
}

class MemoryNeed {
 public:
  MemoryNeed(const std::filesystem::path& base, const LearnerSettings& settings, Bytes limit)
      : subject_(fmt::format("training {} with {} positions a step needs", base.filename().string(),
                             settings.rows * settings.columns)),
        limit_(limit),
        needed_(settings.other_bytes) {}

  void add(std::uint64_t bytes) { needed_ += bytes; }
  Result<Done> check(std::string_view more_than) const {
    if (needed_ <= limit_.count) return Done{};
    return fail(ErrorCode::too_large,
                fmt::format("{} {}{}, and {} are allowed", subject_, more_than, rounded_text(needed_, Rounding::up),
                            rounded_text(limit_.count, Rounding::down)));
  }
  Result<Done> check(const DeviceNeed& need) const {
    if (need.bytes <= need.free) return Done{};
    return fail(ErrorCode::too_large,
                fmt::format("{} {} on {}, and {} are free there", subject_, rounded_text(need.bytes, Rounding::up),
                            need.device, rounded_text(need.free, Rounding::down)));
  }
  Error refused() const {
    return {ErrorCode::too_large, fmt::format("{} {}, within what is allowed, but the machine has no room for it",
                                              subject_, rounded_text(needed_, Rounding::up))};
  }

 private:
  std::string subject_;
  Bytes limit_;
  std::uint64_t needed_;
};

Result<std::unique_ptr<Learner>> create_within(MemoryNeed& need, const MakeDifferentiator& make,
                                               const model_files::GgufFile& file, const LearnerSettings& settings) {
  const Qwen2Shape shape = TRY(read_qwen2_shape(file));
  auto weights = std::make_unique<Weights>(shape, settings);
  const std::uint64_t moments = 2 * weights->trained_values() * sizeof(float);
  need.add(weights->bytes() + moments + kPassingCopies * weights->trained_values() * sizeof(float));
  (void)TRY(need.check("more than "));
  auto workers = std::make_unique<Workers>(settings.threads);
  auto differentiator = make(shape, settings, *weights, *workers);
  need.add(differentiator->bytes());
  (void)TRY(need.check(""));
  if (const std::optional<DeviceNeed> device = differentiator->device_need()) (void)TRY(need.check(*device));
  weights->allocate();
  differentiator->allocate();
  (void)TRY(weights->fill(file, settings));
  return std::make_unique<DecoderLearner>(settings, shape.vocabulary, std::move(workers), std::move(weights),
                                          std::move(differentiator));
}

}  // namespace

Result<std::unique_ptr<Learner>> create_with(MakeDifferentiator make, const std::filesystem::path& base,
                                             const LearnerSettings& settings, Bytes memory_limit) {
  (void)TRY(check_settings(settings));
  (void)TRY(check_products());
  const auto file = TRY(model_files::GgufFile::open(base));
  MemoryNeed need(base, settings, memory_limit);
  try {
    return create_within(need, make, file, settings);
  } catch (const std::bad_alloc&) {  // by a limit of the process, or on a GPU that others use meanwhile
    return std::unexpected(need.refused());
  }
}

Result<std::unique_ptr<Learner>> Learner::create(const std::filesystem::path& base, const LearnerSettings& settings,
                                                 Bytes memory_limit) {
  return create_with(has_gpu() ? make_ggml_differentiator : make_direct_differentiator, base, settings, memory_limit);
}

}  // namespace swarm::graph
