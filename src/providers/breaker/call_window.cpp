#include "providers/breaker/call_window.hpp"

namespace swarm::breaker {

namespace {

void add_to(CallCounts& sum, const CallCounts& counts, std::int64_t sign) {
  sum.calls += sign * counts.calls;
  sum.failed += sign * counts.failed;
  sum.slow += sign * counts.slow;
  sum.limited += sign * counts.limited;
}

}  // namespace

void CallWindow::add(SteadyTime now, const CallCounts& counts) {
  slide(now);
  add_to(bucket(newest_), counts, 1);
  add_to(total_, counts, 1);
}

const CallCounts& CallWindow::counts(SteadyTime now) {
  slide(now);
  return total_;
}

void CallWindow::clear() {
  buckets_ = {};
  total_ = {};
}

void CallWindow::slide(SteadyTime now) {
  const std::int64_t number = now.time_since_epoch() / width_;
  if (number <= newest_) return;
  if (number - newest_ >= kBuckets) clear();
  for (std::int64_t next = std::max(newest_, number - kBuckets) + 1; next <= number; ++next) {
    add_to(total_, bucket(next), -1);
    bucket(next) = {};
  }
  newest_ = number;
}

}  // namespace swarm::breaker
