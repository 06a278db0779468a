#pragma once

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <vector>

#include "engine/batching/lane.hpp"
#include "platform/runtime/thread.hpp"

namespace swarm::batching {

struct DeviceLimit {
  std::string device;
  Bytes limit{};
};

// Where the adapters lie: they are put beside the layers. Null: there is no device.
DeviceMemory* with_most_weights(std::vector<DeviceMemory>& devices);

struct LanePoolSettings {
  std::size_t lanes_max = 4;
  std::size_t slots = 8;
  std::size_t batch_tokens_max = 512;
  std::vector<DeviceLimit> limits{};  // of a device that is not named: none
};

// The contexts of all adapters that were used of late, and the one for vectors, within the limits of memory: an idle
// one makes room for another. Used by the engine's thread only.
class LanePool {
 public:
  struct Counts {
    std::uint64_t switches = 0;  // of decode calls from one context to another
    std::uint64_t made = 0, given_back = 0;
    std::chrono::nanoseconds making{};
  };

  LanePool(ModelRunner& model, const Clock& clock, LanePoolSettings settings);

  Lane* find(const llama::Adapter* adapter);
  std::size_t busy_lanes() const;
  bool can_make_lane() const;  // now, without waiting for anybody
  // The adapter's lane, made where there is none. `unavailable` says what is missing. Ask can_make_lane() first.
  Result<Lane*> provide(const std::shared_ptr<llama::Adapter>& adapter);

  // A lane beside answers that run: it is made on another thread, one at a time, so that nobody waits for it; that
  // thread calls `on_made`. `unavailable` when there is no room. Ask can_make_lane() first.
  Result<Done> begin_making(const std::shared_ptr<llama::Adapter>& adapter, std::function<void()> on_made);
  bool is_making() const { return making_.has_value(); }
  bool is_making(const llama::Adapter* adapter) const { return making_ && making_->adapter.get() == adapter; }
  bool is_made() const;
  struct Made {
    std::shared_ptr<llama::Adapter> adapter;
    Result<Lane*> lane;
  };
  std::optional<Made> take_made();         // nothing while it is being made
  void stop_making() { making_.reset(); }  // waits for that thread

  // The next one with something to do, in turns. Null: none has.
  Lane* next_busy();
  // The one that will be idle soonest, so that another adapter gets a turn. Null: none is busy.
  Lane* least_busy();
  void discard(Lane& lane);  // it must be idle
  Bytes give_back_idle();
  void give_back(const llama::Adapter* adapter);  // its contexts, if it has some; they must be idle

  // The context for vectors counts as a lane where memory is concerned. In use from provide_vectors() until
  // leave_vectors() or discard_vectors().
  bool can_provide_vectors() const;
  Result<VectorDecoder*> provide_vectors(const std::shared_ptr<llama::Adapter>& adapter);
  void leave_vectors() { are_vectors_used_ = false; }
  void discard_vectors();

  // Whether an adapter of this size leaves room for one context; `unavailable` with the figures.
  Result<Done> check_adapter(Bytes bytes) const;

  std::span<const std::unique_ptr<Lane>> lanes() const { return lanes_; }
  const Counts& counts() const { return counts_; }
  std::vector<DeviceMemory> memory() const { return memory(Beside::all); }  // without what all processes use
  // Looks whether a buffer has grown since it was made, which a context that was warmed up must not need.
  void look_for_growth();

 private:
  Lane* longest_idle();
  bool has_idle();
  struct Making {
    std::shared_ptr<llama::Adapter> adapter;
    SteadyTime began;
    std::function<void()> on_made;
    bool is_second_try = false;
    std::future<Result<std::unique_ptr<Decoder>>> decoder{};
    runtime::NamedThread thread{};
  };
  Result<Done> make_beside(Making making);
  Result<Lane*> adopt(const std::shared_ptr<llama::Adapter>& adapter, Result<std::unique_ptr<Decoder>> decoder,
                      SteadyTime began);
  enum class Beside { all, busy };  // of the lanes
  Result<Done> check_limits(Beside lanes, std::span<const llama::DeviceUse> wanted) const;
  Result<Done> make_room(std::span<const llama::DeviceUse> wanted, std::size_t lanes_max);
  std::vector<llama::DeviceUse> expected_for_vectors() const;
  std::vector<DeviceMemory> memory(Beside lanes) const;
  void note_failed_allocation();
  DeviceMemory& of(std::vector<DeviceMemory>& all, const std::string& device) const;

  ModelRunner& model_;
  const Clock& clock_;
  const LanePoolSettings settings_;
  const std::vector<llama::DeviceFacts> devices_;
  std::vector<std::unique_ptr<Lane>> lanes_;  // the one that was used longest ago is first
  Lane* last_used_ = nullptr;
  std::vector<llama::DeviceUse> lane_use_;  // of one lane, once there was one
  std::unique_ptr<VectorDecoder> vectors_;
  std::shared_ptr<llama::Adapter> vectors_adapter_;
  bool are_vectors_used_ = false;
  std::vector<llama::DeviceUse> vectors_use_;  // once there was such a context
  struct Event {
    std::string device;
    std::uint64_t count = 0;
  };
  std::vector<Event> fragmentation_;
  Counts counts_;
  std::optional<Making> making_;
};

}  // namespace swarm::batching
