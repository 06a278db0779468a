#include "engine/server/engine_metrics.hpp"

namespace swarm::engine_server {

namespace {

constexpr std::array<std::string_view, kOutcomes> kOutcomeNames{"stop",    "length",  "cancelled",
                                                                "timeout", "refused", "failed"};

// 0.1 ms to 10 s: the time of one token.
const std::vector<double>& token_buckets() {
  static const std::vector<double> buckets{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                           0.05,   0.1,     0.25,   0.5,   1,      2.5,   10};
  return buckets;
}

double seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

Outcome outcome_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::cancelled:
      return Outcome::cancelled;
    case ErrorCode::timeout:
      return Outcome::timeout;
    case ErrorCode::limit_exceeded:
    case ErrorCode::too_large:
    case ErrorCode::invalid_input:
      return Outcome::refused;
    default:
      return Outcome::failed;
  }
}

}  // namespace

void EngineMetrics::Followed::follow(double value) {
  if (value > told) counter.add(value - std::exchange(told, value));
}

EngineMetrics::EngineMetrics(telemetry::Metrics& metrics, const batching::Inference& inference)
    : inference_(inference),
      slots_busy_(metrics.gauge("swarm_engine_slots", "Places for answers that are written at the same time.",
                                {{"state", "busy"}})),
      slots_idle_(metrics.gauge("swarm_engine_slots", "Places for answers that are written at the same time.",
                                {{"state", "idle"}})),
      waiting_(metrics.gauge("swarm_engine_queue_length", "Requests that wait for a place.")),
      contexts_(
          metrics.gauge("swarm_engine_contexts",
                        "Contexts that are held: of the model itself and of adapters, without the one for vectors.")),
      prompt_tokens_{metrics.counter("swarm_engine_prompt_tokens_total", "Tokens of prompts, read or reused.")},
      cached_tokens_{metrics.counter("swarm_engine_cached_tokens_total",
                                     "Tokens of prompts that had been read for an earlier request.")},
      output_tokens_{metrics.counter("swarm_engine_output_tokens_total", "Tokens that were generated.")},
      decode_calls_{metrics.counter("swarm_engine_decode_calls_total", "Calls of the model, each for many tokens.")},
      context_switches_{
          metrics.counter("swarm_engine_context_switches_total", "Decode calls for another adapter than the last.")},
      contexts_made_{metrics.counter("swarm_engine_contexts_made_total", "Contexts made.")},
      contexts_given_back_{metrics.counter("swarm_engine_contexts_given_back_total", "Contexts given back.")},
      switching_seconds_{metrics.counter("swarm_engine_switching_seconds_total",
                                         "Time spent on making contexts and attaching adapters.")},
      embeddings_(metrics.counter("swarm_engine_embeddings_total", "Texts that were embedded.")),
      first_token_(metrics.histogram("swarm_engine_first_token_seconds",
                                     "From a request's arrival in the engine to its first token.", {},
                                     token_buckets())),
      token_(metrics.histogram("swarm_engine_token_seconds", "Between two tokens of one answer, on average.", {},
                               token_buckets())),
      queued_(metrics.histogram("swarm_engine_queue_seconds", "How long requests waited for a place.", {},
                                token_buckets())) {
  for (const std::string_view name : kOutcomeNames)
    outcomes_.push_back(
        metrics.counter("swarm_engine_generations_total", "Answers, by how they ended.", {{"outcome", name}}));
  for (const batching::DeviceMemory& memory : inference.state().memory)
    add_device(metrics, memory);
  metrics.before_exposition([this] { refresh(); });
}

void EngineMetrics::add_device(telemetry::Metrics& metrics, const batching::DeviceMemory& memory) {
  const auto gauge = [&](std::string_view name, std::string_view help) {
    return metrics.gauge(name, help, {{"device", memory.device}});
  };
  const auto kind = [&](std::string_view name) {
    return metrics.gauge("swarm_engine_memory_bytes", "Memory that the engine holds, by what it is for.",
                         {{"device", memory.device}, {"kind", name}});
  };
  devices_.push_back({gauge("swarm_engine_device_memory_used_bytes",
                            "Memory of the device in use by all processes, as it reports it."),
                      gauge("swarm_engine_device_memory_total_bytes", "Memory of the device."),
                      gauge("swarm_engine_device_memory_limit_bytes", "Memory that the engine may hold."),
                      {kind("weights"), kind("kv"), kind("adapters"), kind("compute")},
                      {metrics.counter("swarm_engine_fragmentation_events_total",
                                       "Allocations that failed or grew again although enough memory was free.",
                                       {{"device", memory.device}})}});
}

void EngineMetrics::refresh() {
  const batching::EngineState state = inference_.state();
  for (std::size_t i = 0; i < std::min(devices_.size(), state.memory.size()); ++i)
    refresh(devices_[i], state.memory[i]);
  slots_busy_.set(static_cast<double>(state.slots_busy));
  slots_idle_.set(static_cast<double>(state.slots - std::min(state.slots, state.slots_busy)));
  waiting_.set(static_cast<double>(state.waiting));
  contexts_.set(static_cast<double>(state.contexts));
  prompt_tokens_.follow(static_cast<double>(state.prompt_tokens));
  cached_tokens_.follow(static_cast<double>(state.cached_tokens));
  output_tokens_.follow(static_cast<double>(state.output_tokens));
  decode_calls_.follow(static_cast<double>(state.decode_calls));
  context_switches_.follow(static_cast<double>(state.context_switches));
  contexts_made_.follow(static_cast<double>(state.contexts_made));
  contexts_given_back_.follow(static_cast<double>(state.contexts_given_back));
  switching_seconds_.follow(seconds(state.switching));
}

void EngineMetrics::refresh(Device& device, const batching::DeviceMemory& memory) {
  device.used.set(static_cast<double>(memory.used.count));
  device.total.set(static_cast<double>(memory.total.count));
  device.limit.set(static_cast<double>(memory.limit.count));
  const std::array kinds{memory.weights, memory.kv, memory.adapters, memory.compute};
  for (std::size_t i = 0; i < kinds.size(); ++i)
    device.by_kind[i].set(static_cast<double>(kinds[i].count));
  device.fragmentation_events.follow(static_cast<double>(memory.fragmentation_events));
}

void EngineMetrics::ended(const batching::GenerationEnd& end, std::chrono::nanoseconds whole) const {
  const Outcome outcome = end.reason == batching::FinishReason::stop ? Outcome::stop : Outcome::length;
  outcomes_[static_cast<std::size_t>(outcome)].add();
  queued_.observe(seconds(end.queued));
  if (end.output_tokens > 0) first_token_.observe(seconds(end.first_token));
  if (end.output_tokens > 1 && whole > end.first_token)
    token_.observe(seconds(whole - end.first_token) / static_cast<double>(end.output_tokens - 1));
}

void EngineMetrics::failed(ErrorCode code) const {
  outcomes_[static_cast<std::size_t>(outcome_of(code))].add();
}

void EngineMetrics::embedded(std::size_t inputs) const {
  embeddings_.add(static_cast<double>(inputs));
}

}  // namespace swarm::engine_server
