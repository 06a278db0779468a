#include "engine/batching/vector_work.hpp"

#include <utility>

namespace swarm::batching {

bool VectorWork::is_used(const llama::Adapter* adapter) const {
  bool is_waited_for = job_ && job_->request.adapter.get() == adapter;
  waiting_.for_each([&](const VectorJob& job) { is_waited_for |= job.request.adapter.get() == adapter; });
  return is_waited_for;
}

bool VectorWork::begin(SteadyTime now) {
  if (job_) return true;
  const bool has_room = waiting_.empty() || pool_.can_provide_vectors();
  blocked_since_ = has_room ? std::nullopt : std::optional(blocked_since_.value_or(now));
  if (has_room) job_ = waiting_.take([](const VectorJob&) { return true; });
  read_ = 0;
  return job_.has_value();
}

std::optional<Inference::Ticket> VectorWork::step(SteadyTime now) {
  if (!begin(now)) return std::nullopt;
  const Result<VectorDecoder*> decoder = pool_.provide_vectors(job_->request.adapter);
  if (!decoder) return end(std::unexpected(decoder.error()));
  const std::span<const Token> unread = std::span(job_->request.input).subspan(read_);
  const std::span<const Token> piece = unread.first(std::min(unread.size(), (*decoder)->tokens_per_call()));
  const llama::Decoded decoded = (*decoder)->read(piece, read_ == 0);
  if (decoded != llama::Decoded::done) {
    pool_.discard_vectors();
    return end(fail(ErrorCode::unavailable, decoded == llama::Decoded::aborted
                                                ? "the engine stops"
                                                : "the device failed while it computed a vector"));
  }
  read_ += piece.size();
  if (read_ < job_->request.input.size()) return std::nullopt;
  std::vector<float> vector = (*decoder)->vector();
  if (vector.empty()) return end(fail(ErrorCode::unavailable, "no_numbers", "the model's results are no numbers"));
  return end(std::move(vector));
}

Inference::Ticket VectorWork::end(Result<std::vector<float>> result) {
  pool_.leave_vectors();
  VectorJob job = std::move(*std::exchange(job_, std::nullopt));
  job.done(std::move(result));
  return job.ticket;
}

}  // namespace swarm::batching
