#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "engine/llama/model.hpp"

struct llama_context;
struct ggml_threadpool;

namespace swarm::llama {

enum class FlashAttention { off, on, automatic };
constexpr std::array<json::EnumName<FlashAttention>, 3> enum_names(FlashAttention) {
  return {{{FlashAttention::off, "off"}, {FlashAttention::on, "on"}, {FlashAttention::automatic, "auto"}}};
}
enum class KvType { f16, f32, q8_0 };
constexpr std::array<json::EnumName<KvType>, 3> enum_names(KvType) {
  return {{{KvType::f16, "f16"}, {KvType::f32, "f32"}, {KvType::q8_0, "q8_0"}}};
}

// Threads that compute, shared by contexts that are used one after the other. They sleep when there is nothing to do.
class ComputeThreads {
 public:
  explicit ComputeThreads(int count);
  ~ComputeThreads();
  ComputeThreads(const ComputeThreads&) = delete;
  ComputeThreads& operator=(const ComputeThreads&) = delete;

  int count() const { return count_; }
  ggml_threadpool* handle() const { return handle_; }  // null: one thread, the caller's

 private:
  int count_;
  ggml_threadpool* handle_ = nullptr;
};

struct ContextSettings {
  int sequences = 1;
  int tokens_per_sequence = 512;  // rounded up to a multiple of 256
  int batch = 512;                // tokens of one decode call, at most
  int micro_batch = 512;          // tokens of one run through the layers: what the compute buffers are as large as
  KvType kv_type = KvType::f16;
  FlashAttention flash_attention = FlashAttention::automatic;
  bool is_kv_shared = false;    // all sequences in one buffer: attention reads the cells of all of them
  bool is_for_vectors = false;  // embeddings in place of logits
  // Another context uses the threads while this one is made: its first decode call runs on the caller's thread alone.
  bool are_threads_busy = false;
};

struct BatchToken {
  Token token = 0;
  std::int32_t position = 0;
  std::int32_t sequence = 0;
  bool has_output = false;  // logits, or a vector, are wanted
};

enum class Decoded {
  done,
  no_room,  // no place for the keys and values; nothing was changed
  aborted,  // `abort` said so; what the sequences hold is not known
  failed,   // the device failed; what the sequences hold is not known
};

// Bytes that a context or its model holds on one device.
struct DeviceUse {
  std::string device;  // as DeviceFacts::name
  Bytes weights{}, kv{}, compute{};
};

// Keys and values of some sequences, and the buffers to compute with, for a model with at most one adapter. Not
// thread-safe: one thread owns it.
class Context {
 public:
  // `abort` may be null; when it becomes true, a running decode call ends. It, the threads and the model outlive the
  // context. `unavailable` when the memory cannot be had; `invalid_input` when the model refuses the settings.
  static Result<std::unique_ptr<Context>> create(std::shared_ptr<Model> model, std::shared_ptr<Adapter> adapter,
                                                 std::shared_ptr<ComputeThreads> threads,
                                                 const ContextSettings& settings,
                                                 const std::atomic<bool>* abort = nullptr);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  int tokens_per_sequence() const;  // that it really has
  int batch() const;

  // At most batch() tokens. Tokens of one sequence follow each other without a gap in position; sequences come in
  // ascending order.
  Decoded decode(std::span<const BatchToken> tokens);
  // Of the row of the last decode call, if it has an output; valid until the next call. Length: the vocabulary, or the
  // model's embedding_length.
  std::span<const float> logits(std::size_t row);
  std::span<const float> vector(std::size_t row);
  std::span<const float> pooled_vector();  // of sequence 0, from a model that is not causal

  // The sequence forgets everything from this position on. False: this model cannot forget a part, only everything.
  bool forget(int sequence, int from_position);
  // `to` holds what `from` holds, and forgets what it held. Copies a sequence's whole buffer, unless all share one.
  void copy(int from, int to);

  std::vector<DeviceUse> memory() const;

 private:
  Context(std::shared_ptr<Model> model, std::shared_ptr<Adapter> adapter, std::shared_ptr<ComputeThreads> threads,
          llama_context* handle);
  Result<Done> attach(bool are_threads_busy);
  Decoded warm_up();

  std::shared_ptr<Model> model_;
  std::shared_ptr<Adapter> adapter_;
  std::shared_ptr<ComputeThreads> threads_;
  llama_context* handle_;
  struct Batch {  // in llama.cpp's columns
    std::vector<std::int32_t> tokens, positions, sequences, counts;
    std::vector<std::int32_t*> sequence_pointers;
    std::vector<std::int8_t> outputs;
  } batch_;
};

}  // namespace swarm::llama
