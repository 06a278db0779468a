#include "providers/usage/usage_writer.hpp"

#include <utility>

namespace swarm::usage {

namespace {

// Whether the same may succeed later.
bool may_pass(ErrorCode code) {
  return code == ErrorCode::unavailable || code == ErrorCode::timeout || code == ErrorCode::limit_exceeded ||
         code == ErrorCode::storage_full;
}

}  // namespace

UsageWriter::UsageWriter(UsageConfig config, Deps deps)
    : config_(config),
      deps_(std::move(deps)),
      store_(deps_.database),
      writer_(deps_.ids.next()),
      wakeup_(deps_.loop),
      background_(deps_.loop) {}

void UsageWriter::record(UsageRecord record) {
  bool is_full = false;
  {
    MutexLock lock(mutex_);
    if (ended_ || waiting_ >= config_.queue_max) {
      deps_.metrics.dropped.add();
      return;
    }
    if (filling_.capacity() == 0) filling_.reserve(kBatchMax);
    filling_.push_back(std::move(record));
    ++waiting_;
    is_full = filling_.size() == kBatchMax;
    if (is_full) full_.push_back(std::exchange(filling_, {}));
  }
  if (is_full) wakeup_.notify();
}

Async<void> UsageWriter::flush() {
  const runtime::OneShot<Done> done;
  {
    MutexLock lock(mutex_);
    if (ended_) co_return;
    flushes_.push_back(done);
  }
  wakeup_.notify();
  co_await done.receive();
}

std::size_t UsageWriter::waiting() const {
  MutexLock lock(mutex_);
  return waiting_;
}

Async<void> UsageWriter::write_forever() {
  while (true) {
    co_await wakeup_.wait_for(kFlushInterval);
    co_await write_what_waits(false);
  }
}

Async<void> UsageWriter::stop() {
  co_await background_.stop();
  co_await write_what_waits(true);
  const std::size_t dropped = drop_rest();
  if (dropped > 0) deps_.log.error("usage_records_dropped", {{"records", dropped}, {"why", "the server stops"}});
}

// Full batches, and what has come since when there was none, or all is wanted: under load nothing is written in small
// pieces. Ends early when the database is in trouble.
Async<void> UsageWriter::write_what_waits(bool all) {
  std::vector<runtime::OneShot<Done>> flushes;
  {
    MutexLock lock(mutex_);
    flushes.swap(flushes_);
  }
  all = all || !flushes.empty();
  bool goes_well = true;
  bool also_a_part = true;
  while (goes_well && (!current_.empty() || take_batch(also_a_part))) {
    const bool is_part = current_.size() < kBatchMax;
    goes_well = co_await write_batch() != Tried::to_be_tried_again;
    if (is_part) break;
    also_a_part = all;
  }
  deps_.metrics.queue.set(static_cast<double>(waiting()));
  for (const runtime::OneShot<Done>& flushed : flushes)
    flushed.deliver(Done{});
}

bool UsageWriter::take_batch(bool also_a_part) {
  MutexLock lock(mutex_);
  if (!full_.empty()) {
    current_ = std::move(full_.front());
    full_.pop_front();
  } else if (also_a_part) {
    current_ = std::exchange(filling_, {});
  }
  was_tried_ = false;
  return !current_.empty();
}

Async<UsageWriter::Tried> UsageWriter::write_batch() {
  const Result<storage::WriteOutcome> written = co_await deps_.database.write(store_.batch(writer_, number_, current_));
  const Tried tried = judge(written);
  tell(tried, written ? Error{} : written.error());
  if (tried == Tried::stored) {
    ++number_;
    settle(deps_.metrics.stored);
  } else if (tried == Tried::dropped) {
    settle(deps_.metrics.dropped);
  }
  co_return tried;
}

UsageWriter::Tried UsageWriter::judge(const Result<storage::WriteOutcome>& written) {
  if (written) return Tried::stored;
  const ErrorCode code = written.error().code;
  // Its number is taken: an earlier attempt, whose answer was lost, stored it.
  if (code == ErrorCode::conflict && was_tried_) return Tried::stored;
  if (!may_pass(code)) return Tried::dropped;
  was_tried_ = true;
  return Tried::to_be_tried_again;
}

void UsageWriter::settle(const telemetry::Counter& counter) {
  counter.add(static_cast<double>(current_.size()));
  MutexLock lock(mutex_);
  waiting_ -= current_.size();
  current_.clear();
  if (filling_.capacity() == 0 && current_.capacity() >= kBatchMax)
    filling_ = std::exchange(current_, {});  // its memory is used again
}

void UsageWriter::tell(Tried tried, const Error& error) {
  if (tried == Tried::dropped)
    deps_.log.error("usage_records_dropped", {{"records", current_.size()}, {"why", error.message}});
  const bool is_trouble = tried == Tried::to_be_tried_again;
  if (is_trouble && !in_trouble_)
    deps_.log.warn("usage_records_wait", {{"records", waiting()}, {"error", error.message}});
  if (!is_trouble && in_trouble_) deps_.log.info("usage_records_stored_again", {{"records", waiting()}});
  in_trouble_ = is_trouble;
}

std::size_t UsageWriter::drop_rest() {
  MutexLock lock(mutex_);
  ended_ = true;
  full_.clear();
  filling_ = {};
  current_ = {};
  deps_.metrics.dropped.add(static_cast<double>(waiting_));
  deps_.metrics.queue.set(0);
  for (const runtime::OneShot<Done>& flushed : std::exchange(flushes_, {}))
    flushed.deliver(Done{});
  return std::exchange(waiting_, 0);
}

}  // namespace swarm::usage
