#include "platform/http_server/watchdog.hpp"

namespace swarm::http {

void Watchdog::start(std::weak_ptr<void> owner, std::function<void()> on_expired) {
  timer_.cancel();  // it may stand for an owner that is gone
  armed_until_ = limit_ = Moment::max();
  owner_ = std::move(owner);
  on_expired_ = std::move(on_expired);
}

void Watchdog::limit(std::chrono::milliseconds from_now) {
  has_expired_ = false;
  limit_ = std::chrono::steady_clock::now() + from_now;
  if (limit_ < armed_until_) arm(limit_);
}

void Watchdog::clear() {
  has_expired_ = false;
  limit_ = Moment::max();
}

void Watchdog::stop() {
  clear();
  on_expired_ = nullptr;
  timer_.cancel();
}

void Watchdog::arm(Moment at) {
  armed_until_ = at;
  timer_.expires_at(at);
  timer_.async_wait([this, owner = owner_](boost::system::error_code error) {
    const auto alive = owner.lock();
    if (alive && !error) on_timer();
  });
}

void Watchdog::on_timer() {
  armed_until_ = Moment::max();
  if (limit_ == Moment::max()) return;
  if (std::chrono::steady_clock::now() < limit_) {
    arm(limit_);
    return;
  }
  has_expired_ = true;
  limit_ = std::chrono::steady_clock::now() + kAgain;
  arm(limit_);
  if (on_expired_) on_expired_();
}

}  // namespace swarm::http
