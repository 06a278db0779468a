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

DeviceMemory* with_most_weights(std::vector<DeviceMemory>& devices) {
  const auto most = std::ranges::max_element(devices, {}, &DeviceMemory::weights);
  return most == devices.end() ? nullptr : &*most;
}

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
  Lane* least = nullptr;
  for (const auto& lane : lanes_)
    if (!lane->is_idle() && (least == nullptr || lane->busy() < least->busy())) least = lane.get();
  return least;
}

std::size_t LanePool::busy_lanes() const {
  return static_cast<std::size_t>(std::ranges::count_if(lanes_, [](const auto& lane) { return !lane->is_idle(); }));
}

// Whoever runs already is not to wait until an adapter has been read; with nobody running there is nobody to wait.
bool LanePool::can_make_lane() const {
  if (is_making()) return false;
  const std::size_t busy = busy_lanes();
  if (busy == 0 && !are_vectors_used_) return true;
  return busy < settings_.lanes_max && model_.are_adapters_at_rest() &&
         check_limits(Beside::busy, lane_use_).has_value();
}

// What is idle goes only where that makes enough room.
Result<Done> LanePool::make_room(std::span<const llama::DeviceUse> wanted, std::size_t lanes_max) {
  static_cast<void>(TRY(check_limits(Beside::busy, wanted)));
  while (true) {
    const bool is_room = check_limits(Beside::all, wanted).has_value();
    if (is_room && lanes_.size() + (is_making() ? 1 : 0) < lanes_max) return Done{};
    Lane* idle = longest_idle();
    if (!is_room && vectors_ != nullptr && !are_vectors_used_)
      discard_vectors();
    else if (idle != nullptr)
      discard(*idle);
    else
      return check_limits(Beside::all, wanted);
  }
}

bool LanePool::has_idle() {
  return longest_idle() != nullptr || (vectors_ != nullptr && !are_vectors_used_);
}

Result<Lane*> LanePool::provide(const std::shared_ptr<llama::Adapter>& adapter) {
  if (Lane* lane = find(adapter.get())) return lane;
  static_cast<void>(TRY(make_room(lane_use_, settings_.lanes_max)));
  const SteadyTime began = clock_.steady_now();
  Result<std::unique_ptr<Decoder>> decoder = model_.make_decoder(adapter, false);
  if (!decoder && has_idle()) {  // the device is fuller than the figures say
    note_failed_allocation();
    give_back_idle();
    decoder = model_.make_decoder(adapter, false);
  }
  return adopt(adapter, std::move(decoder), began);
}

Result<Lane*> LanePool::adopt(const std::shared_ptr<llama::Adapter>& adapter, Result<std::unique_ptr<Decoder>> decoder,
                              SteadyTime began) {
  if (!decoder) {
    if (decoder.error().code == ErrorCode::unavailable) note_failed_allocation();
    return std::unexpected(std::move(decoder).error());
  }
  lanes_.push_back(std::make_unique<Lane>(adapter, std::move(*decoder), settings_.slots, settings_.batch_tokens_max));
  lane_use_ = lanes_.back()->memory();
  counts_.making += clock_.steady_now() - began;
  ++counts_.made;
  return lanes_.back().get();
}

Result<Done> LanePool::begin_making(const std::shared_ptr<llama::Adapter>& adapter, std::function<void()> on_made) {
  SWARM_INVARIANT(!is_making(), "one lane at a time");
  static_cast<void>(TRY(make_room(lane_use_, settings_.lanes_max)));
  return make_beside({.adapter = adapter, .began = clock_.steady_now(), .on_made = std::move(on_made)});
}

Result<Done> LanePool::make_beside(Making making) {
  const auto made = std::make_shared<std::promise<Result<std::unique_ptr<Decoder>>>>();
  making.decoder = made->get_future();
  try {
    making.thread =
        runtime::NamedThread("engine-context", [this, made, adapter = making.adapter, on_made = making.on_made] {
          made->set_value(model_.make_decoder(adapter, true));
          on_made();
        });
  } catch (const std::system_error& error) {
    return fail(ErrorCode::unavailable, fmt::format("no thread can be had to make a context: {}", error.what()));
  }
  making_ = std::move(making);
  return Done{};
}

bool LanePool::is_made() const {
  return making_ && making_->decoder.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

std::optional<LanePool::Made> LanePool::take_made() {
  if (!is_made()) return std::nullopt;
  Making making = std::move(*std::exchange(making_, std::nullopt));
  making.thread.join();
  Result<std::unique_ptr<Decoder>> decoder = making.decoder.get();
  std::shared_ptr<llama::Adapter> adapter = making.adapter;
  if (decoder || making.is_second_try || !has_idle())
    return Made{.adapter = adapter, .lane = adopt(adapter, std::move(decoder), making.began)};
  note_failed_allocation();  // as above
  give_back_idle();
  making.is_second_try = true;
  if (Result<Done> begun = make_beside(std::move(making)); !begun)
    return Made{.adapter = adapter, .lane = std::unexpected(std::move(begun).error())};
  return std::nullopt;
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
  if (vectors_ == nullptr || are_vectors_used_) return freed;
  freed.count += bytes_of(vectors_->memory()).count;
  discard_vectors();
  return freed;
}

void LanePool::give_back(const llama::Adapter* adapter) {
  if (Lane* lane = find(adapter)) discard(*lane);
  if (vectors_adapter_.get() == adapter && !are_vectors_used_) discard_vectors();
}

// --- Vectors ---------------------------------------------------------------------------------------------------------

// Before there was one: of a lane's keys and values those of one sequence, and as much to compute with.
std::vector<llama::DeviceUse> LanePool::expected_for_vectors() const {
  if (!vectors_use_.empty()) return vectors_use_;
  std::vector<llama::DeviceUse> expected = lane_use_;
  for (llama::DeviceUse& use : expected)
    use.kv.count /= std::max<std::size_t>(settings_.slots, 1);
  return expected;
}

bool LanePool::can_provide_vectors() const {
  if (vectors_ != nullptr) return true;
  if (is_making()) return false;
  return busy_lanes() == 0 ||
         (model_.are_adapters_at_rest() && check_limits(Beside::busy, expected_for_vectors()).has_value());
}

Result<VectorDecoder*> LanePool::provide_vectors(const std::shared_ptr<llama::Adapter>& adapter) {
  if (vectors_ == nullptr || vectors_adapter_ != adapter) {
    discard_vectors();
    static_cast<void>(TRY(make_room(expected_for_vectors(), settings_.lanes_max + 1)));
    const SteadyTime before = clock_.steady_now();
    vectors_ = TRY(model_.make_vector_decoder(adapter));
    vectors_adapter_ = adapter;
    vectors_use_ = vectors_->memory();
    counts_.making += clock_.steady_now() - before;
    ++counts_.made;
  }
  are_vectors_used_ = true;
  return vectors_.get();
}

void LanePool::discard_vectors() {
  if (vectors_ != nullptr) ++counts_.given_back;
  vectors_.reset();
  vectors_adapter_.reset();
  are_vectors_used_ = false;
}

// --- Memory ----------------------------------------------------------------------------------------------------------

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
  const auto add = [&](const std::vector<llama::DeviceUse>& uses) {
    for (const llama::DeviceUse& use : uses) {
      DeviceMemory& device = of(out, use.device);
      device.kv.count += use.kv.count;
      device.compute.count += use.compute.count;
    }
  };
  for (const auto& lane : lanes_)
    if (lanes == Beside::all || !lane->is_idle()) add(lane->memory());
  if (vectors_ != nullptr && (lanes == Beside::all || are_vectors_used_)) add(vectors_->memory());
  if (is_making()) add(lane_use_);
  if (DeviceMemory* device = with_most_weights(out)) device->adapters = model_.adapter_bytes();
  for (const Event& event : fragmentation_)
    of(out, event.device).fragmentation_events = event.count;
  return out;
}

Result<Done> LanePool::check_adapter(Bytes bytes) const {
  std::vector<DeviceMemory> all = memory(Beside::all);
  const DeviceMemory* most = with_most_weights(all);
  if (most == nullptr || most->limit.count == 0) return Done{};
  Bytes context;
  for (const llama::DeviceUse& use : lane_use_)
    if (use.device == most->device) context.count += use.kv.count + use.compute.count;
  const std::uint64_t needed = most->weights.count + most->adapters.count + bytes.count + context.count;
  if (needed <= most->limit.count) return Done{};
  return fail(ErrorCode::unavailable, "over_memory_limit",
              fmt::format("an adapter of {} does not fit on {}: beside {} of weights, {} of other adapters and {} of a "
                          "context that is {}, and the limit is {}: unload another one, or raise the limit",
                          to_text(bytes), most->device, to_text(most->weights), to_text(most->adapters),
                          to_text(context), to_text(Bytes{needed}), to_text(most->limit)));
}

// Whether one more context has room. Before the first lane there is nothing to reckon with: the model's profile did.
Result<Done> LanePool::check_limits(Beside lanes, std::span<const llama::DeviceUse> wanted_uses) const {
  std::vector<DeviceMemory> all = memory(lanes);
  for (const llama::DeviceUse& use : wanted_uses) {
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
