#include "gateway_client.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "stub_reply.hpp"

namespace swarm::load {

void Client::begin(const Action& action) {
  if (descriptor_ < 0) open_connection();
  action_ = &action;
  sent_ = 0;
  frames_.restart();
  began_ = std::chrono::steady_clock::now();
  write_some();
}
bool Client::advance() {
  if (action_ == nullptr) return read_while_idle();
  write_some();
  if (is_time_to_leave()) return leave();
  const bool is_open = read_some();
  if (is_time_to_leave()) return leave();
  if (reader_.is_complete()) return finish(is_open);
  if (!is_open) give_up(fmt::format("the connection ended within an answer to: {}", action_->request.substr(0, 300)));
  return false;
}

void Client::open_connection() {
  descriptor_ = connect_to(port_);
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLET, .data = {.u64 = number_}};
  ::epoll_ctl(poller_, EPOLL_CTL_ADD, descriptor_, &event);
  reader_ = {};
}
void Client::close_connection() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

void Client::write_some() {
  const std::string& request = action_->request;
  while (sent_ < request.size()) {
    const ssize_t count =
        ::send(descriptor_, request.data() + sent_, request.size() - sent_, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return retry_on_a_fresh_connection();
    sent_ += static_cast<std::size_t>(count);
  }
}

// A server may close a kept connection at any time; only an answer that has begun must not be cut off.
void Client::retry_on_a_fresh_connection() {
  if (!reader_.is_untouched() || ++figures_.reconnects > 1'000'000) give_up("connections are closed again and again");
  close_connection();
  open_connection();
  sent_ = 0;
  began_ = std::chrono::steady_clock::now();
}

// False when the server has closed the connection.
bool Client::read_some() {
  char buffer[64 * 1024];
  while (true) {
    const ssize_t count = ::recv(descriptor_, buffer, sizeof buffer, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    if (count <= 0 && reader_.is_untouched() && !action_->closes) {
      retry_on_a_fresh_connection();
      write_some();
      return true;
    }
    if (count <= 0) return false;
    reader_.feed({buffer, static_cast<std::size_t>(count)});
    look_at_frames();
    if (static_cast<std::size_t>(count) < sizeof buffer) return true;
  }
}

bool Client::read_while_idle() {
  char byte = 0;
  const ssize_t count = descriptor_ < 0 ? 1 : ::recv(descriptor_, &byte, 1, MSG_DONTWAIT | MSG_PEEK);
  if (count == 0) close_connection();
  return false;
}

void Client::look_at_frames() {
  if (action_->frames == 0 || reader_.status() != 200) return;
  frames_.read(reader_.body(), figures_, [this](Instant sent_at) {
    const Instant here = std::chrono::steady_clock::now();
    if (frames_.seen() == 1) figures_.first.add(here - began_);
    figures_.transit.add(here - sent_at);
  });
}

bool Client::is_time_to_leave() const {
  return action_->gives_up && sent_ == action_->request.size() && frames_.seen() >= action_->given_up_at;
}
bool Client::leave() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close_connection();
  ++figures_.given_up;
  action_ = nullptr;
  return true;
}

bool Client::finish(bool is_open) {
  check_answer();
  figures_.answered.add(std::chrono::steady_clock::now() - began_);
  ++figures_.requests;
  if (!is_open || !reader_.keeps_connection() || action_->closes)
    close_connection();
  else
    reader_.next();
  action_ = nullptr;
  return true;
}

void Client::check_answer() {
  const std::string& body = reader_.body();
  if (reader_.status() != action_->status)
    give_up(fmt::format("{} instead of {}: {}\nfor: {}", reader_.status(), action_->status, body.substr(0, 500),
                        action_->request.substr(0, 500)));
  if (action_->status != 200) return;
  if (action_->frames == 0) {
    if (!body.contains(kStubText) || !body.contains(R"("usage")"))
      give_up(fmt::format("another reply than the stub's: {}", body.substr(0, 500)));
    return;
  }
  figures_.lost += action_->frames - std::min(action_->frames, frames_.seen());
  if (!frames_.is_done()) give_up("a stream without [DONE]");
}

}  // namespace swarm::load
