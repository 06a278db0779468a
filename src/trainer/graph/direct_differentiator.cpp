#include "trainer/graph/direct_differentiator.hpp"

#include <algorithm>
#include <cmath>

#include "trainer/graph/decoder_pass.hpp"
#include "trainer/graph/workers.hpp"

namespace swarm::graph {
namespace {

constexpr std::size_t kChunkPositions = 384;  // measured: products are large enough, and memory near enough

// Pairs (i, i + half) of a head turn by position * base^(-2 i / head width): cosines, then sines, of each position.
std::vector<float> rotations(const Qwen2Shape& shape, std::size_t positions) {
  const auto half = static_cast<std::size_t>(shape.head_width / 2);
  std::vector<float> table(positions * 2 * half);
  for (std::size_t position = 0; position < positions; ++position)
    for (std::size_t i = 0; i < half; ++i) {
      const double angle =
          static_cast<double>(position) *
          std::pow(static_cast<double>(shape.rope_base), -static_cast<double>(i) / static_cast<double>(half));
      table[position * 2 * half + i] = static_cast<float>(std::cos(angle));
      table[position * 2 * half + half + i] = static_cast<float>(std::sin(angle));
    }
  return table;
}

class DirectDifferentiator final : public Differentiator {
 public:
  DirectDifferentiator(const Qwen2Shape& shape, const LearnerSettings& settings, Weights& weights, Workers& workers)
      : weights_(weights), workers_(workers) {
    decoder_.shape = shape;
    decoder_.columns = static_cast<std::size_t>(settings.columns);
    const auto positions = static_cast<std::size_t>(settings.rows * settings.columns);
    decoder_.positions_max = std::min(positions, std::max(kChunkPositions, decoder_.columns));
    if (settings.trained == Trained::adapter) {
      decoder_.rank = settings.rank;
      decoder_.lora_scale = static_cast<float>(settings.alpha / static_cast<double>(settings.rank));
    }
    connect();
    passes_.resize(static_cast<std::size_t>(workers.count()));
  }

  std::uint64_t bytes() const override {
    return DecoderPass::bytes(decoder_) * passes_.size() + decoder_.rotations.size() * sizeof(float);
  }

  void allocate() override {
    connect();
    decoder_.rotations = rotations(decoder_.shape, decoder_.columns);
    for (std::unique_ptr<DecoderPass>& pass : passes_) {
      pass = std::make_unique<DecoderPass>(decoder_);
      pass->allocate();
    }
    for (std::size_t i = 0; i < weights_.trained().size(); ++i)
      gradients_.push_back(
          passes_[0]->gradients().subspan(gradient_places_[i], weights_.all()[weights_.trained()[i]].values.size()));
  }

  double loss(const Batch& batch) override { return run(batch, false); }

  double differentiate(const Batch& batch) override {
    const double loss = run(batch, true);
    if (passes_.size() > 1) add_up();
    return loss;
  }

  std::span<const std::span<float>> gradients() override { return gradients_; }

 private:
  double run(const Batch& batch, bool backward) {
    const auto plan = plan_lessons(
        batch, {.columns = decoder_.columns, .threads = passes_.size(), .chunk_positions = decoder_.positions_max});
    std::vector<double> losses(passes_.size());
    workers_.run([&](int thread) {
      const auto place = static_cast<std::size_t>(thread);
      if (backward) passes_[place]->clear_gradients();
      for (const Chunk& chunk : plan[place])
        losses[place] += passes_[place]->run(chunk, backward);
    });
    double sum = 0;
    for (const double loss : losses)
      sum += loss;
    return sum;
  }

  void add_up() {
    workers_.run([this](int thread) {
      const auto place = static_cast<std::size_t>(thread);
      const std::span<float> sums = passes_[0]->gradients();
      const std::size_t begin = sums.size() * place / passes_.size(), end = sums.size() * (place + 1) / passes_.size();
      for (std::size_t other = 1; other < passes_.size(); ++other)
        kernels::add(sums.data() + begin, passes_[other]->gradients().data() + begin, end - begin);
    });
  }

  // Finds the weights and gives the learnt ones their places among the gradients.
  void connect() {
    gradient_places_.clear();
    decoder_.gradient_floats = decoder_.merged_floats = 0;
    for (const std::size_t trained : weights_.trained()) {
      gradient_places_.push_back(decoder_.gradient_floats);
      decoder_.gradient_floats += (elements(weights_.all()[trained].parameter.shape) + 15) / 16 * 16;
    }
    decoder_.embedding = learnable("token_embd.weight");
    decoder_.output_norm = learnable("output_norm.weight");
    decoder_.output = linear(decoder_.shape.tied ? "token_embd.weight" : "output.weight");
    decoder_.layers.clear();
    for (std::int64_t layer = 0; layer < decoder_.shape.layers; ++layer)
      decoder_.layers.push_back({.attention_norm = learnable(layer_tensor(layer, "attn_norm.weight")),
                                 .feed_forward_norm = learnable(layer_tensor(layer, "ffn_norm.weight")),
                                 .query = linear(layer_tensor(layer, "attn_q.weight")),
                                 .key = linear(layer_tensor(layer, "attn_k.weight")),
                                 .value = linear(layer_tensor(layer, "attn_v.weight")),
                                 .output = linear(layer_tensor(layer, "attn_output.weight")),
                                 .gate = linear(layer_tensor(layer, "ffn_gate.weight")),
                                 .up = linear(layer_tensor(layer, "ffn_up.weight")),
                                 .down = linear(layer_tensor(layer, "ffn_down.weight"))});
  }

  Learnable learnable(const std::string& name) const {
    const Weight* weight = weights_.find(name);
    if (weight == nullptr) return {};
    const auto place = static_cast<std::size_t>(weight - weights_.all().data());
    const auto trained = std::ranges::find(weights_.trained(), place);
    return {weight->values.data(),
            trained == weights_.trained().end()
                ? -1
                : static_cast<std::ptrdiff_t>(
                      gradient_places_[static_cast<std::size_t>(trained - weights_.trained().begin())])};
  }

  LinearLayer linear(const std::string& name) {
    const std::vector<std::uint64_t>& shape = weights_.find(name)->parameter.shape;
    const std::string stem = name.substr(0, name.size() - std::string_view("weight").size());
    if (weights_.find(name + ".lora_a") != nullptr)
      decoder_.merged_floats = std::max(decoder_.merged_floats, elements(shape));
    return {.weight = learnable(name),
            .bias = learnable(stem + "bias"),
            .lora_a = learnable(name + ".lora_a"),
            .lora_b = learnable(name + ".lora_b"),
            .inputs = static_cast<std::int64_t>(shape[0]),
            .outputs = static_cast<std::int64_t>(shape[1])};
  }

  static std::size_t elements(const std::vector<std::uint64_t>& shape) {
    std::size_t product = 1;
    for (const std::uint64_t length : shape)
      product *= length;
    return product;
  }

  Weights& weights_;
  Workers& workers_;
  Decoder decoder_;
  std::vector<std::size_t> gradient_places_;  // of Weights::trained()
  std::vector<std::unique_ptr<DecoderPass>> passes_;
  std::vector<std::span<float>> gradients_;
};

}  // namespace

std::unique_ptr<Differentiator> make_direct_differentiator(const Qwen2Shape& shape, const LearnerSettings& settings,
                                                           Weights& weights, Workers& workers) {
  return std::make_unique<DirectDifferentiator>(shape, settings, weights, workers);
}

}  // namespace swarm::graph
