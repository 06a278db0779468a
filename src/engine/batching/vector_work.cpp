#include "engine/batching/vector_work.hpp"

#include <utility>

namespace swarm::batching {

bool VectorWork::is_used(const llama::Adapter* adapter) const {
  bool is_waited_for = job_ && job_->request.adapter.get() == adapter;
  waiting_.for_each([&](const VectorJob& job) { is_waited_for |= job.request.adapter.get() == adapter; });
  return is_waited_for;
}

Result<Done> VectorWork::begin() {
  read_ = 0;
  if (decoder_ != nullptr && adapter_ == job_->request.adapter) return Done{};
  decoder_.reset();
  decoder_ = TRY(model_.make_vector_decoder(job_->request.adapter));
  adapter_ = job_->request.adapter;
  return Done{};
}

std::optional<Inference::Ticket> VectorWork::step() {
  if (!job_) {
    job_ = waiting_.take([](const VectorJob&) { return true; });
    if (!job_) return std::nullopt;
    if (Result<Done> begun = begin(); !begun) return end(std::unexpected(std::move(begun).error()));
  }
  const std::span<const Token> unread = std::span(job_->request.input).subspan(read_);
  const std::span<const Token> piece = unread.first(std::min(unread.size(), decoder_->tokens_per_call()));
  const llama::Decoded decoded = decoder_->read(piece, read_ == 0);
  if (decoded != llama::Decoded::done) {
    decoder_.reset();
    return end(fail(ErrorCode::unavailable, decoded == llama::Decoded::aborted
                                                ? "the engine stops"
                                                : "the device failed while it computed a vector"));
  }
  read_ += piece.size();
  if (read_ < job_->request.input.size()) return std::nullopt;
  std::vector<float> vector = decoder_->vector();
  if (vector.empty()) return end(fail(ErrorCode::unavailable, "the model's results are no numbers"));
  return end(std::move(vector));
}

Inference::Ticket VectorWork::end(Result<std::vector<float>> result) {
  VectorJob job = std::move(*std::exchange(job_, std::nullopt));
  job.done(std::move(result));
  return job.ticket;
}

Bytes VectorWork::give_back() {
  Bytes freed;
  if (job_ || decoder_ == nullptr) return freed;
  for (const llama::DeviceUse& use : decoder_->memory())
    freed.count += use.kv.count + use.compute.count;
  decoder_.reset();
  adapter_.reset();
  return freed;
}

void VectorWork::give_back(const llama::Adapter* adapter) {
  if (decoder_ != nullptr && adapter_.get() == adapter) give_back();
}

}  // namespace swarm::batching
