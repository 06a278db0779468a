#include "platform/http_server/departure_watch.hpp"

#include <poll.h>

namespace swarm::http {

namespace {

// Input that nobody reads would wake us for ever: while there is some, the client's end is looked for this often.
constexpr std::chrono::milliseconds kLookInterval{40};

short state_of(int socket) {
  pollfd state{.fd = socket, .events = POLLIN | POLLRDHUP, .revents = 0};
  return ::poll(&state, 1, 0) > 0 ? state.revents : short{0};
}

}  // namespace

void DepartureWatch::start(std::weak_ptr<void> owner, std::function<void()> on_left) {
  owner_ = std::move(owner);
  on_left_ = std::move(on_left);
}

void DepartureWatch::arm() {
  is_armed_ = true;
  if (!is_waiting_) wait_for_input();
}

void DepartureWatch::disarm() {
  is_armed_ = false;
}

void DepartureWatch::stop() {
  disarm();
  on_left_ = nullptr;
  timer_.cancel();
}

void DepartureWatch::wait_for_input() {
  is_waiting_ = true;
  socket_.async_wait(Socket::wait_read, [this, owner = owner_](boost::system::error_code error) {
    const auto alive = owner.lock();
    if (!alive) return;
    is_waiting_ = false;
    if (!error) look();
  });
}

void DepartureWatch::look() {
  if (!is_armed_ || !socket_.is_open()) return;
  const short state = state_of(socket_.native_handle());
  if ((state & (POLLRDHUP | POLLHUP | POLLERR)) != 0) {
    disarm();
    if (on_left_) on_left_();
    return;
  }
  if ((state & POLLIN) == 0) {
    wait_for_input();
    return;
  }
  is_waiting_ = true;
  timer_.expires_after(kLookInterval);
  timer_.async_wait([this, owner = owner_](boost::system::error_code error) {
    const auto alive = owner.lock();
    if (!alive) return;
    is_waiting_ = false;
    if (!error) look();
  });
}

}  // namespace swarm::http
