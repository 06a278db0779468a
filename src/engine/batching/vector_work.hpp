#pragma once

#include <memory>
#include <optional>

#include "engine/batching/fair_queue.hpp"
#include "engine/batching/inference.hpp"
#include "engine/batching/model_runner.hpp"

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
  explicit VectorWork(ModelRunner& model) : model_(model) {}

  void add(VectorJob job) { waiting_.push(job.request.client, std::move(job)); }
  bool has_work() const { return job_.has_value() || !waiting_.empty(); }
  std::size_t waiting() const { return waiting_.size(); }
  bool is_used(const llama::Adapter* adapter) const;

  // Reads one piece. The job that has ended, after its owner heard.
  std::optional<Inference::Ticket> step();
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
  // Gives its context back, if no text is being read. Bytes that came free.
  Bytes give_back();
  void give_back(const llama::Adapter* adapter);

 private:
  Result<Done> begin();
  Inference::Ticket end(Result<std::vector<float>> result);

  ModelRunner& model_;
  FairQueue<VectorJob> waiting_;
  std::optional<VectorJob> job_;
  std::size_t read_ = 0;
  std::shared_ptr<llama::Adapter> adapter_;  // of decoder_
  std::unique_ptr<VectorDecoder> decoder_;
};

}  // namespace swarm::batching
