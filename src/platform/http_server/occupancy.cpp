#include "platform/http_server/occupancy.hpp"

#include "base/invariant.hpp"

namespace swarm::http {

Occupancy::Verdict Occupancy::enter(const std::string& address, bool is_proxy) {
  MutexLock lock(mutex_);
  if (connections_ >= connections_max_) return Verdict::server_full;
  if (!is_proxy) {
    std::int64_t& count = by_address_[address];
    if (count >= per_address_max_) return Verdict::address_full;
    ++count;
  }
  ++connections_;
  return Verdict::welcome;
}

void Occupancy::leave(const std::string& address, bool is_proxy) {
  MutexLock lock(mutex_);
  --connections_;
  if (is_proxy) return;
  const auto found = by_address_.find(address);
  SWARM_INVARIANT(found != by_address_.end(), "only who entered leaves");
  if (--found->second == 0) by_address_.erase(found);
}

std::int64_t Occupancy::connections() const {
  MutexLock lock(mutex_);
  return connections_;
}

void Activity::begin() {
  MutexLock lock(mutex_);
  ++running_;
}

void Activity::end() {
  std::vector<std::function<void()>> told;
  {
    MutexLock lock(mutex_);
    if (--running_ > 0) return;
    told.swap(waiting_);
  }
  for (const auto& tell : told)
    tell();
}

void Activity::when_quiet(std::function<void()> told) {
  {
    MutexLock lock(mutex_);
    if (running_ > 0) {
      waiting_.push_back(std::move(told));
      return;
    }
  }
  told();
}

bool Activity::is_quiet() const {
  MutexLock lock(mutex_);
  return running_ == 0;
}

}  // namespace swarm::http
