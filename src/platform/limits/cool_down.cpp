#include "platform/limits/cool_down.hpp"

namespace swarm::limits {

void CoolDown::failed(const std::string& address, Rate allowed, std::chrono::milliseconds duration, SteadyTime now) {
  if (allowed.unlimited()) return;
  MutexLock lock(mutex_);
  Failures* failures = failures_.find(address);
  if (failures == nullptr) failures = &failures_.put(address, {TokenBucket(allowed, now), SteadyTime{}});
  if (!failures->allowed.take(allowed, now)) failures->refused_until = now + duration;
  any_failed_ = true;
}

std::optional<std::chrono::milliseconds> CoolDown::remaining(const std::string& address, SteadyTime now) {
  if (!any_failed_) return std::nullopt;
  MutexLock lock(mutex_);
  const Failures* failures = failures_.find(address);
  if (failures == nullptr || now >= failures->refused_until) return std::nullopt;
  return std::chrono::ceil<std::chrono::milliseconds>(failures->refused_until - now);
}

std::size_t CoolDown::size() const {
  MutexLock lock(mutex_);
  return failures_.size();
}

}  // namespace swarm::limits
