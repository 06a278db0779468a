#include "platform/storage/postgres/postgres_health.hpp"

namespace swarm::storage {

void PostgresHealth::connected(int process) {
  MutexLock lock(mutex_);
  processes_.insert(process);
  trouble_.clear();
}

void PostgresHealth::remove(int process) {
  processes_.erase(process);
  if (processes_.empty()) down_since_ = clock_.steady_now();
}

void PostgresHealth::lost(int process, std::string why) {
  MutexLock lock(mutex_);
  remove(process);
  trouble_ = std::move(why);
}

void PostgresHealth::not_connected(std::string why) {
  MutexLock lock(mutex_);
  trouble_ = std::move(why);
}

void PostgresHealth::closed(int process) {
  MutexLock lock(mutex_);
  remove(process);
}

void PostgresHealth::busy(bool is_busy) {
  MutexLock lock(mutex_);
  busy_ += is_busy ? 1 : -1;
}

bool PostgresHealth::down_for(std::chrono::milliseconds duration) const {
  MutexLock lock(mutex_);
  return processes_.empty() && clock_.steady_now() - down_since_ >= duration;
}

bool PostgresHealth::is_ours(int process) const {
  MutexLock lock(mutex_);
  return processes_.contains(process);
}

PostgresHealth::Snapshot PostgresHealth::snapshot() const {
  MutexLock lock(mutex_);
  return {static_cast<std::int64_t>(processes_.size()), busy_, trouble_};
}

}  // namespace swarm::storage
