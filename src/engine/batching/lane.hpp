#pragma once

#include <memory>
#include <vector>

#include "engine/batching/batch_plan.hpp"
#include "engine/batching/generation.hpp"
#include "engine/batching/slot_table.hpp"

namespace swarm::batching {

// One context with its adapter, and the answers that run in it. Used by the engine's thread only.
class Lane {
 public:
  Lane(std::shared_ptr<llama::Adapter> adapter, std::unique_ptr<Decoder> decoder, std::size_t slots,
       std::size_t batch_tokens_max);

  const std::shared_ptr<llama::Adapter>& adapter() const { return adapter_; }
  bool is_idle() const { return running_.empty(); }
  bool has_free_slot() const { return slots_.taken() < slots_.size(); }
  std::size_t busy() const { return running_.size(); }
  std::span<const std::shared_ptr<Generation>> running() const { return running_; }
  std::vector<llama::DeviceUse> memory() const { return decoder_->memory(); }
  // Devices on which its buffers are larger than when this was asked last, or when it was made.
  std::vector<llama::DeviceUse> new_growth();

  // There must be a free slot. A prompt that begins as another one that is being read just now waits for that one, and
  // takes over what it has read: the answers of one request, or of a vote, read their prompt once.
  void start(std::shared_ptr<Generation> generation, SteadyTime now);
  // The generation's place is free at once, and what was read for it stays for others. It hears nothing.
  void remove(const Generation& generation);

  struct Progress {
    std::size_t prompt_tokens = 0;  // read, or taken over
    std::size_t cached_tokens = 0;  // of those: taken over from another slot
    std::size_t output_tokens = 0;  // chosen
    std::vector<std::shared_ptr<Generation>> ended{};
    bool is_broken = false;  // the device failed: whoever ran here was told, and nothing that is held can be trusted
  };
  // One decode call for as many as fit, and what follows from it.
  Progress step(const ModelRunner& model, const Clock& clock);

 private:
  struct Follower {
    std::shared_ptr<Generation> generation;
    std::shared_ptr<Generation> leader;
    std::size_t tokens = 0;  // that both begin with
  };
  void follow(const std::shared_ptr<Generation>& generation);
  bool is_still_reading(const Follower& follower) const;
  bool is_follower(const Generation& generation) const;
  void settle_followers(Progress& progress);
  void take_over(Generation& generation, Progress& progress);
  std::vector<Demand> demands() const;
  llama::Decoded decode(const std::vector<Demand>& plan);
  void note_read(const std::vector<Demand>& plan, Progress& progress);
  void choose(const ModelRunner& model, const Clock& clock, Progress& progress);
  Progress fail_all(llama::Decoded decoded, Progress progress);
  Generation& in_slot(std::size_t slot);
  void forget_from(std::size_t slot, std::size_t position);
  bool forget_free_slots();

  const std::shared_ptr<llama::Adapter> adapter_;
  const std::unique_ptr<Decoder> decoder_;
  const std::size_t batch_tokens_max_;
  SlotTable slots_;
  std::vector<llama::DeviceUse> known_use_;
  std::vector<std::shared_ptr<Generation>> running_;  // in the order in which they came, rotated by step()
  std::vector<Follower> followers_;                   // of those that run
  std::vector<llama::BatchToken> batch_;
  struct Output {
    std::size_t slot, row;
  };
  std::vector<Output> outputs_;  // rows of the batch whose logits are wanted
};

}  // namespace swarm::batching
