#include "platform/websocket/heartbeat.hpp"

namespace swarm::websocket {

Heartbeat::Action Heartbeat::at(SteadyTime now) {
  if (interval_.count() == 0 || now < next()) return Action::nothing;
  if (is_waiting_) return Action::give_up;
  is_waiting_ = true;
  pinged_ = now;
  return Action::ping;
}

SteadyTime Heartbeat::next() const {
  if (interval_.count() == 0) return SteadyTime::max();
  return is_waiting_ ? pinged_ + patience_ : heard_ + interval_;
}

void Heartbeat::heard(SteadyTime now) {
  heard_ = now;
  is_waiting_ = false;
}

}  // namespace swarm::websocket
