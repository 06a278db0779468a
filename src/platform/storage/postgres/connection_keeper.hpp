#pragma once

#include <chrono>
#include <memory>

#include "platform/storage/postgres/postgres_connection.hpp"
#include "platform/storage/postgres/postgres_parts.hpp"

namespace swarm::storage {

// Holds one connection, opens another when it was lost, and pauses longer between attempts that fail. For one thread.
class ConnectionKeeper {
 public:
  static constexpr std::chrono::milliseconds kPauseMin{50};
  static constexpr std::chrono::milliseconds kPauseMax{2'000};

  ConnectionKeeper(Role role, const PostgresParts& parts) : role_(role), parts_(parts) {}
  ~ConnectionKeeper() { close(); }
  ConnectionKeeper(const ConnectionKeeper&) = delete;
  ConnectionKeeper& operator=(const ConnectionKeeper&) = delete;

  // True when there is a connection, perhaps a new one. One attempt.
  bool connect();
  PostgresConnection& connection() { return *connection_; }
  void drop_if_lost();
  void pause();  // before the next attempt; ends early when all is to end
  void close();

 private:
  const Role role_;
  const PostgresParts& parts_;
  std::unique_ptr<PostgresConnection> connection_;
  std::chrono::milliseconds pause_ = kPauseMin;
};

}  // namespace swarm::storage
