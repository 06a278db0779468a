#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/sizes.hpp"
#include "engine/llama/model.hpp"

namespace swarm::batching {

class Constraint;

struct Sampling {
  double temperature = 1;  // 0: always the likeliest token
  double top_p = 1;
  double min_p = 0;
  std::int32_t top_k = 0;  // 0: no limit
  double presence_penalty = 0;
  double frequency_penalty = 0;
  std::optional<std::uint64_t> seed{};  // the same seed gives the same answer on the same machine; none: chance
};

// One answer that is asked for.
struct GenerationRequest {
  std::vector<llama::Token> prompt;           // at least one
  std::shared_ptr<llama::Adapter> adapter{};  // none: the base model
  Sampling sampling{};
  std::vector<std::string> stops{};        // text that ends the answer, and is no part of it
  std::int64_t output_tokens_max = 0;      // 0: as much as the context holds
  std::int32_t top_log_probabilities = 0;  // of the likeliest tokens beside the chosen one, 0 to 20
  std::shared_ptr<Constraint> grammar{};   // what it may look like, of this answer alone; none: anything
  SteadyTime deadline{};
  std::string client{};  // whose requests take turns with those of others
};

struct TokenChance {
  llama::Token token = 0;
  std::string bytes;
  double log_probability = 0;
};

struct GeneratedToken {
  llama::Token token = 0;
  std::string bytes;           // maybe a part of a character; none of a special token
  double log_probability = 0;  // before temperature and filters
  double margin = 0;           // its probability less the greatest of any other token
  std::vector<TokenChance> likeliest{};
};

enum class FinishReason { stop, length };

struct GenerationEnd {
  FinishReason reason = FinishReason::stop;
  std::int64_t prompt_tokens = 0;
  std::int64_t cached_tokens = 0;  // of the prompt, that had been read for another request
  std::int64_t output_tokens = 0;
  std::chrono::nanoseconds queued{};
  std::chrono::nanoseconds first_token{};  // since it was submitted
};

// Hears of one generation, on the engine's thread: it must not block, and calls come in order. `ended` is the last.
class GenerationListener {
 public:
  virtual ~GenerationListener() = default;
  virtual void generated(std::vector<GeneratedToken> tokens) = 0;  // text of a stop that may begin is held back
  // `cancelled`, `timeout` (deadline), `unavailable` (the device failed, or the engine stops), `limit_exceeded`.
  virtual void ended(Result<GenerationEnd> end) = 0;
};

struct EmbeddingRequest {
  std::vector<llama::Token> input;
  std::shared_ptr<llama::Adapter> adapter{};
  SteadyTime deadline{};
  std::string client{};
};
using EmbeddingDone = std::function<void(Result<std::vector<float>>)>;  // length 1; on the engine's thread

// What the engine holds on one device, in bytes.
struct DeviceMemory {
  std::string device;  // "cpu", "cuda0"
  Bytes used{};        // by every process, as the device reports it
  Bytes total{};
  Bytes limit{};  // of ours
  Bytes weights{}, kv{}, adapters{}, compute{};
  std::uint64_t fragmentation_events = 0;
};

struct EngineCounts {
  std::size_t slots = 0, slots_busy = 0, waiting = 0, contexts = 0;
  std::uint64_t prompt_tokens = 0, cached_tokens = 0, output_tokens = 0, decode_calls = 0;
  std::uint64_t context_switches = 0, contexts_made = 0, contexts_given_back = 0;
  std::chrono::nanoseconds switching{};  // spent making contexts and attaching adapters
};
struct EngineState : EngineCounts {
  std::vector<DeviceMemory> memory{};
};

// Runs generations together on one thread that owns every context: prompts and running answers share decode calls.
// Thread-safe. Destroying it ends every generation as `unavailable`.
class Inference {
 public:
  using Ticket = std::uint64_t;
  virtual ~Inference() = default;
  // Accepted, or at once: `too_large` (by how many tokens prompt and output pass the context), `limit_exceeded` (the
  // queue is full), `unavailable` (stopping), `invalid_input` (no token).
  virtual Result<Ticket> submit(GenerationRequest request, std::shared_ptr<GenerationListener> listener) = 0;
  virtual Result<Ticket> embed(EmbeddingRequest request, EmbeddingDone done) = 0;
  virtual void cancel(Ticket ticket) = 0;  // its place is free after the decode call that runs now
  // Contexts that nobody uses are given back. Bytes that came free. Not to be called by a listener: it waits for the
  // engine's thread.
  virtual Bytes give_back_idle() = 0;
  // Once no generation uses the adapter and its contexts are gone; new requests for it are the caller's to refuse.
  virtual void release(std::shared_ptr<llama::Adapter> adapter, std::function<void()> done) = 0;
  virtual EngineState state() const = 0;
  // Whether an adapter of this size fits beside the weights, the other adapters and one context. `unavailable` with the
  // figures when it does not. Not to be called by a listener.
  virtual Result<Done> check_room(Bytes /*adapter*/) { return Done{}; }
  // Ends every request as `unavailable`, and takes none any more: what a program that stops says to those whom it
  // cannot wait for.
  virtual void end_all() {}
  // When the engine's thread began the turn that it is in, nothing while it waits for work. A turn is one decode call
  // and what belongs to it; one that never ends is a device that hangs.
  virtual std::optional<SteadyTime> busy_since() const { return std::nullopt; }
};

}  // namespace swarm::batching
