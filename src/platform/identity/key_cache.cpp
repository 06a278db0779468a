#include "platform/identity/key_cache.hpp"

#include "platform/crypto/hash.hpp"

namespace swarm::identity {

KeyCache::KeyCache(std::size_t size_max, std::chrono::milliseconds lifetime, const Clock& clock)
    : lifetime_(lifetime), clock_(clock), entries_(size_max) {}

std::shared_ptr<const ApiKey> KeyCache::find(const KeyId& id, const std::string& hash) {
  const SteadyTime now = clock_.steady_now();
  MutexLock lock(mutex_);
  const Entry* entry = entries_.find(id);
  if (entry == nullptr || now >= entry->fresh_until) return nullptr;
  return crypto::equal_in_constant_time(entry->key->hash, hash) ? entry->key : nullptr;
}

std::uint64_t KeyCache::generation() const {
  MutexLock lock(mutex_);
  return generation_;
}

void KeyCache::put(std::shared_ptr<const ApiKey> key, std::uint64_t generation) {
  const SteadyTime fresh_until = clock_.steady_now() + lifetime_;
  MutexLock lock(mutex_);
  if (generation != generation_) return;
  const KeyId id = key->id;
  entries_.put(id, {std::move(key), fresh_until});
}

void KeyCache::drop(const KeyId& id) {
  MutexLock lock(mutex_);
  entries_.erase(id);
  ++generation_;
}

void KeyCache::clear() {
  MutexLock lock(mutex_);
  entries_.clear();
  ++generation_;
}

std::size_t KeyCache::size() const {
  MutexLock lock(mutex_);
  return entries_.size();
}

}  // namespace swarm::identity
