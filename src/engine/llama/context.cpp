#include "engine/llama/context.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/text.hpp"
#include "engine/llama/backend.hpp"
#include "llama-ext.h"
#include "llama.h"

namespace swarm::llama {
namespace {

ggml_type type_of(KvType type) {
  switch (type) {
    case KvType::f16:
      return GGML_TYPE_F16;
    case KvType::f32:
      return GGML_TYPE_F32;
    case KvType::q8_0:
      return GGML_TYPE_Q8_0;
  }
  return GGML_TYPE_F16;
}

llama_flash_attn_type type_of(FlashAttention attention) {
  switch (attention) {
    case FlashAttention::off:
      return LLAMA_FLASH_ATTN_TYPE_DISABLED;
    case FlashAttention::on:
      return LLAMA_FLASH_ATTN_TYPE_ENABLED;
    case FlashAttention::automatic:
      return LLAMA_FLASH_ATTN_TYPE_AUTO;
  }
  return LLAMA_FLASH_ATTN_TYPE_AUTO;
}

bool is_told_to_abort(void* abort) {
  return static_cast<const std::atomic<bool>*>(abort)->load(std::memory_order_relaxed);
}

// Without pooling: the caller pools. Where the file says nothing either, llama.cpp would warn of a difference.
enum llama_pooling_type no_pooling(const Model& model) {
  return model.tells_pooling() ? LLAMA_POOLING_TYPE_NONE : LLAMA_POOLING_TYPE_UNSPECIFIED;
}

enum llama_pooling_type pooling_of(const Model& model) {
  if (model.facts().is_causal) return no_pooling(model);  // texts come in pieces
  switch (model.pooling()) {
    case Pooling::mean:
      return LLAMA_POOLING_TYPE_MEAN;
    case Pooling::last:
      return LLAMA_POOLING_TYPE_LAST;
    case Pooling::first:
      return LLAMA_POOLING_TYPE_CLS;
  }
  return LLAMA_POOLING_TYPE_MEAN;
}

llama_context_params parameters_of(const Model& model, const ComputeThreads& threads, const ContextSettings& settings,
                                   const std::atomic<bool>* abort) {
  llama_context_params parameters = llama_context_default_params();
  const auto per_sequence = static_cast<std::uint32_t>((settings.tokens_per_sequence + 255) / 256 * 256);
  parameters.n_ctx = per_sequence * static_cast<std::uint32_t>(settings.sequences);
  parameters.n_seq_max = static_cast<std::uint32_t>(settings.sequences);
  parameters.n_batch = static_cast<std::uint32_t>(settings.batch);
  parameters.n_ubatch = static_cast<std::uint32_t>(settings.micro_batch);
  parameters.n_outputs_max = settings.is_for_vectors ? 0 : static_cast<std::uint32_t>(settings.sequences);
  parameters.n_threads = threads.count();
  parameters.n_threads_batch = threads.count();
  parameters.type_k = type_of(settings.kv_type);
  parameters.type_v = type_of(settings.kv_type);
  parameters.flash_attn_type = type_of(settings.flash_attention);
  parameters.kv_unified = settings.is_kv_shared;
  parameters.embeddings = settings.is_for_vectors;
  parameters.pooling_type = settings.is_for_vectors ? pooling_of(model) : no_pooling(model);
  parameters.no_perf = true;
  if (abort != nullptr) {
    parameters.abort_callback = is_told_to_abort;
    parameters.abort_callback_data = const_cast<std::atomic<bool>*>(abort);
  }
  return parameters;
}

std::string device_of(ggml_backend_buffer_type_t type) {
  ggml_backend_dev_t device = ggml_backend_buft_is_host(type) ? nullptr : ggml_backend_buft_get_device(type);
  if (device == nullptr || ggml_backend_dev_type(device) == GGML_BACKEND_DEVICE_TYPE_CPU) return "cpu";
  return to_lower(ggml_backend_dev_name(device));
}

}  // namespace

ComputeThreads::ComputeThreads(int count) : count_(std::max(count, 1)) {
  if (count_ == 1) return;
  ggml_threadpool_params parameters;
  ggml_threadpool_params_init(&parameters, count_);
  handle_ = ggml_threadpool_new(&parameters);
}

ComputeThreads::~ComputeThreads() {
  if (handle_ != nullptr) ggml_threadpool_free(handle_);
}

Result<std::unique_ptr<Context>> Context::create(std::shared_ptr<Model> model, std::shared_ptr<Adapter> adapter,
                                                 std::shared_ptr<ComputeThreads> threads,
                                                 const ContextSettings& settings, const std::atomic<bool>* abort) {
  take_last_error();
  try {
    MutexLock lock(model->adapters_mutex());
    llama_context* handle = llama_init_from_model(model->handle(), parameters_of(*model, *threads, settings, abort));
    if (handle == nullptr)
      return fail(ErrorCode::unavailable, fmt::format("no context can be made: {}", take_last_error()));
    std::unique_ptr<Context> context(new Context(std::move(model), std::move(adapter), std::move(threads), handle));
    static_cast<void>(TRY(context->attach(settings.are_threads_busy)));
    return context;
  } catch (const std::exception& error) {
    return fail(ErrorCode::unavailable, fmt::format("no context can be made: {}", error.what()));
  }
}

Context::Context(std::shared_ptr<Model> model, std::shared_ptr<Adapter> adapter,
                 std::shared_ptr<ComputeThreads> threads, llama_context* handle)
    : model_(std::move(model)), adapter_(std::move(adapter)), threads_(std::move(threads)), handle_(handle) {}

Context::~Context() {
  llama_free(handle_);
}

// llama.cpp plans its graphs again in the decode call behind a change of adapters, and looks at all adapters of the
// model then: so that call is made here, under the model's lock.
Result<Done> Context::attach(bool are_threads_busy) {
  const auto take_threads = [&] {
    if (threads_->handle() != nullptr) llama_attach_threadpool(handle_, threads_->handle(), threads_->handle());
    llama_set_n_threads(handle_, threads_->count(), threads_->count());
  };
  if (are_threads_busy)
    llama_set_n_threads(handle_, 1, 1);
  else
    take_threads();
  if (model_->is_measured_only()) return Done{};
  if (adapter_ != nullptr) {
    llama_adapter_lora* adapter = adapter_->handle();
    float scale = 1;
    if (llama_set_adapters_lora(handle_, &adapter, 1, &scale) != 0)
      return fail(ErrorCode::invalid_input, "the adapter cannot be attached: " + take_last_error());
  }
  if (warm_up() == Decoded::failed)
    return fail(ErrorCode::unavailable, "the device cannot decode: " + take_last_error());
  if (are_threads_busy) take_threads();
  return Done{};
}

Decoded Context::warm_up() {
  const Token beginning = std::max(llama_vocab_bos(llama_model_get_vocab(model_->handle())), 0);
  const BatchToken first{.token = beginning, .position = 0, .sequence = 0, .has_output = true};
  const Decoded decoded = decode({&first, 1});
  llama_synchronize(handle_);
  if (llama_memory_t memory = llama_get_memory(handle_)) llama_memory_clear(memory, false);
  return decoded;
}

int Context::tokens_per_sequence() const {
  return static_cast<int>(llama_n_ctx_seq(handle_));
}

int Context::batch() const {
  return static_cast<int>(llama_n_batch(handle_));
}

Decoded Context::decode(std::span<const BatchToken> tokens) {
  const std::size_t count = tokens.size();
  batch_.tokens.resize(count);
  batch_.positions.resize(count);
  batch_.sequences.resize(count);
  batch_.counts.assign(count, 1);
  batch_.sequence_pointers.resize(count);
  batch_.outputs.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    batch_.tokens[i] = tokens[i].token;
    batch_.positions[i] = tokens[i].position;
    batch_.sequences[i] = tokens[i].sequence;
    batch_.sequence_pointers[i] = &batch_.sequences[i];
    batch_.outputs[i] = tokens[i].has_output ? 1 : 0;
  }
  const llama_batch batch{.n_tokens = static_cast<std::int32_t>(count),
                          .token = batch_.tokens.data(),
                          .embd = nullptr,
                          .pos = batch_.positions.data(),
                          .n_seq_id = batch_.counts.data(),
                          .seq_id = batch_.sequence_pointers.data(),
                          .logits = batch_.outputs.data()};
  try {
    const std::int32_t code = llama_decode(handle_, batch);
    if (code == 0) return Decoded::done;
    return code == 1 ? Decoded::no_room : code == 2 ? Decoded::aborted : Decoded::failed;
  } catch (const std::exception&) {
    return Decoded::failed;
  }
}

std::span<const float> Context::logits(std::size_t row) {
  const float* values = llama_get_logits_ith(handle_, static_cast<std::int32_t>(row));
  if (values == nullptr) return {};
  return {values, static_cast<std::size_t>(model_->facts().vocabulary)};
}

std::span<const float> Context::vector(std::size_t row) {
  const float* values = llama_get_embeddings_ith(handle_, static_cast<std::int32_t>(row));
  if (values == nullptr) return {};
  return {values, static_cast<std::size_t>(model_->facts().embedding_length)};
}

std::span<const float> Context::pooled_vector() {
  const float* values = llama_get_embeddings_seq(handle_, 0);
  if (values == nullptr) return {};
  return {values, static_cast<std::size_t>(model_->facts().embedding_length)};
}

bool Context::forget(int sequence, int from_position) {
  llama_memory_t memory = llama_get_memory(handle_);
  return memory == nullptr || llama_memory_seq_rm(memory, sequence, from_position, -1);
}

void Context::copy(int from, int to) {
  llama_memory_t memory = llama_get_memory(handle_);
  if (memory == nullptr) return;
  llama_memory_seq_rm(memory, to, -1, -1);
  llama_memory_seq_cp(memory, from, to, -1, -1);
}

std::vector<DeviceUse> Context::memory() const {
  std::vector<DeviceUse> out;
  for (const auto& [type, part] : llama_get_memory_breakdown(handle_)) {
    const std::string device = device_of(type);
    auto found = std::ranges::find(out, device, &DeviceUse::device);
    if (found == out.end()) found = out.insert(out.end(), DeviceUse{.device = device});
    found->weights.count += part.model;
    found->kv.count += part.context;
    found->compute.count += part.compute;
  }
  return out;
}

}  // namespace swarm::llama
