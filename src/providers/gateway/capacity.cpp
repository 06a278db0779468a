#include "providers/gateway/capacity.hpp"

#include <algorithm>
#include <fmt/format.h>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>

#include "platform/runtime/timers.hpp"

namespace swarm::gateway {

namespace asio = boost::asio;

namespace {

limits::Rate per_minute(std::int64_t count) {
  constexpr double kSecondsOfMinute = 60;
  return {static_cast<double>(count) / kSecondsOfMinute, static_cast<double>(count)};
}

}  // namespace

// Touched under the mutex, but for the timer, which belongs to the waiter's Loop.
struct Capacity::Waiter {
  using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                                           runtime::Executor>;
  explicit Waiter(runtime::Executor on) : executor(on), timer(on) {}
  const runtime::Executor executor;
  Timer timer;
  bool has_place = false;
};

// Counts a call for as long as it waits for the rates.
class Capacity::Counted {
 public:
  explicit Counted(std::atomic<std::size_t>& count) : count_(count) { ++count_; }
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::atomic<std::size_t>& count_;
};

class Capacity::Queued {
 public:
  Queued(std::shared_ptr<Capacity> of, std::shared_ptr<Waiter> waiter)
      : of_(std::move(of)), waiter_(std::move(waiter)) {}
  ~Queued() {
    if (waiter_ && take_place()) of_->leave();
  }
  Queued(const Queued&) = delete;
  Queued& operator=(const Queued&) = delete;

  bool has_place() const {
    MutexLock lock(of_->mutex_);
    return waiter_->has_place;
  }
  // Whether it has one; it is out of the queue then, and the place is the caller's.
  bool take_place() {
    const auto waiter = std::exchange(waiter_, nullptr);
    MutexLock lock(of_->mutex_);
    if (!waiter->has_place) std::erase(of_->queue_, waiter);
    return waiter->has_place;
  }

 private:
  std::shared_ptr<Capacity> of_;
  std::shared_ptr<Waiter> waiter_;
};

Capacity::Capacity(const chat::ProviderConfig& config, const Clock& clock)
    : provider_(config.name),
      running_max_(static_cast<std::size_t>(config.concurrency_max)),
      waiting_max_(static_cast<std::size_t>(config.waiting_max)),
      waiting_timeout_(config.waiting_timeout),
      requests_rate_(per_minute(config.requests_per_minute)),
      tokens_rate_(per_minute(config.tokens_per_minute)),
      clock_(clock),
      requests_(requests_rate_, clock.steady_now()),
      tokens_(tokens_rate_, clock.steady_now()) {}

std::unexpected<Error> Capacity::busy(std::string what, std::chrono::milliseconds retry_after) const {
  return std::unexpected(Error{.code = ErrorCode::limit_exceeded,
                               .message = fmt::format("provider {} takes no more now: {}", provider_, what),
                               .reason = "provider_busy",
                               .retry_after = std::max(retry_after, std::chrono::milliseconds{1'000})});
}

Async<Result<Capacity::Place>> Capacity::enter(std::int64_t tokens, SteadyTime until) {
  if (!requests_rate_.unlimited() || !tokens_rate_.unlimited()) CO_TRY(co_await wait_for_rates(tokens, until));
  std::optional<Place> at_once;
  {
    MutexLock lock(mutex_);
    if (running_ < running_max_ && queue_.empty()) {
      ++running_;
      at_once.emplace(shared_from_this());
    }
  }
  if (at_once) co_return std::move(*at_once);
  co_return co_await wait_for_place(until);
}

// How long until it may pass; nothing when it has been counted.
std::optional<std::chrono::milliseconds> Capacity::take_rates(std::int64_t tokens) {
  const SteadyTime now = clock_.steady_now();
  const auto weight = static_cast<double>(tokens);
  MutexLock lock(mutex_);
  if (!requests_rate_.unlimited() && !requests_.take(requests_rate_, now)) return requests_.until_next(requests_rate_);
  if (!tokens_rate_.unlimited() && !tokens_.take(tokens_rate_, now, weight)) {
    if (!requests_rate_.unlimited()) requests_.give_back();
    return tokens_.until_next(tokens_rate_, weight);
  }
  return std::nullopt;
}

Async<Result<Done>> Capacity::wait_for_rates(std::int64_t tokens, SteadyTime until) {
  constexpr std::chrono::milliseconds kShortest{1};
  const SteadyTime patience = std::min(until, clock_.steady_now() + waiting_timeout_);
  const Counted counted(patient_);
  while (true) {
    const auto wait = take_rates(tokens);
    if (!wait) co_return Done{};
    if (clock_.steady_now() + *wait > patience || patient_ > waiting_max_)
      co_return busy("its requests or tokens per minute are used up", *wait);
    co_await runtime::pause(std::max(*wait, kShortest));
  }
}

// Nothing when the queue is full.
std::shared_ptr<Capacity::Waiter> Capacity::enqueue(runtime::Executor executor, std::optional<Place>& at_once) {
  MutexLock lock(mutex_);
  if (running_ < running_max_ && queue_.empty()) {
    ++running_;
    at_once.emplace(shared_from_this());
    return nullptr;
  }
  if (queue_.size() >= waiting_max_) return nullptr;
  auto waiter = std::make_shared<Waiter>(executor);
  queue_.push_back(waiter);
  return waiter;
}

Async<Result<Capacity::Place>> Capacity::wait_for_place(SteadyTime until) {
  const SteadyTime now = clock_.steady_now();
  const auto patience = std::min<SteadyTime::duration>(until - now, waiting_timeout_);
  std::optional<Place> at_once;
  const std::shared_ptr<Waiter> waiter = enqueue(co_await asio::this_coro::executor, at_once);
  if (at_once) co_return std::move(*at_once);
  if (!waiter)
    co_return busy(fmt::format("{} calls run and {} wait (concurrency_max, waiting_max)", running_max_, waiting_max_),
                   waiting_timeout_);
  Queued queued(shared_from_this(), waiter);
  boost::system::error_code ignored;
  waiter->timer.expires_after(patience);
  // A place that comes from now on is told by a handler on this very Loop, so after the wait has begun.
  if (!queued.has_place()) co_await waiter->timer.async_wait(asio::redirect_error(runtime::use_async, ignored));
  if (queued.take_place()) co_return Place(shared_from_this());
  co_return busy(fmt::format("no place within {} ms (waiting_timeout_ms)", waiting_timeout_.count()), waiting_timeout_);
}

void Capacity::leave() {
  std::shared_ptr<Waiter> next;
  {
    MutexLock lock(mutex_);
    if (queue_.empty()) {
      --running_;
      return;
    }
    next = std::move(queue_.front());
    queue_.pop_front();
    next->has_place = true;
  }
  asio::post(next->executor, [next] { next->timer.cancel(); });
}

std::int64_t Capacity::running() const {
  MutexLock lock(mutex_);
  return static_cast<std::int64_t>(running_);
}

std::int64_t Capacity::waiting() const {
  MutexLock lock(mutex_);
  return static_cast<std::int64_t>(queue_.size());
}

}  // namespace swarm::gateway
