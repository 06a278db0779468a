#include "platform/http_client/connection_pool.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace swarm::http_client {

std::shared_ptr<Connection> ConnectionPool::take(const std::string& origin) {
  const auto found = idle_.find(origin);
  if (found == idle_.end()) return nullptr;
  std::shared_ptr<Connection> taken;
  while (!taken && !found->second.empty()) {
    taken = std::move(found->second.back());
    found->second.pop_back();
    --idle_count_;
    taken->stop_expiring();
    if (!taken->is_quiet()) taken.reset();
  }
  if (found->second.empty()) idle_.erase(found);
  return taken;
}

Result<std::shared_ptr<Connection>> ConnectionPool::make() {
  if (*open_ >= limits_.connections_max && idle_count_ > 0) close_oldest();
  if (*open_ >= limits_.connections_max) {
    return fail(ErrorCode::limit_exceeded, "connections_max",
                fmt::format("{} connections are open already", limits_.connections_max));
  }
  ++*open_;
  const std::shared_ptr<Connection> connection(new Connection(executor_, limits_.head_bytes_max),
                                               [open = open_](Connection* ended) {
                                                 delete ended;
                                                 --*open;
                                               });
  connection->begin();
  return connection;
}

void ConnectionPool::give_back(const std::string& origin, std::shared_ptr<Connection> connection) {
  if (!connection->may_be_kept()) return;
  Idle& idle = idle_[origin];
  if (idle.size() >= limits_.idle_per_origin_max || idle_count_ >= limits_.idle_max) {
    if (idle.empty()) idle_.erase(origin);
    return;
  }
  connection->expire_after(limits_.idle_timeout, [pool = weak_from_this(), origin, expired = connection.get()] {
    if (const auto alive = pool.lock()) alive->forget(origin, expired);
  });
  idle.push_back(std::move(connection));
  ++idle_count_;
}

void ConnectionPool::forget(const std::string& origin, const Connection* connection) {
  const auto found = idle_.find(origin);
  if (found == idle_.end()) return;
  idle_count_ -= std::erase_if(found->second, [&](const auto& idle) { return idle.get() == connection; });
  if (found->second.empty()) idle_.erase(found);
}

void ConnectionPool::close_oldest() {
  const auto origin = idle_.begin();
  origin->second.pop_front();
  --idle_count_;
  if (origin->second.empty()) idle_.erase(origin);
}

void ConnectionPool::close_idle() {
  idle_.clear();
  idle_count_ = 0;
}

}  // namespace swarm::http_client
