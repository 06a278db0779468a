#include "platform/storage/postgres/connection_keeper.hpp"

#include <algorithm>

namespace swarm::storage {

bool ConnectionKeeper::connect() {
  if (connection_) return true;
  auto opened = PostgresConnection::open(parts_.config, role_);
  if (!opened) {
    parts_.health.not_connected(std::move(opened).error().message);
    return false;
  }
  connection_ = std::move(*opened);
  pause_ = kPauseMin;
  parts_.health.connected(connection_->server_process());
  return true;
}

void ConnectionKeeper::drop_if_lost() {
  if (!connection_ || !connection_->is_lost()) return;
  parts_.health.lost(connection_->server_process(), connection_->why_lost());
  connection_.reset();
}

void ConnectionKeeper::pause() {
  parts_.stop.wait_for(pause_);
  pause_ = std::min(2 * pause_, kPauseMax);
}

void ConnectionKeeper::close() {
  if (!connection_) return;
  parts_.health.closed(connection_->server_process());
  connection_.reset();
}

}  // namespace swarm::storage
