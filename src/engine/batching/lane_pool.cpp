#include "engine/batching/lane_pool.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/invariant.hpp"

namespace swarm::batching {
namespace {

Bytes bytes_of(std::span<const llama::DeviceUse> uses) {  // of a context alone
  Bytes sum;
  for (const llama::DeviceUse& use : uses)
    sum.count += use.kv.count + use.compute.count;
  return sum;
}

}  // namespace

LanePool::LanePool(ModelRunner& model, const Clock& clock, LanePoolSettings settings)
    : model_(model), clock_(clock), settings_(std::move(settings)), devices_(model.devices()) {}

Lane* LanePool::find(const llama::Adapter* adapter) {
  const auto found = std::ranges::find_if(lanes_, [&](const auto& lane) { return lane->adapter().get() == adapter; });
  return found == lanes_.end() ? nullptr : found->get();
}

Lane* LanePool::longest_idle() {
  const auto found = std::ranges::find_if(lanes_, [](const auto& lane) { return lane->is_idle(); });
  return found == lanes_.end() ? nullptr : found->get();
}

Lane* LanePool::least_busy() {
  const auto found = std::ranges::min_element(lanes_, {}, [](const auto& lane) { return lane->busy(); });
  return found == lanes_.end() ? nullptr : found->get();
}

bool LanePool::can_provide(const llama::Adapter* adapter) {
  if (find(adapter) != nullptr) return true;
  const auto busy =
      static_cast<std::size_t>(std::ranges::count_if(lanes_, [](const auto& lane) { return !lane->is_idle(); }));
  return busy == 0 || (busy < settings_.lanes_max && check_limits(Beside::busy).has_value());
}

Result<Lane*> LanePool::provide(const std::shared_ptr<llama::Adapter>& adapter) {
  if (Lane* lane = find(adapter.get())) return lane;
  while (lanes_.size() >= settings_.lanes_max || !check_limits(Beside::all)) {
    Lane* idle = longest_idle();
    if (idle == nullptr) break;
    discard(*idle);
  }
  static_cast<void>(TRY(check_limits(Beside::all)));
  const SteadyTime before = clock_.steady_now();
  Result<std::unique_ptr<Decoder>> decoder = model_.make_decoder(adapter);
  if (!decoder && longest_idle() != nullptr) {  // the device is fuller than the figures say
    note_failed_allocation();
    give_back_idle();
    decoder = model_.make_decoder(adapter);
  }
  if (!decoder) {
    if (decoder.error().code == ErrorCode::unavailable) note_failed_allocation();
    return std::unexpected(std::move(decoder).error());
  }
  lanes_.push_back(std::make_unique<Lane>(adapter, std::move(*decoder), settings_.slots, settings_.batch_tokens_max));
  lane_use_ = lanes_.back()->memory();
  counts_.making += clock_.steady_now() - before;
  ++counts_.made;
  return lanes_.back().get();
}

Lane* LanePool::next_busy() {
  const auto found = std::ranges::find_if(lanes_, [](const auto& lane) { return !lane->is_idle(); });
  if (found == lanes_.end()) return nullptr;
  std::rotate(found, found + 1, lanes_.end());
  Lane* lane = lanes_.back().get();
  if (last_used_ != nullptr && last_used_ != lane) ++counts_.switches;
  last_used_ = lane;
  return lane;
}

void LanePool::discard(Lane& lane) {
  SWARM_INVARIANT(lane.is_idle(), "answers end before their lane does");
  if (last_used_ == &lane) last_used_ = nullptr;
  std::erase_if(lanes_, [&](const auto& each) { return each.get() == &lane; });
  ++counts_.given_back;
}

Bytes LanePool::give_back_idle() {
  Bytes freed;
  while (Lane* lane = longest_idle()) {
    freed.count += bytes_of(lane->memory()).count;
    discard(*lane);
  }
  return freed;
}

void LanePool::give_back(const llama::Adapter* adapter) {
  if (Lane* lane = find(adapter)) discard(*lane);
}

DeviceMemory& LanePool::of(std::vector<DeviceMemory>& all, const std::string& device) const {
  auto found = std::ranges::find(all, device, &DeviceMemory::device);
  if (found == all.end()) found = all.insert(all.end(), DeviceMemory{.device = device});
  return *found;
}

std::vector<DeviceMemory> LanePool::memory(Beside lanes) const {
  std::vector<DeviceMemory> out;
  for (const llama::DeviceFacts& facts : devices_)
    of(out, facts.name).total = facts.total;
  for (const DeviceLimit& limit : settings_.limits)
    of(out, limit.device).limit = limit.limit;
  for (const llama::DeviceUse& use : lane_use_)
    of(out, use.device).weights = use.weights;
  for (const auto& lane : lanes_) {
    if (lanes == Beside::busy && lane->is_idle()) continue;
    for (const llama::DeviceUse& use : lane->memory()) {
      DeviceMemory& device = of(out, use.device);
      device.kv.count += use.kv.count;
      device.compute.count += use.compute.count;
    }
  }
  // Adapters lie where the layers are.
  const auto most = std::ranges::max_element(out, {}, [](const DeviceMemory& device) { return device.weights; });
  if (most != out.end()) most->adapters = model_.adapter_bytes();
  for (const Event& event : fragmentation_)
    of(out, event.device).fragmentation_events = event.count;
  return out;
}

// Whether one more lane like the last one has room. Before the first one there is nothing to reckon with: the model's
// profile did.
Result<Done> LanePool::check_limits(Beside lanes) const {
  std::vector<DeviceMemory> all = memory(lanes);
  for (const llama::DeviceUse& use : lane_use_) {
    const DeviceMemory& device = of(all, use.device);
    if (device.limit.count == 0) continue;
    const std::uint64_t held = device.weights.count + device.kv.count + device.adapters.count + device.compute.count;
    const std::uint64_t wanted = use.kv.count + use.compute.count;
    if (held + wanted <= device.limit.count) continue;
    return fail(ErrorCode::unavailable,
                fmt::format("another context needs {} on {}, of whose limit of {} {} is used", to_text(Bytes{wanted}),
                            use.device, to_text(device.limit), to_text(Bytes{held})));
  }
  return Done{};
}

// An allocation failed. When the device had the room, its memory is in pieces: that is counted.
void LanePool::note_failed_allocation() {
  const auto most = std::ranges::max_element(lane_use_, {}, [](const llama::DeviceUse& use) { return use.kv; });
  if (most == lane_use_.end()) return;
  for (const llama::DeviceFacts& now : model_.devices()) {
    if (now.name != most->device || now.free.count < most->kv.count + most->compute.count) continue;
    auto event = std::ranges::find(fragmentation_, now.name, &Event::device);
    if (event == fragmentation_.end()) event = fragmentation_.insert(event, Event{.device = now.name});
    ++event->count;
  }
}

void LanePool::look_for_growth() {
  for (const auto& lane : lanes_) {
    for (const llama::DeviceUse& use : lane->new_growth()) {
      auto event = std::ranges::find(fragmentation_, use.device, &Event::device);
      if (event == fragmentation_.end()) event = fragmentation_.insert(event, Event{.device = use.device});
      ++event->count;
    }
  }
}

}  // namespace swarm::batching
