#include "engine/llama/profile.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sched.h>

namespace swarm::llama {
namespace {

constexpr Bytes kGpuLimit{10'500'000'000};  // of a card with 12 GiB that also drives a screen
constexpr std::uint64_t kCpuShare = 2;      // half of the memory that this process may have
constexpr Bytes kSmallModel{64 * MiB};      // more threads would only wait for each other
constexpr int kThreadsMax = 16;
constexpr std::int64_t kContextTokensMax = 8192;  // unless more is asked for

int cores_of_this_process() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return 1;
  return std::max(1, CPU_COUNT(&allowed));
}

// What is left of the machine when only some of its devices are to compute.
Result<Machine> chosen(Machine machine, const std::vector<std::string>& names) {
  if (names.empty()) return machine;
  for (const std::string& name : names) {
    if (std::ranges::find(machine.devices, name, &DeviceFacts::name) != machine.devices.end()) continue;
    std::string known;
    for (const DeviceFacts& device : machine.devices)
      known += fmt::format("{}{}", known.empty() ? "" : ", ", device.name);
    return fail(ErrorCode::invalid_input,
                fmt::format("there is no device '{}' that this build can use: it has {}", name, known));
  }
  std::erase_if(machine.devices, [&](const DeviceFacts& device) {
    return device.is_gpu && std::ranges::find(names, device.name) == names.end();
  });
  return machine;
}

bool has_gpu(const Machine& machine) {
  return std::ranges::any_of(machine.devices, &DeviceFacts::is_gpu);
}

Bytes limit_of(const DeviceFacts& device, const Overrides& overrides) {
  if (overrides.memory_limit) return *overrides.memory_limit;
  return device.is_gpu ? std::min(kGpuLimit, device.total) : Bytes{device.total.count / kCpuShare};
}

std::vector<DevicePlan> plans_of(const Machine& machine, const Overrides& overrides) {
  std::vector<DevicePlan> plans;
  for (const DeviceFacts& device : machine.devices) {
    plans.push_back({.device = device.name,
                     .description = device.description,
                     .total = device.total,
                     .limit = limit_of(device, overrides)});
  }
  return plans;
}

int threads_for(const Machine& machine, const ModelFacts& facts) {
  if (facts.weight_bytes <= kSmallModel) return std::clamp(machine.cores / 2, 1, 2);
  return std::clamp(machine.cores - 1, 1, kThreadsMax);
}

Profile profile_of(const Machine& machine, const Overrides& overrides) {
  const bool is_gpu = has_gpu(machine) && overrides.gpu_layers.value_or(-1) != 0;
  Profile profile{.cores = machine.cores,
                  .threads = overrides.threads.value_or(std::clamp(machine.cores - 1, 1, kThreadsMax)),
                  .only_devices = overrides.devices,
                  .gpu_layers = overrides.gpu_layers.value_or(is_gpu ? -1 : 0),
                  .gpu_split = overrides.gpu_split,
                  .slots = overrides.slots.value_or(is_gpu ? 16 : 8),
                  .context_tokens = overrides.context_tokens.value_or(kContextTokensMax),
                  .batch = overrides.batch.value_or(is_gpu ? 1024 : 256),
                  .kv_type = overrides.kv_type.value_or(KvType::f16),
                  .flash_attention = overrides.flash_attention.value_or(FlashAttention::automatic),
                  .is_kv_shared = overrides.is_kv_shared.value_or(false),
                  .contexts = overrides.contexts.value_or(4),
                  .devices = plans_of(machine, overrides)};
  return profile;
}

Profile profile_for(const Machine& machine, const ModelFacts& facts, const Overrides& overrides) {
  Profile profile = profile_of(machine, overrides);
  profile.threads = overrides.threads.value_or(threads_for(machine, facts));
  const std::int64_t trained = facts.context_tokens > 0 ? facts.context_tokens : 512;
  profile.context_tokens = overrides.context_tokens.value_or(std::min(trained, kContextTokensMax));
  profile.batch = overrides.batch.value_or(
      static_cast<int>(std::min<std::int64_t>(profile.batch, std::max<std::int64_t>(profile.context_tokens / 2, 32))));
  if (!has_gpu(machine)) profile.gpu_layers = 0;
  return profile;
}

// What the model and one context need where, as llama.cpp counts it without taking it.
Result<ModelFacts> measure(const std::filesystem::path& file, Profile& profile) {
  LoadSettings load = profile.load_settings(file);
  load.is_measured_only = true;
  const std::shared_ptr<Model> model = TRY(Model::load(load));
  const auto threads = std::make_shared<ComputeThreads>(1);
  const std::unique_ptr<Context> context = TRY(Context::create(model, nullptr, threads, profile.context_settings()));
  for (DevicePlan& plan : profile.devices)
    plan.weights = plan.kv = plan.compute = Bytes{};
  for (const DeviceUse& use : context->memory()) {
    const auto plan = std::ranges::find(profile.devices, use.device, &DevicePlan::device);
    if (plan == profile.devices.end()) continue;
    plan->weights = use.weights;
    plan->kv = use.kv;
    plan->compute = use.compute;
  }
  return model->facts();
}

const DevicePlan* over_limit(const Profile& profile) {
  const auto over = std::ranges::find_if(profile.devices, [](const DevicePlan& plan) {
    return plan.limit.count > 0 && plan.weights.count + plan.kv.count + plan.compute.count > plan.limit.count;
  });
  return over == profile.devices.end() ? nullptr : &*over;
}

// llama.cpp keeps books on each token that a context can hold, also while it only measures: what is beyond the limits
// by these alone is refused before they are made.
Result<Done> check_cells(const Profile& profile) {
  constexpr std::uint64_t kBytesOfCell = 64;
  const std::uint64_t cells = static_cast<std::uint64_t>(profile.slots) *
                              static_cast<std::uint64_t>(std::max<std::int64_t>(profile.context_tokens, 0));
  std::uint64_t limit = 0;
  for (const DevicePlan& plan : profile.devices)
    limit += plan.limit.count > 0 ? plan.limit.count : plan.total.count;
  if (limit == 0 || cells <= limit / kBytesOfCell) return Done{};
  return fail(
      ErrorCode::unavailable, "over_memory_limit",
      fmt::format("{} slots of {} tokens need more than {} for their books alone, before any keys and values. "
                  "The limit is {}: ask for fewer slots or a shorter context",
                  profile.slots, profile.context_tokens, to_text(Bytes{cells * kBytesOfCell}), to_text(Bytes{limit})));
}

Error refusal(const DevicePlan& plan, const Profile& profile, const std::filesystem::path& file) {
  const Bytes needed{plan.weights.count + plan.kv.count + plan.compute.count};
  return {.code = ErrorCode::unavailable,
          .message = fmt::format(
              "'{}' needs {} on {}: {} of weights, {} of keys and values ({} slots of {} tokens) and "
              "{} to compute with. The limit is {}: raise it, or ask for fewer slots or a shorter "
              "context",
              file.filename().string(), to_text(needed), plan.device, to_text(plan.weights), to_text(plan.kv),
              profile.slots, profile.context_tokens, to_text(plan.compute), to_text(plan.limit)),
          .reason = "over_memory_limit"};
}

// As many layers on the GPU as fit; the others stay with the processor.
Result<Done> fit_gpu_layers(const std::filesystem::path& file, Profile& profile, std::int64_t layers) {
  int low = 0;
  int high = static_cast<int>(layers) + 1;  // the output layer counts as one
  while (low < high) {
    profile.gpu_layers = (low + high + 1) / 2;
    static_cast<void>(TRY(measure(file, profile)));
    const DevicePlan* over = over_limit(profile);
    if (over == nullptr || over->device == "cpu")
      low = profile.gpu_layers;
    else
      high = profile.gpu_layers - 1;
  }
  profile.gpu_layers = low;
  static_cast<void>(TRY(measure(file, profile)));
  return Done{};
}

}  // namespace

Machine this_machine() {
  return {.cores = cores_of_this_process(), .devices = devices()};
}

LoadSettings Profile::load_settings(const std::filesystem::path& file) const {
  return {.file = file, .devices = only_devices, .gpu_layers = gpu_layers, .gpu_split = gpu_split};
}

ContextSettings Profile::context_settings() const {
  return {.sequences = slots,
          .tokens_per_sequence = static_cast<int>(context_tokens),
          .batch = batch,
          .micro_batch = batch,
          .kv_type = kv_type,
          .flash_attention = flash_attention,
          .is_kv_shared = is_kv_shared};
}

Result<Profile> profile_without_model(const Machine& machine, const Overrides& overrides) {
  return profile_of(TRY(chosen(machine, overrides.devices)), overrides);
}

Result<Profile> plan_profile(const std::filesystem::path& file, const Machine& machine, const Overrides& overrides) {
  LoadSettings header{.file = file, .gpu_layers = 0, .is_measured_only = true};
  const ModelFacts facts = TRY(Model::load(header))
  ->facts();
  Profile profile = profile_for(TRY(chosen(machine, overrides.devices)), facts, overrides);
  static_cast<void>(TRY(check_cells(profile)));
  static_cast<void>(TRY(measure(file, profile)));
  const DevicePlan* over = over_limit(profile);
  if (over != nullptr && over->device != "cpu" && !overrides.gpu_layers)
    static_cast<void>(TRY(fit_gpu_layers(file, profile, facts.layers)));
  over = over_limit(profile);
  if (over != nullptr) return std::unexpected(refusal(*over, profile, file));
  return profile;
}

}  // namespace swarm::llama
