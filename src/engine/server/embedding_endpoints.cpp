#include "engine/server/embedding_endpoints.hpp"

#include <fmt/format.h>
#include <span>

#include "base/mutex.hpp"
#include "engine/server/request_parts.hpp"
#include "engine/server/request_reader.hpp"
#include "engine/server/utf8_assembler.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/runtime/timers.hpp"

namespace swarm::engine_server {

struct EmbeddingEndpoints::Asked {
  EmbeddingsRequest request;
  std::vector<std::vector<llama::Token>> inputs{};
  lora::AdapterUse adapter{};
  std::string client{};
  SteadyTime deadline{};
};

namespace {

// Vectors as they come, in any order. Its end cancels what still runs.
class EmbeddingBatch {
 public:
  // What has not come by `ends_by` is not waited for.
  EmbeddingBatch(batching::Inference& inference, const Clock& clock, SteadyTime ends_by, runtime::Executor executor,
                 std::size_t count)
      : inference_(inference),
        clock_(clock),
        ends_by_(ends_by),
        state_(std::make_shared<State>(runtime::Wakeup(executor), count)) {}
  ~EmbeddingBatch() {
    for (const batching::Inference::Ticket ticket : tickets_)
      inference_.cancel(ticket);  // one that has ended is not known any more
  }
  EmbeddingBatch(const EmbeddingBatch&) = delete;
  EmbeddingBatch& operator=(const EmbeddingBatch&) = delete;

  Result<Done> submit(batching::EmbeddingRequest request) {
    const std::size_t index = tickets_.size();
    tickets_.push_back(TRY(inference_.embed(std::move(request), [state = state_, index](auto vector) {
      {
        MutexLock lock(state->mutex);
        if (vector)
          state->vectors[index] = std::move(*vector);
        else if (!state->failure)
          state->failure = std::move(vector).error();
        --state->missing;
      }
      state->wakeup.notify();
    })));
    MutexLock lock(state_->mutex);
    ++state_->missing;
    return Done{};
  }

  // Until at most `running_max` are on their way.
  Async<Result<Done>> wait(std::int64_t running_max) {
    while (true) {
      {
        MutexLock lock(state_->mutex);
        if (state_->failure) co_return std::unexpected(*state_->failure);
        if (state_->missing <= running_max) co_return Done{};
      }
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(ends_by_ - clock_.steady_now());
      if (left.count() <= 0)
        co_return fail(ErrorCode::timeout, "the request's deadline has passed, and the engine does not answer");
      co_await state_->wakeup.wait_for(left);
    }
  }
  std::vector<std::vector<float>> take() {
    MutexLock lock(state_->mutex);
    return std::move(state_->vectors);
  }

 private:
  struct State {
    State(runtime::Wakeup wake, std::size_t count) : wakeup(std::move(wake)), vectors(count) {}
    runtime::Wakeup wakeup;
    Mutex mutex;
    std::vector<std::vector<float>> vectors SWARM_GUARDED_BY(mutex);
    std::optional<Error> failure SWARM_GUARDED_BY(mutex);
    std::int64_t missing SWARM_GUARDED_BY(mutex) = 0;  // below zero for a moment: an end may come before submit() ends
  };
  batching::Inference& inference_;
  const Clock& clock_;
  const SteadyTime ends_by_;
  const std::shared_ptr<State> state_;
  std::vector<batching::Inference::Ticket> tickets_;
};

void append_vector(std::string& out, const std::vector<float>& vector, bool is_base64) {
  if (is_base64) {  // of the numbers as they lie in memory: little endian, which this is built for
    out += '"';
    out += crypto::to_base64(std::as_bytes(std::span(vector)));
    out += '"';
    return;
  }
  out += '[';
  for (std::size_t i = 0; i < vector.size(); ++i)
    fmt::format_to(std::back_inserter(out), "{}{}", i > 0 ? "," : "", vector[i]);
  out += ']';
}

std::string body_of(const EmbeddingsRequest& request, const std::vector<std::vector<float>>& vectors,
                    std::int64_t tokens) {
  std::string out = R"({"object":"list","data":[)";
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    fmt::format_to(std::back_inserter(out), R"({}{{"object":"embedding","index":{},"embedding":)", i > 0 ? "," : "", i);
    append_vector(out, vectors[i], request.is_base64);
    out += '}';
  }
  out += R"(],"model":")";
  append_json_text(out, request.model);
  fmt::format_to(std::back_inserter(out), R"(","usage":{{"prompt_tokens":{},"total_tokens":{}}}}})", tokens, tokens);
  return out;
}

Error at_input(Error error, std::size_t index) {
  if (error.code == ErrorCode::too_large) {
    error.code = ErrorCode::invalid_input;
    error.reason = "context_length_exceeded";
    error.faults.push_back({fmt::format("$.input[{}]", index), error.message});
  }
  return error;
}

}  // namespace

void EmbeddingEndpoints::declare(http::Router& router, http::Permission permission) {
  router.raw_post<&EmbeddingEndpoints::embed>("/v1/embeddings", permission, *this, "Texts as vectors.",
                                              deps_.body_bytes_max);
}

Result<Done> EmbeddingEndpoints::check_dimensions(const EmbeddingsRequest& request) const {
  const std::int64_t length = deps_.text.facts().embedding_length;
  if (!request.dimensions || *request.dimensions == length) return Done{};
  return std::unexpected(
      json::error_of({{"$.dimensions", fmt::format("the vectors of this model have {} numbers", length)}}));
}

Async<Result<http::Response>> EmbeddingEndpoints::embed(http::RequestContext caller, http::Request request) {
  auto asked =
      std::make_shared<Asked>(Asked { CO_TRY(read_embeddings_request(request.body, deps_.text.facts().vocabulary)) });
  CO_TRY(check_dimensions(asked->request));
  asked->adapter = CO_TRY(deps_.adapters.use(asked->request.model));
  asked->inputs =
      CO_TRY(co_await deps_.pool.run([&text = deps_.text, asked] { return prepare(text, asked->request); }));
  asked->client = client_of(request.header("x-swarm-project"), asked->request.user, caller.client_address);
  asked->deadline = deps_.clock.steady_now() + deps_.answer_timeout;
  const Vectors vectors = CO_TRY(co_await embed_all(asked));
  std::int64_t tokens = 0;
  for (const auto& input : asked->inputs)
    tokens += static_cast<std::int64_t>(input.size());
  deps_.metrics.embedded(vectors.size());
  http::Response response;
  response.body = body_of(asked->request, vectors, tokens);
  co_return response;
}

Async<Result<EmbeddingEndpoints::Vectors>> EmbeddingEndpoints::embed_all(std::shared_ptr<const Asked> asked) {
  EmbeddingBatch batch(deps_.inference, deps_.clock, asked->deadline + deps_.answer_grace,
                       co_await boost::asio::this_coro::executor, asked->inputs.size());
  for (std::size_t i = 0; i < asked->inputs.size(); ++i) {
    CO_TRY(co_await batch.wait(kInFlightMax - 1));
    Result<Done> submitted = batch.submit({.input = asked->inputs[i],
                                           .adapter = asked->adapter.weights(),
                                           .deadline = asked->deadline,
                                           .client = asked->client});
    if (!submitted) co_return std::unexpected(at_input(std::move(submitted).error(), i));
  }
  CO_TRY(co_await batch.wait(0));
  co_return batch.take();
}

}  // namespace swarm::engine_server
