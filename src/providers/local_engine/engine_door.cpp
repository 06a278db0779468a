#include "providers/local_engine/engine_door.hpp"

#include <algorithm>

#include <boost/asio/this_coro.hpp>

namespace swarm::local_engine {

namespace {

constexpr std::chrono::seconds kRetryAfter{2};

std::unexpected<Error> is_down(const std::string& why) {
  return std::unexpected(Error{.code = ErrorCode::unavailable,
                               .message = "the engine does not serve: " + why,
                               .reason = "engine_down",
                               .retry_after = kRetryAfter});
}

}  // namespace

// A call that is inside.
class EngineDoor::Stay {
 public:
  explicit Stay(std::shared_ptr<State> state) : state_(std::move(state)) {}
  ~Stay() {
    MutexLock lock(state_->mutex);
    if (--state_->inside == 0 && state_->for_emptiness) state_->for_emptiness->notify();
  }
  Stay(const Stay&) = delete;
  Stay& operator=(const Stay&) = delete;

 private:
  const std::shared_ptr<State> state_;
};

// A place before the door, given up also when the call is cancelled.
class EngineDoor::Place {
 public:
  Place(std::shared_ptr<State> state, const runtime::Wakeup& wakeup) : state_(std::move(state)) {
    MutexLock lock(state_->mutex);
    at_ = state_->waiters.insert(state_->waiters.end(), wakeup);
  }
  ~Place() {
    MutexLock lock(state_->mutex);
    state_->waiters.erase(at_);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  const std::shared_ptr<State> state_;
  std::list<runtime::Wakeup>::iterator at_;
};

void EngineDoor::State::wake_all() {
  for (const runtime::Wakeup& waiter : waiters)
    waiter.notify();
}

void EngineDoor::open(std::uint16_t port, std::string key) {
  MutexLock lock(state_->mutex);
  state_->is_open = true;
  state_->port = port;
  state_->key = std::make_shared<const std::string>(std::move(key));
  state_->why.clear();
  state_->wake_all();
}

void EngineDoor::shut(std::string why, Waiting waiting) {
  MutexLock lock(state_->mutex);
  state_->is_open = false;
  state_->is_worth_waiting = waiting == Waiting::yes;
  state_->key.reset();
  state_->why = std::move(why);
  state_->wake_all();
}

std::optional<Result<EngineDoor::Visit>> EngineDoor::try_to_enter(const std::shared_ptr<State>& state) {
  MutexLock lock(state->mutex);
  if (!state->is_open && !state->is_worth_waiting) return is_down(state->why);
  if (!state->is_open) return std::nullopt;
  ++state->inside;
  return Visit{.port = state->port, .key = state->key, .stay = std::make_shared<Stay>(state)};
}

Async<Result<EngineDoor::Visit>> EngineDoor::enter(SteadyTime deadline) {
  if (std::optional<Result<Visit>> at_once = try_to_enter(state_)) co_return std::move(*at_once);
  const runtime::Wakeup changed(co_await boost::asio::this_coro::executor);
  const Place place(state_, changed);
  while (true) {
    if (std::optional<Result<Visit>> entered = try_to_enter(state_)) co_return std::move(*entered);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock_.steady_now());
    if (left.count() <= 0) {
      MutexLock lock(state_->mutex);
      co_return fail(ErrorCode::timeout, "deadline",
                     "the call's time was over before the engine served: " + state_->why);
    }
    constexpr std::chrono::milliseconds kLookAgain{60'000};
    co_await runtime::Wakeup(changed).wait_for(std::min(left, kLookAgain));
  }
}

std::optional<std::uint16_t> EngineDoor::port() const {
  MutexLock lock(state_->mutex);
  return state_->is_open ? std::optional(state_->port) : std::nullopt;
}

std::size_t EngineDoor::inside() const {
  MutexLock lock(state_->mutex);
  return state_->inside;
}

std::size_t EngineDoor::waiting() const {
  MutexLock lock(state_->mutex);
  return state_->waiters.size();
}

Async<bool> EngineDoor::wait_until_empty(std::chrono::milliseconds at_most) {
  runtime::Wakeup emptied(co_await boost::asio::this_coro::executor);
  {
    MutexLock lock(state_->mutex);
    state_->for_emptiness = emptied;
  }
  const SteadyTime until = clock_.steady_now() + at_most;
  while (inside() > 0) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock_.steady_now());
    if (left.count() <= 0) break;
    co_await emptied.wait_for(left);
  }
  MutexLock lock(state_->mutex);
  state_->for_emptiness.reset();
  co_return state_->inside == 0;
}

}  // namespace swarm::local_engine
