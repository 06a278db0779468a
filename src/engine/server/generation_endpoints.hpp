#pragma once

#include "base/clock.hpp"
#include "engine/server/generation.hpp"
#include "engine/server/prompt_maker.hpp"
#include "platform/http_server/router.hpp"
#include "platform/runtime/blocking_pool.hpp"

namespace swarm::engine_server {

// A stream of one or more answers. Each pull says what came since the last one: what one decode call gave one answer
// is one frame, and a reader that is slower gets fewer, longer ones.
class GenerationStream final : public http::EventSource {
 public:
  GenerationStream(std::unique_ptr<Generation> generation, std::unique_ptr<AnswerForm> form, std::string request_id)
      : generation_(std::move(generation)), form_(std::move(form)), request_id_(std::move(request_id)) {}

  // The frames that begin the stream, with what there is already.
  std::string begin(std::span<const ChoiceNews> news);
  Async<std::optional<std::string>> next(std::chrono::milliseconds at_most) override;
  bool ends_at_drain() const override { return false; }

 private:
  void append(std::string& frames, std::span<const ChoiceNews> news);
  std::string take_frames();

  std::unique_ptr<Generation> generation_;
  const std::unique_ptr<AnswerForm> form_;
  const std::string request_id_;
  bool has_closed_ = false;
};

// POST /v1/chat/completions and /v1/completions.
class GenerationEndpoints {
 public:
  struct Deps {
    const TextModel& text;
    batching::Inference& inference;
    const lora::AdapterRegistry& adapters;
    runtime::BlockingPool& pool;
    const Clock& clock;
    const EngineMetrics& metrics;
    std::chrono::milliseconds answer_timeout;  // of one request, with its time in the queue
    std::chrono::milliseconds answer_grace;    // behind it: an engine that says nothing until then is not waited for
    Bytes body_bytes_max;
  };
  explicit GenerationEndpoints(Deps deps) : deps_(deps), marks_(thinking_marks(deps.text)) {}
  void declare(http::Router& router, http::Permission permission);

  Async<Result<http::Response>> chat(http::RequestContext caller, http::Request request);
  Async<Result<http::Response>> complete(http::RequestContext caller, http::Request request);

 private:
  struct Asked;
  template <class Request>
  Async<Result<std::shared_ptr<Asked>>> read(http::RequestContext caller, http::Request request);
  Async<Result<http::Response>> answer(std::shared_ptr<const Asked> asked);
  static bool shows_thoughts(const Asked& asked);
  Result<Done> submit(Generation& generation, const Asked& asked) const;
  batching::GenerationRequest request_for(const Asked& asked, std::size_t prompt, std::int32_t choice) const;

  const Deps deps_;
  const ThinkingMarks marks_;
};

}  // namespace swarm::engine_server
