#pragma once

#include "base/clock.hpp"
#include "engine/lora/adapter_registry.hpp"
#include "engine/server/engine_metrics.hpp"
#include "engine/server/prompt_maker.hpp"
#include "platform/http_server/router.hpp"
#include "platform/runtime/blocking_pool.hpp"

namespace swarm::engine_server {

// POST /v1/embeddings.
class EmbeddingEndpoints {
 public:
  static constexpr std::size_t kInFlightMax = 8;  // of one request: others have their turn

  struct Deps {
    const TextModel& text;
    batching::Inference& inference;
    const lora::AdapterRegistry& adapters;
    runtime::BlockingPool& pool;
    const Clock& clock;
    const EngineMetrics& metrics;
    std::chrono::milliseconds answer_timeout;
    std::chrono::milliseconds answer_grace;  // as of GenerationEndpoints
    Bytes body_bytes_max;
  };
  explicit EmbeddingEndpoints(Deps deps) : deps_(deps) {}
  void declare(http::Router& router, http::Permission permission);

  Async<Result<http::Response>> embed(http::RequestContext caller, http::Request request);

 private:
  struct Asked;
  using Vectors = std::vector<std::vector<float>>;
  Async<Result<Vectors>> embed_all(std::shared_ptr<const Asked> asked);
  Result<Done> check_dimensions(const EmbeddingsRequest& request) const;

  const Deps deps_;
};

}  // namespace swarm::engine_server
