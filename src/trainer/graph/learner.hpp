#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/sizes.hpp"

namespace swarm::graph {

// Lessons packed into rows of equal length. A position sees earlier positions of its own segment only; the positions of
// a segment follow each other.
// All spans have rows * columns elements, row by row.
struct Batch {
  std::span<const std::int32_t> tokens;    // padding: 0, with weight 0 and a segment of its own
  std::span<const std::int32_t> segments;  // any number per lesson; lessons of a row have different ones
  std::span<const std::int32_t> targets;   // the token that should follow
  std::span<const float> weights;          // of the loss at this position; 0: not learnt
};

enum class Trained { everything, adapter };

struct LearnerSettings {
  Trained trained = Trained::adapter;
  std::int64_t rows = 16, columns = 96;  // of a batch
  std::int64_t rank = 16;                // of the adapter: q, k, v, o, gate, up, down
  double alpha = 32;
  int threads = 2;
  double beta1 = 0.9, beta2 = 0.98, epsilon = 1e-8;
  double weight_decay = 0;       // of matrices only
  double gradient_norm_max = 1;  // longer gradients are shortened to it; 0: never
  std::uint64_t seed = 1;
  std::uint64_t other_bytes = 0;  // that the program holds besides, as lessons: counted against the memory limit
  const std::atomic<bool>* stop = nullptr;  // reading the base ends with `cancelled` when it becomes true
};

struct StepOutcome {
  double loss = 0;           // mean over the weights, before this step
  double gradient_norm = 0;  // before clipping
  bool trained = true;       // false: loss or gradient is not finite, or no position has a weight; nothing was changed
};

// A parameter that is learnt, as the outside sees it: "blk.0.attn_q.weight", or "blk.0.attn_q.weight.lora_a".
struct Parameter {
  std::string name;
  std::vector<std::uint64_t> shape;  // as ggml has it: the length of a row first
};

// A Qwen2 decoder that learns: RMSNorm, RoPE, grouped queries with bias, SwiGLU, tied or untied output.
// The base comes from a GGUF file, dequantised to F32. One thread at a time.
class Learner {
 public:
  virtual ~Learner() = default;
  // `invalid_input` (no Qwen2 model, wrong shapes), `too_large` (says how many bytes it would need and the limit, or
  // what is free on the GPU; also when the machine has less than it said).
  static Result<std::unique_ptr<Learner>> create(const std::filesystem::path& base, const LearnerSettings& settings,
                                                 Bytes memory_limit);

  virtual StepOutcome step(const Batch& batch, double learning_rate) = 0;
  virtual double loss(const Batch& batch) = 0;  // of a batch that is only looked at
  virtual std::vector<double> gradient(const Batch& batch, std::size_t parameter) = 0;  // for tests; changes nothing

  virtual const std::vector<Parameter>& parameters() const = 0;
  virtual std::vector<float> values(std::size_t parameter) const = 0;
  virtual void set_values(std::size_t parameter, std::span<const float> values) = 0;
  // Everything that a run continues from: parameters, moments, step count.
  virtual Result<Done> save(const std::filesystem::path& checkpoint) const = 0;
  virtual Result<Done> restore(const std::filesystem::path& checkpoint) = 0;
};

}  // namespace swarm::graph
