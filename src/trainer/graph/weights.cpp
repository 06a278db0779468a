#include "trainer/graph/weights.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <ggml.h>
#include <new>
#include <random>

#include "base/invariant.hpp"
#include "engine/model_files/file_access.hpp"

namespace swarm::graph {
namespace {

constexpr std::uint64_t kAlignment = 64;  // a cache line, and more than ggml asks for

std::uint64_t padded_bytes(std::uint64_t values) {
  return (values * sizeof(float) + kAlignment - 1) / kAlignment * kAlignment;
}

std::uint64_t elements(const std::vector<std::uint64_t>& shape) {
  std::uint64_t product = 1;
  for (const std::uint64_t extent : shape)
    product *= extent;
  return product;
}

Result<Done> dequantise(const model_files::Tensor& tensor, std::span<float> values) {
  if (tensor.type >= GGML_TYPE_COUNT)
    return fail(ErrorCode::invalid_input, fmt::format("tensor {} has the unknown type {}", tensor.name, tensor.type));
  const auto type = static_cast<ggml_type>(tensor.type);
  const std::size_t row = ggml_row_size(type, static_cast<std::int64_t>(tensor.shape[0]));
  if (tensor.bytes.size() != row * (values.size() / tensor.shape[0]))
    return fail(ErrorCode::invalid_input,
                fmt::format("tensor {} has {} bytes, not what its shape asks for", tensor.name, tensor.bytes.size()));
  if (type == GGML_TYPE_F32) {
    std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
    return Done{};
  }
  const auto convert = ggml_get_type_traits(type)->to_float;
  if (convert == nullptr)
    return fail(ErrorCode::invalid_input, fmt::format("tensor {} has the type {}, which cannot be made to F32",
                                                      tensor.name, ggml_type_name(type)));
  convert(tensor.bytes.data(), values.data(), static_cast<std::int64_t>(values.size()));
  return Done{};
}

// 53 random bits: std::uniform_real_distribution differs between libraries, and the same seed must give the same.
double fraction(std::mt19937_64& engine) {
  return static_cast<double>(engine() >> 11U) * 0x1p-53;
}

void spread(std::span<float> values, std::uint64_t inputs, std::mt19937_64& engine) {
  const double bound = 1 / std::sqrt(static_cast<double>(inputs));
  for (float& value : values)
    value = static_cast<float>((2 * fraction(engine) - 1) * bound);
}

}  // namespace

Weights::Weights(const Qwen2Shape& shape, const LearnerSettings& settings) {
  const bool adapter = settings.trained == Trained::adapter;
  for (TensorPlan& plan : base_tensors(shape))
    add(std::move(plan), !adapter);
  if (!adapter) return;
  for (TensorPlan& plan : adapter_tensors(shape, settings.rank))
    add(std::move(plan), true);
}

void Weights::add(TensorPlan plan, bool trained) {
  bytes_ += padded_bytes(elements(plan.shape));
  places_[plan.name] = weights_.size();
  if (trained) trained_.push_back(weights_.size());
  weights_.push_back({.parameter = {std::move(plan.name), std::move(plan.shape)}, .trained = trained});
}

std::size_t Weights::trained_values() const {
  std::size_t sum = 0;
  for (const std::size_t place : trained_)
    sum += elements(weights_[place].parameter.shape);
  return sum;
}

void Weights::allocate() {
  memory_.reset(static_cast<float*>(std::aligned_alloc(kAlignment, bytes_)));
  if (!memory_) throw std::bad_alloc();
  float* next = memory_.get();
  for (Weight& weight : weights_) {
    const std::uint64_t values = elements(weight.parameter.shape);
    weight.values = {next, values};
    next += padded_bytes(values) / sizeof(float);
  }
}

Result<Done> Weights::fill(const model_files::GgufFile& file, const LearnerSettings& settings) {
  SWARM_INVARIANT(memory_ != nullptr, "allocate() comes before fill()");
  std::mt19937_64 engine(settings.seed);
  for (const Weight& weight : weights_) {
    (void)TRY(model_files::check_not_stopped(settings.stop));
    std::memset(weight.values.data(), 0, padded_bytes(weight.values.size()));
    if (weight.parameter.name.ends_with(".lora_a")) spread(weight.values, weight.parameter.shape[0], engine);
    if (weight.parameter.name.ends_with(".lora_a") || weight.parameter.name.ends_with(".lora_b")) continue;
    const model_files::Tensor* tensor = file.find(weight.parameter.name);
    SWARM_INVARIANT(tensor != nullptr, "read_qwen2_shape() has found all of them");
    (void)TRY(dequantise(*tensor, weight.values));
    if (!std::ranges::all_of(weight.values, [](float value) { return std::isfinite(value); }))
      return fail(ErrorCode::invalid_input,
                  fmt::format("tensor {} has values that are not finite", weight.parameter.name));
  }
  return Done{};
}

const Weight* Weights::find(std::string_view name) const {
  const auto place = places_.find(name);
  return place == places_.end() ? nullptr : &weights_[place->second];
}

}  // namespace swarm::graph
