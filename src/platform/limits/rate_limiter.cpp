#include "platform/limits/rate_limiter.hpp"

#include <functional>

namespace swarm::limits {

RateLimiter::RateLimiter(std::size_t names_max)
    : shards_(make_shards(std::max<std::size_t>(names_max / kShards, 1), std::make_index_sequence<kShards>())) {}

RateLimiter::Verdict RateLimiter::take(const std::string& name, Rate rate, SteadyTime now) {
  if (rate.unlimited()) return {};
  Shard& shard = shards_[std::hash<std::string>{}(name) % kShards];
  MutexLock lock(shard.mutex);
  TokenBucket* bucket = shard.buckets.find(name);
  if (bucket == nullptr) bucket = &shard.buckets.put(name, TokenBucket(rate, now));
  const bool admitted = bucket->take(rate, now);
  return {.admitted = admitted,
          .tokens = bucket->tokens(),
          .until_next = bucket->until_next(rate),
          .until_full = bucket->until_full(rate)};
}

std::size_t RateLimiter::size() const {
  std::size_t names = 0;
  for (const Shard& shard : shards_) {
    MutexLock lock(shard.mutex);
    names += shard.buckets.size();
  }
  return names;
}

}  // namespace swarm::limits
