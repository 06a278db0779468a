#pragma once

#include <optional>
#include <vector>

#include "base/json.hpp"
#include "engine/llama/backend.hpp"
#include "engine/llama/context.hpp"

namespace swarm::llama {

// What the machine is; tests hand in one of their own.
struct Machine {
  int cores = 1;                       // that this process may use
  std::vector<DeviceFacts> devices{};  // the processor first
};
Machine this_machine();

// What an operator says in place of what follows from the machine.
struct Overrides {
  std::optional<int> threads{};
  std::optional<int> slots{};
  std::optional<std::int64_t> context_tokens{};  // of one request
  std::optional<int> batch{};
  std::optional<Bytes> memory_limit{};  // of each device that holds a part of the model
  std::vector<std::string> devices{};   // that compute, as DeviceFacts::name; empty: all. The processor always does
  std::optional<int> gpu_layers{};
  std::vector<double> gpu_split{};
  std::optional<KvType> kv_type{};
  std::optional<FlashAttention> flash_attention{};
  std::optional<bool> is_kv_shared{};
  std::optional<int> contexts{};
};

struct DevicePlan {
  std::string device;
  std::string description;
  Bytes total{};
  Bytes limit{};
  Bytes weights{};
  Bytes kv{};       // of one context
  Bytes compute{};  // of one context
  static constexpr auto schema =
      json::object("DevicePlan", json::field("device", &DevicePlan::device, "cpu, cuda0, …"),
                   json::field("description", &DevicePlan::description, "As the driver names it."),
                   json::field("total_bytes", &DevicePlan::total, "Memory of the device."),
                   json::field("limit_bytes", &DevicePlan::limit, "The engine's limit on it."),
                   json::field("weight_bytes", &DevicePlan::weights, "The model's layers that lie there."),
                   json::field("kv_bytes", &DevicePlan::kv, "Keys and values of one context."),
                   json::field("compute_bytes", &DevicePlan::compute, "Buffers to compute with, of one context."));
};

// How a model is run on a machine: everything that was decided, so that it can be shown.
struct Profile {
  int cores = 1;
  int threads = 1;
  std::vector<std::string> only_devices{};
  int gpu_layers = 0;
  std::vector<double> gpu_split{};
  int slots = 8;
  std::int64_t context_tokens = 512;
  int batch = 512;
  KvType kv_type = KvType::f16;
  FlashAttention flash_attention = FlashAttention::automatic;
  bool is_kv_shared = false;
  int contexts = 4;
  std::vector<DevicePlan> devices{};
  static constexpr auto schema = json::object(
      "Profile", json::field("cores", &Profile::cores, "Processors that the engine may use."),
      json::field("threads", &Profile::threads, "Threads that compute."),
      json::field("only_devices", &Profile::only_devices, "Those that were named; none: every GPU there is."),
      json::field("gpu_layers", &Profile::gpu_layers, "Layers on the GPU; -1: all."),
      json::field("gpu_split", &Profile::gpu_split, "Shares of several GPUs; none: by their free memory."),
      json::field("slots", &Profile::slots, "Answers at the same time, of each context."),
      json::field("context_tokens", &Profile::context_tokens, "Prompt and answer of one request together."),
      json::field("batch", &Profile::batch, "Tokens of one decode call."),
      json::field("kv_type", &Profile::kv_type, "Type of keys and values."),
      json::field("flash_attention", &Profile::flash_attention, "off, on or auto."),
      json::field("kv_shared", &Profile::is_kv_shared, "All sequences in one buffer."),
      json::field("contexts", &Profile::contexts, "Contexts at the same time, one for each adapter in use."),
      json::field("devices", &Profile::devices, "What goes where."));

  LoadSettings load_settings(const std::filesystem::path& file) const;
  ContextSettings context_settings() const;
};

// The machine's profile for a model file: its header is read and its memory counted, but no weights are loaded.
// `unavailable` with the figures when it is over the limit; `invalid_input` or `not_found` as Model::load, and for a
// device that the machine does not have.
Result<Profile> plan_profile(const std::filesystem::path& file, const Machine& machine, const Overrides& overrides);

// Without a model: what --print-profile shows when none is named.
Result<Profile> profile_without_model(const Machine& machine, const Overrides& overrides);

}  // namespace swarm::llama
