#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "platform/http_client/client_connection.hpp"

namespace swarm::http_client {

struct PoolLimits {
  std::size_t connections_max = 256;  // open at once, idle ones too
  std::size_t idle_max = 64;
  std::size_t idle_per_origin_max = 8;
  std::chrono::milliseconds idle_timeout{30'000};
  std::size_t head_bytes_max = 64 * KiB;
};

// Connections to origins, open and idle. On one Loop. Held by a shared_ptr, since answers that are still being read
// outlive the client that asked.
class ConnectionPool : public std::enable_shared_from_this<ConnectionPool> {
 public:
  ConnectionPool(runtime::Executor executor, PoolLimits limits) : executor_(executor), limits_(limits) {}

  // An idle connection that the other end has neither closed nor spoken on; nothing when there is none.
  std::shared_ptr<Connection> take(const std::string& origin);
  // A new one, not yet connected. `limit_exceeded` when too many are busy.
  Result<std::shared_ptr<Connection>> make();
  // After an answer was read to its end; closed when it may not be kept, or enough are.
  void give_back(const std::string& origin, std::shared_ptr<Connection> connection);

  std::size_t open_count() const { return *open_; }
  std::size_t idle_count() const { return idle_count_; }
  void close_idle();

 private:
  using Idle = std::deque<std::shared_ptr<Connection>>;
  void forget(const std::string& origin, const Connection* connection);
  void close_oldest();

  const runtime::Executor executor_;
  const PoolLimits limits_;
  std::shared_ptr<std::size_t> open_ = std::make_shared<std::size_t>(0);
  std::map<std::string, Idle> idle_;  // the youngest last
  std::size_t idle_count_ = 0;
};

}  // namespace swarm::http_client
