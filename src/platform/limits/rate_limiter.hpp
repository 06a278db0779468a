#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "platform/identity/lru_map.hpp"
#include "platform/limits/token_bucket.hpp"

namespace swarm::limits {

// A bucket per name. When there are more names than `names_max`, the one that was seen longest ago is forgotten and
// starts afresh. Thread-safe; the names are spread over shards, so that requests rarely wait for each other.
class RateLimiter {
 public:
  static constexpr std::size_t kShards = 16;

  // `names_max` is divided among the shards.
  explicit RateLimiter(std::size_t names_max);

  struct Verdict {
    bool admitted = true;
    double tokens = 0;                        // what is left
    std::chrono::milliseconds until_next{0};  // until one more may pass
    std::chrono::milliseconds until_full{0};
  };
  // With an unlimited rate everything passes and nothing is remembered.
  Verdict take(const std::string& name, Rate rate, SteadyTime now);

  std::size_t size() const;

 private:
  struct Shard {
    explicit Shard(std::size_t names_max) : buckets(names_max) {}
    mutable Mutex mutex;
    identity::LruMap<std::string, TokenBucket> buckets SWARM_GUARDED_BY(mutex);
  };
  template <std::size_t... Index>
  static std::array<Shard, kShards> make_shards(std::size_t names_max, std::index_sequence<Index...>) {
    return {((void)Index, Shard(names_max))...};
  }

  std::array<Shard, kShards> shards_;
};

}  // namespace swarm::limits
