#pragma once

#include <memory>
#include <optional>

#include "engine/batching/fair_queue.hpp"
#include "engine/batching/inference.hpp"
#include "engine/batching/lane_pool.hpp"

namespace swarm::batching {

struct VectorJob {
  Inference::Ticket ticket = 0;
  EmbeddingRequest request{};
  EmbeddingDone done{};
};

// Texts that become vectors, one after the other and each in pieces, so that answers go on between them. Used by the
// engine's thread only.
class VectorWork {
 public:
  explicit VectorWork(LanePool& pool) : pool_(pool) {}

  void add(VectorJob job) { waiting_.push(job.request.client, std::move(job)); }
  bool has_work() const { return job_.has_value() || !waiting_.empty(); }
  std::size_t waiting() const { return waiting_.size(); }
  bool is_used(const llama::Adapter* adapter) const;

  // Since when the first text waits for a context that others leave no room for.
  std::optional<SteadyTime> blocked_since() const { return blocked_since_; }

  // Reads one piece. The job that has ended, after its owner heard.
  std::optional<Inference::Ticket> step(SteadyTime now);
  // Ends whatever `goes` says yes to.
  template <class Predicate>
  std::vector<Inference::Ticket> drop(Predicate goes, const Error& error) {
    std::vector<Inference::Ticket> ended;
    if (job_ && goes(*job_)) ended.push_back(end(std::unexpected(error)));
    for (VectorJob& job : waiting_.take_all(goes)) {
      job.done(std::unexpected(error));
      ended.push_back(job.ticket);
    }
    return ended;
  }

 private:
  bool begin(SteadyTime now);  // false: there is no text, or no room for one yet
  Inference::Ticket end(Result<std::vector<float>> result);

  LanePool& pool_;
  FairQueue<VectorJob> waiting_;
  std::optional<VectorJob> job_;
  std::size_t read_ = 0;
  std::optional<SteadyTime> blocked_since_;
};

}  // namespace swarm::batching
