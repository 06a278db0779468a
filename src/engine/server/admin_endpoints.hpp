#pragma once

#include <string>

#include "engine/batching/inference.hpp"
#include "engine/lora/adapter_registry.hpp"
#include "platform/http_server/router.hpp"
#include "platform/runtime/blocking_pool.hpp"
#include "platform/telemetry/metrics.hpp"

namespace swarm::engine_server {

struct HealthView {
  std::string status = "ok";
  std::string model{};
  static constexpr auto schema = json::object("Health", json::field("status", &HealthView::status, "ok: it serves."),
                                              json::field("model", &HealthView::model, "What it serves."));
};

struct DeviceView {
  std::string device{};
  Bytes used{}, total{}, limit{}, weights{}, kv{}, adapters{}, compute{};
  std::uint64_t fragmentation_events = 0;
  static constexpr auto schema =
      json::object("Device", json::field("device", &DeviceView::device, "cpu, cuda0, …"),
                   json::field("used_bytes", &DeviceView::used, "By all processes, as the device reports it."),
                   json::field("total_bytes", &DeviceView::total, "Of the device."),
                   json::field("limit_bytes", &DeviceView::limit, "That the engine may hold."),
                   json::field("weights_bytes", &DeviceView::weights, "Held for weights."),
                   json::field("kv_bytes", &DeviceView::kv, "Held for keys and values of contexts."),
                   json::field("adapters_bytes", &DeviceView::adapters, "Held for adapters."),
                   json::field("compute_bytes", &DeviceView::compute, "Held for computing."),
                   json::field("fragmentation_events", &DeviceView::fragmentation_events,
                               "Allocations that failed or grew again although enough memory was free."));
};

struct AdapterView {
  std::string name{}, path{}, sha256{};
  Bytes bytes{};
  std::int64_t version = 0;
  Time loaded_at{};
  std::int64_t users = 0;
  static constexpr auto schema =
      json::object("Adapter", json::field("name", &AdapterView::name, "What a request names."),
                   json::field("path", &AdapterView::path, "What it was loaded from."),
                   json::field("sha256", &AdapterView::sha256, "Of its weights."),
                   json::field("bytes", &AdapterView::bytes, "That its weights take."),
                   json::field("version", &AdapterView::version, "Rises with every load."),
                   json::field("loaded_at", &AdapterView::loaded_at, "When."),
                   json::field("users", &AdapterView::users, "Requests that run with it or wait for it."));
};

struct StateView {
  std::uint64_t slots = 0, slots_busy = 0, waiting = 0, contexts = 0;
  std::uint64_t prompt_tokens = 0, cached_tokens = 0, output_tokens = 0, decode_calls = 0;
  std::uint64_t context_switches = 0, contexts_made = 0, contexts_given_back = 0;
  std::chrono::milliseconds switching{};
  static constexpr auto schema =
      json::object("State", json::field("slots", &StateView::slots, "Places for answers."),
                   json::field("slots_busy", &StateView::slots_busy, "Answers that are written."),
                   json::field("waiting", &StateView::waiting, "Requests in the queue."),
                   json::field("contexts", &StateView::contexts,
                               "Held: of the model itself and of adapters, without the one for vectors."),
                   json::field("prompt_tokens", &StateView::prompt_tokens, "Of all prompts."),
                   json::field("cached_tokens", &StateView::cached_tokens, "Of them, read for an earlier request."),
                   json::field("output_tokens", &StateView::output_tokens, "Generated."),
                   json::field("decode_calls", &StateView::decode_calls, "Of the model."),
                   json::field("context_switches", &StateView::context_switches, "To another adapter's context."),
                   json::field("contexts_made", &StateView::contexts_made, "Since the start."),
                   json::field("contexts_given_back", &StateView::contexts_given_back, "Since the start."),
                   json::field("switching_ms", &StateView::switching, "Spent making contexts and attaching."));
};

struct StatusView {
  std::string model{}, version{}, architecture{};
  std::int64_t parameters = 0, context_tokens = 0, trained_context_tokens = 0, vocabulary = 0;
  std::chrono::seconds uptime{};
  json::Object profile{};
  StateView state{};
  std::vector<DeviceView> memory{};
  std::vector<AdapterView> adapters{};
  static constexpr auto schema = json::object(
      "Status", json::field("model", &StatusView::model, "The model's name."),
      json::field("version", &StatusView::version, "Of the program."),
      json::field("architecture", &StatusView::architecture, "Of the model."),
      json::field("parameters", &StatusView::parameters, "Of the model."),
      json::field("context_tokens", &StatusView::context_tokens, "Of prompt and answer together."),
      json::field("trained_context_tokens", &StatusView::trained_context_tokens, "That the model was trained with."),
      json::field("vocabulary", &StatusView::vocabulary, "How many tokens there are."),
      json::field("uptime_seconds", &StatusView::uptime, "Since the start."),
      json::field("profile", &StatusView::profile, "How it uses the machine."),
      json::field("state", &StatusView::state, "What it does and did."),
      json::field("memory", &StatusView::memory, "By device."),
      json::field("adapters", &StatusView::adapters, "That requests may name."));
};

struct GcView {
  Bytes freed{};
  std::vector<DeviceView> memory{};
  static constexpr auto schema = json::object("Gc", json::field("freed_bytes", &GcView::freed, "What came free."),
                                              json::field("memory", &GcView::memory, "By device, afterwards."));
};

// GET /health, /metrics, /admin/status, POST /admin/gc.
class AdminEndpoints {
 public:
  struct Deps {
    batching::Inference& inference;
    const lora::AdapterRegistry& adapters;
    runtime::BlockingPool& pool;
    telemetry::Metrics& metrics;
    const Clock& clock;
    StatusView facts;  // what does not change
    std::chrono::milliseconds stall_timeout;
  };
  explicit AdminEndpoints(Deps deps) : deps_(std::move(deps)), started_(deps_.clock.steady_now()) {}
  void declare(http::Router& router, http::Permission read, http::Permission change);

  // `unavailable` (reason "engine_stalled") when the engine's thread is in one turn for longer than stall_timeout.
  Async<Result<HealthView>> health(http::RequestContext caller);
  Async<Result<http::Raw>> metrics(http::RequestContext caller);
  Async<Result<StatusView>> status(http::RequestContext caller);
  Async<Result<GcView>> collect_garbage(http::RequestContext caller);

 private:
  const Deps deps_;
  const SteadyTime started_;
};

}  // namespace swarm::engine_server
