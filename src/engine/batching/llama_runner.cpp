#include "engine/batching/llama_runner.hpp"

#include <algorithm>
#include <cmath>

#include "engine/llama/grammar.hpp"

namespace swarm::batching {
namespace {

class LlamaDecoder final : public Decoder {
 public:
  explicit LlamaDecoder(std::unique_ptr<llama::Context> context) : context_(std::move(context)) {}
  llama::Decoded decode(std::span<const llama::BatchToken> tokens) override { return context_->decode(tokens); }
  std::span<const float> logits(std::size_t row) override { return context_->logits(row); }
  bool forget(int sequence, int from_position) override { return context_->forget(sequence, from_position); }
  void copy(int from, int to) override { context_->copy(from, to); }
  std::vector<llama::DeviceUse> memory() const override { return context_->memory(); }

 private:
  const std::unique_ptr<llama::Context> context_;
};

class LlamaConstraint final : public Constraint {
 public:
  explicit LlamaConstraint(std::unique_ptr<llama::Grammar> grammar) : grammar_(std::move(grammar)) {}
  Result<Done> restrict(std::span<float> logits) override { return grammar_->restrict(logits); }
  Result<bool> accept(Token token) override { return grammar_->accept(token); }

 private:
  const std::unique_ptr<llama::Grammar> grammar_;
};

// Every token's vector is asked for: the mean is taken over all pieces of a text.
class LlamaVectorDecoder final : public VectorDecoder {
 public:
  LlamaVectorDecoder(std::unique_ptr<llama::Context> context, const llama::Model& model)
      : context_(std::move(context)),
        pooling_(model.pooling()),
        is_causal_(model.facts().is_causal),
        sum_(static_cast<std::size_t>(model.facts().embedding_length)) {}

  std::size_t tokens_per_call() const override { return static_cast<std::size_t>(context_->batch()); }
  llama::Decoded read(std::span<const Token> tokens, bool is_first) override;
  std::vector<float> vector() override;
  std::vector<llama::DeviceUse> memory() const override { return context_->memory(); }

 private:
  void begin();
  void add(std::span<const float> vector);

  const std::unique_ptr<llama::Context> context_;
  const llama::Pooling pooling_;
  const bool is_causal_;
  std::vector<double> sum_;
  std::int32_t position_ = 0;
};

void LlamaVectorDecoder::begin() {
  context_->forget(0, 0);
  std::ranges::fill(sum_, 0.0);
  position_ = 0;
}

llama::Decoded LlamaVectorDecoder::read(std::span<const Token> tokens, bool is_first) {
  if (is_first) begin();
  std::vector<llama::BatchToken> batch;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    batch.push_back(
        {.token = tokens[i], .position = position_ + static_cast<std::int32_t>(i), .sequence = 0, .has_output = true});
  }
  const llama::Decoded decoded = context_->decode(batch);
  if (decoded != llama::Decoded::done) return decoded;
  if (!is_causal_) add(context_->pooled_vector());
  for (std::size_t i = 0; is_causal_ && i < tokens.size(); ++i) {
    const bool is_wanted = pooling_ == llama::Pooling::mean ||
                           (pooling_ == llama::Pooling::last && i + 1 == tokens.size()) ||
                           (pooling_ == llama::Pooling::first && position_ == 0 && i == 0);
    if (is_wanted) add(context_->vector(i));
  }
  position_ += static_cast<std::int32_t>(tokens.size());
  return decoded;
}

void LlamaVectorDecoder::add(std::span<const float> vector) {
  if (pooling_ == llama::Pooling::last) std::ranges::fill(sum_, 0.0);
  for (std::size_t i = 0; i < std::min(vector.size(), sum_.size()); ++i)
    sum_[i] += static_cast<double>(vector[i]);
}

std::vector<float> LlamaVectorDecoder::vector() {
  double length = 0;
  for (const double value : sum_)
    length += value * value;
  length = std::sqrt(length);
  if (!std::isfinite(length) || length == 0) return {};
  std::vector<float> out;
  out.reserve(sum_.size());
  for (const double value : sum_)
    out.push_back(static_cast<float>(value / length));
  return out;
}

}  // namespace

LlamaRunner::LlamaRunner(std::shared_ptr<llama::Model> model, std::shared_ptr<llama::ComputeThreads> threads,
                         const llama::ContextSettings& context)
    : model_(std::move(model)), threads_(std::move(threads)), context_(context) {}

Result<std::unique_ptr<Decoder>> LlamaRunner::make_decoder(std::shared_ptr<llama::Adapter> adapter,
                                                           bool is_beside_others) {
  llama::ContextSettings settings = context_;
  settings.are_threads_busy = is_beside_others;
  return std::make_unique<LlamaDecoder>(
      TRY(llama::Context::create(model_, std::move(adapter), threads_, settings, &abort_)));
}

// A piece's logits are computed too, so a large vocabulary gets small pieces. A model that is not causal must see the
// whole text at once.
Result<std::unique_ptr<VectorDecoder>> LlamaRunner::make_vector_decoder(std::shared_ptr<llama::Adapter> adapter) {
  llama::ContextSettings settings = context_;
  settings.sequences = 1;
  settings.is_for_vectors = true;
  const int piece = model_->facts().vocabulary > 32'768 ? 64 : 256;
  settings.batch = model_->facts().is_causal ? std::min(piece, context_.batch) : settings.tokens_per_sequence;
  settings.micro_batch = settings.batch;
  return std::make_unique<LlamaVectorDecoder>(
      TRY(llama::Context::create(model_, std::move(adapter), threads_, settings, &abort_)), *model_);
}

Result<std::unique_ptr<Constraint>> make_constraint(std::shared_ptr<const llama::Model> model,
                                                    std::shared_ptr<const grammars::Rules> rules) {
  return std::make_unique<LlamaConstraint>(TRY(llama::Grammar::create(std::move(model), std::move(rules))));
}

}  // namespace swarm::batching
