#include "trainer/graph/checkpoint.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <string>

#include "engine/model_files/gguf_file.hpp"

namespace swarm::graph {
namespace {

using model_files::GgufFile;
using model_files::Tensor;

constexpr std::string_view kSteps = "swarmkeeper.checkpoint.steps", kChecksum = "swarmkeeper.checkpoint.checksum";
constexpr std::string_view kMoments = "moments";

// FNV-1a over whole floats: for damage, not against anybody.
std::uint64_t checksum(std::span<const float> values, std::uint64_t state = 0xcbf29ce484222325) {
  for (const float value : values) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    state = (state ^ bits) * 0x100000001b3;
  }
  return state;
}

Tensor as_tensor(std::string name, std::vector<std::uint64_t> shape, std::span<const float> values) {
  return {.name = std::move(name), .type = 0, .shape = std::move(shape), .bytes = std::as_bytes(values)};
}

Result<std::vector<float>> read_values(const GgufFile& file, const std::filesystem::path& path, std::string_view name,
                                       const std::vector<std::uint64_t>& shape, std::size_t count) {
  const Tensor* tensor = file.find(name);
  if (tensor == nullptr || tensor->type != 0 || tensor->shape != shape || tensor->bytes.size() != count * sizeof(float))
    return fail(
        ErrorCode::invalid_input,
        fmt::format("{} is no checkpoint of this run: {} is missing or has another shape", path.string(), name));
  std::vector<float> values(count);
  std::memcpy(values.data(), tensor->bytes.data(), tensor->bytes.size());
  return values;
}

}  // namespace

Result<Done> write_checkpoint(const std::filesystem::path& path, const Weights& weights, std::uint64_t steps,
                              std::span<const float> moments) {
  std::vector<Tensor> tensors;
  std::uint64_t sum = checksum(moments);
  for (const std::size_t place : weights.trained()) {
    const Weight& weight = weights.all()[place];
    tensors.push_back(as_tensor(weight.parameter.name, weight.parameter.shape, weight.values));
    sum = checksum(weight.values, sum);
  }
  tensors.push_back(as_tensor(std::string(kMoments), {moments.size()}, moments));
  const model_files::GgufMetadata metadata{{"general.architecture", std::string("swarmkeeper-checkpoint")},
                                           {std::string(kSteps), steps},
                                           {std::string(kChecksum), fmt::format("{:016x}", sum)}};
  return model_files::write_gguf(path, metadata, tensors);
}

Result<Progress> read_checkpoint(const std::filesystem::path& path, Weights& weights) {
  const GgufFile file = TRY(GgufFile::open(path));
  const auto steps = file.number(kSteps);
  const auto expected = file.text(kChecksum);
  if (!steps || !expected) return fail(ErrorCode::invalid_input, fmt::format("{} is no checkpoint", path.string()));
  const std::size_t moments = 2 * weights.trained_values();
  Progress progress {
    *steps, TRY(read_values(file, path, kMoments, {moments}, moments))
  };
  std::uint64_t sum = checksum(progress.moments);
  std::vector<std::vector<float>> values;
  for (const std::size_t place : weights.trained()) {
    const Weight& weight = weights.all()[place];
    values.push_back(TRY(read_values(file, path, weight.parameter.name, weight.parameter.shape, weight.values.size())));
    sum = checksum(values.back(), sum);
  }
  if (*expected != fmt::format("{:016x}", sum))
    return fail(ErrorCode::invalid_input, fmt::format("{} is damaged: its checksum differs", path.string()));
  for (std::size_t i = 0; i < values.size(); ++i)
    std::ranges::copy(values[i], weights.all()[weights.trained()[i]].values.begin());
  return progress;
}

}  // namespace swarm::graph
