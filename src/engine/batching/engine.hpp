#pragma once

#include <atomic>
#include <unordered_map>
#include <unordered_set>

#include "base/mutex.hpp"
#include "base/random.hpp"
#include "engine/batching/fair_queue.hpp"
#include "engine/batching/lane_pool.hpp"
#include "engine/batching/vector_work.hpp"
#include "platform/runtime/thread.hpp"

namespace swarm::batching {

struct EngineSettings {
  LanePoolSettings lanes{};
  std::size_t waiting_max = 256;     // requests that no slot is free for; one more is refused
  std::size_t context_tokens = 512;  // of one request, prompt and answer together
};

// Continuous batching: see Inference. What is asked is handed to the one thread, which takes it up between two decode
// calls; with nothing to do it sleeps.
class Engine final : public Inference {
 public:
  struct Deps {
    const Clock& clock;
    Random& random;
  };
  // A request for another adapter waits so long for a context that is never idle, before that one takes nobody in.
  static constexpr std::chrono::milliseconds kPatience{100};

  Engine(std::unique_ptr<ModelRunner> model, EngineSettings settings, Deps deps);
  ~Engine() override;

  // Makes the context of the base model, so that no request waits for it. `unavailable` when it does not fit.
  Result<Done> warm_up();

  Result<Ticket> submit(GenerationRequest request, std::shared_ptr<GenerationListener> listener) override;
  Result<Ticket> embed(EmbeddingRequest request, EmbeddingDone done) override;
  void cancel(Ticket ticket) override;
  Bytes give_back_idle() override;
  void release(std::shared_ptr<llama::Adapter> adapter, std::function<void()> done) override;
  EngineState state() const override;
  Result<Done> check_room(Bytes adapter) override;
  void end_all() override;
  std::optional<SteadyTime> busy_since() const override;

 private:
  using Generations = std::vector<std::shared_ptr<Generation>>;
  struct Release {
    std::shared_ptr<llama::Adapter> adapter;
    std::function<void()> done;
  };

  Result<Done> check(const GenerationRequest& request) const;
  Result<Done> check_tokens(std::span<const Token> tokens) const;
  Result<Ticket> reserve_place();
  void post(std::function<void()> command);
  template <class Value>
  Value ask(std::function<Value()> question);  // runs it on the engine's thread and waits

  void run();
  bool take_in();  // false: it is time to stop
  bool has_work() const;
  template <class Goes>
  void end_those(Goes goes, const Error& error);
  template <class Goes>
  void drop_waiting(Goes goes, const Error& error);
  void no_longer_waiting(std::size_t count);
  void cancel_and_expire();
  void drop(const std::shared_ptr<Generation>& generation, const Error& error);
  void admit();
  Lane* lane_to_drain(SteadyTime now, bool is_room);
  // `is_room`: for one more lane.
  bool can_start(const Generation& generation, const Lane* draining, bool is_room);
  void start(const std::shared_ptr<Generation>& generation);
  bool is_somebody_answered() const;
  void begin_making();
  void finish_making();
  void drop_waiting_for(const llama::Adapter* adapter, const Error& error);
  void step_lane();
  void step_vectors();
  void finish_releases();
  bool is_used(const llama::Adapter* adapter) const;
  void forget(Ticket ticket);
  void publish();
  void end_requests();
  void stop_everything();

  const std::unique_ptr<ModelRunner> model_;
  const EngineSettings settings_;
  const Deps deps_;

  mutable Mutex mutex_;
  Condition changed_;
  bool stopping_ SWARM_GUARDED_BY(mutex_) = false;
  bool refuses_ SWARM_GUARDED_BY(mutex_) = false;  // by end_all(): whatever comes in ends
  Ticket last_ticket_ SWARM_GUARDED_BY(mutex_) = 0;
  std::unordered_set<Ticket> live_ SWARM_GUARDED_BY(mutex_);       // submitted and not ended
  std::unordered_set<Ticket> cancelled_ SWARM_GUARDED_BY(mutex_);  // of those
  std::size_t waiting_count_ SWARM_GUARDED_BY(mutex_) = 0;
  Generations new_generations_ SWARM_GUARDED_BY(mutex_);
  std::vector<VectorJob> new_vectors_ SWARM_GUARDED_BY(mutex_);
  std::vector<std::function<void()>> commands_ SWARM_GUARDED_BY(mutex_);
  EngineState published_ SWARM_GUARDED_BY(mutex_);
  std::optional<SteadyTime> turn_began_ SWARM_GUARDED_BY(mutex_);

  // The engine's thread only.
  LanePool pool_;
  FairQueue<std::shared_ptr<Generation>> waiting_;
  VectorWork vectors_;
  std::vector<Release> releases_;
  EngineState counts_;
  std::unordered_set<Ticket> to_cancel_;
  std::uint64_t memory_seen_at_ = 0;  // pool_.counts() and decode calls, when memory was looked at last

  runtime::NamedThread thread_;  // last: it uses everything above
};

}  // namespace swarm::batching
