#include "engine/server/admin_endpoints.hpp"

#include <fmt/format.h>
#include <malloc.h>

namespace swarm::engine_server {

namespace {

StateView view_of(const batching::EngineState& state) {
  return {.slots = state.slots,
          .slots_busy = state.slots_busy,
          .waiting = state.waiting,
          .contexts = state.contexts,
          .prompt_tokens = state.prompt_tokens,
          .cached_tokens = state.cached_tokens,
          .output_tokens = state.output_tokens,
          .decode_calls = state.decode_calls,
          .context_switches = state.context_switches,
          .contexts_made = state.contexts_made,
          .contexts_given_back = state.contexts_given_back,
          .switching = std::chrono::duration_cast<std::chrono::milliseconds>(state.switching)};
}

std::vector<DeviceView> views_of(const std::vector<batching::DeviceMemory>& memory) {
  std::vector<DeviceView> views;
  for (const batching::DeviceMemory& device : memory) {
    views.push_back({.device = device.device,
                     .used = device.used,
                     .total = device.total,
                     .limit = device.limit,
                     .weights = device.weights,
                     .kv = device.kv,
                     .adapters = device.adapters,
                     .compute = device.compute,
                     .fragmentation_events = device.fragmentation_events});
  }
  return views;
}

}  // namespace

void AdminEndpoints::declare(http::Router& router, http::Permission read, http::Permission change) {
  router.get<&AdminEndpoints::health>("/health", http::Permission::open, *this, "Whether it serves.");
  router.get<&AdminEndpoints::metrics>("/metrics", read, *this, "Series for Prometheus.");
  router.get<&AdminEndpoints::status>("/admin/status", read, *this, "Model, machine, memory, adapters, figures.");
  router.post<&AdminEndpoints::collect_garbage>("/admin/gc", change, *this, "Give back contexts that nobody uses.");
}

Async<Result<HealthView>> AdminEndpoints::health(http::RequestContext) {
  const std::optional<SteadyTime> since = deps_.inference.busy_since();
  const auto busy = since ? deps_.clock.steady_now() - *since : std::chrono::nanoseconds{0};
  if (busy > deps_.stall_timeout) {
    co_return fail(ErrorCode::unavailable, "engine_stalled",
                   fmt::format("one decode call has taken {} s and has not ended: the device hangs, or it is too slow "
                               "for a batch (--batch, --stall-timeout)",
                               std::chrono::duration_cast<std::chrono::seconds>(busy).count()));
  }
  co_return HealthView{.model = deps_.facts.model};
}

Async<Result<http::Raw>> AdminEndpoints::metrics(http::RequestContext) {
  std::string text =
      CO_TRY(co_await deps_.pool.run([&from = deps_.metrics]() -> Result<std::string> { return from.exposition(); }));
  co_return http::Raw{"text/plain; version=0.0.4; charset=utf-8", std::move(text)};
}

Async<Result<StatusView>> AdminEndpoints::status(http::RequestContext) {
  StatusView view = deps_.facts;
  const batching::EngineState state = deps_.inference.state();
  view.uptime = std::chrono::duration_cast<std::chrono::seconds>(deps_.clock.steady_now() - started_);
  view.state = view_of(state);
  view.memory = views_of(state.memory);
  for (lora::AdapterFacts& adapter : deps_.adapters.list()) {
    view.adapters.push_back({std::move(adapter.name), std::move(adapter.path), std::move(adapter.sha256), adapter.bytes,
                             adapter.version, adapter.loaded_at, adapter.users});
  }
  co_return view;
}

Async<Result<GcView>> AdminEndpoints::collect_garbage(http::RequestContext) {
  co_return co_await deps_.pool.run([&inference = deps_.inference]() -> Result<GcView> {
    GcView view{.freed = inference.give_back_idle()};
    ::malloc_trim(0);  // smaller pieces go back to the system too
    view.memory = views_of(inference.state().memory);
    return view;
  });
}

}  // namespace swarm::engine_server
