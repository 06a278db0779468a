#pragma once

#include <atomic>

#include "engine/batching/model_runner.hpp"
#include "engine/grammars/rules.hpp"

namespace swarm::batching {

// What one answer is held to. Errors: those of llama::Grammar::create; work for a pool.
Result<std::unique_ptr<Constraint>> make_constraint(std::shared_ptr<const llama::Model> model,
                                                    std::shared_ptr<const grammars::Rules> rules);

// A model of llama.cpp as the engine uses it.
class LlamaRunner final : public ModelRunner {
 public:
  LlamaRunner(std::shared_ptr<llama::Model> model, std::shared_ptr<llama::ComputeThreads> threads,
              const llama::ContextSettings& context);

  Result<std::unique_ptr<Decoder>> make_decoder(std::shared_ptr<llama::Adapter> adapter,
                                                bool is_beside_others) override;
  Result<std::unique_ptr<VectorDecoder>> make_vector_decoder(std::shared_ptr<llama::Adapter> adapter) override;
  std::string bytes_of(Token token) const override { return model_->bytes_of(token); }
  bool is_end(Token token) const override { return model_->is_end_of_generation(token); }
  std::size_t vocabulary() const override { return static_cast<std::size_t>(model_->facts().vocabulary); }
  Bytes adapter_bytes() const override { return model_->adapter_bytes(); }
  bool are_adapters_at_rest() const override { return model_->are_adapters_at_rest(); }
  std::vector<llama::DeviceFacts> devices() const override { return llama::devices(); }
  Bytes used_by_all(const llama::DeviceFacts& device) const override { return llama::used_by_all(device); }
  void abort() override { abort_ = true; }

 private:
  const std::shared_ptr<llama::Model> model_;
  const std::shared_ptr<llama::ComputeThreads> threads_;
  const llama::ContextSettings context_;
  std::atomic<bool> abort_ = false;
};

}  // namespace swarm::batching
