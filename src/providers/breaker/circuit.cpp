#include "providers/breaker/circuit.hpp"

#include <fmt/format.h>
#include <utility>

namespace swarm::breaker {

namespace {

constexpr std::chrono::milliseconds kAskAgainTrials{1'000};   // all trials are under way
constexpr std::chrono::milliseconds kAskAgainManual{60'000};  // open until somebody closes it

constexpr std::size_t place_of(auto value) {
  return static_cast<std::size_t>(value);
}

}  // namespace

// Who the permits of one generation report to.
class Circuit::Period final : public Permit::Owner {
 public:
  Period(std::shared_ptr<Circuit> circuit, std::uint64_t generation)
      : circuit_(std::move(circuit)), generation_(generation) {}
  std::uint64_t generation() const { return generation_; }
  void ended(CallOutcome outcome, std::chrono::nanoseconds duration, bool) override {
    circuit_->ended(outcome, duration, generation_);
  }
  bool is_current() override { return circuit_->generation() == generation_; }

 private:
  const std::shared_ptr<Circuit> circuit_;
  const std::uint64_t generation_;
};

Circuit::Circuit(std::string provider, const BreakerConfig& config, Deps deps)
    : provider_(std::move(provider)), deps_(std::move(deps)), metrics_(deps_.metrics, provider_), rules_(config) {}

Result<Permit> Circuit::admit() {
  const SteadyTime now = deps_.clock.steady_now();
  std::optional<Change> change;
  Result<Permit> answer = std::unexpected(Error{});
  {
    MutexLock lock(mutex_);
    const BreakerRules::Admission admission = rules_.admit(now);
    change = admission.change;
    note(change);
    if (admission.admitted)
      answer = Permit(period(), admission.is_trial);
    else
      answer = std::unexpected(refusal(now));
  }
  tell(change);
  if (!answer) metrics_.refusals.add();
  return answer;
}

std::shared_ptr<Circuit::Period> Circuit::period() {
  if (!period_ || period_->generation() != rules_.generation())
    period_ = std::make_shared<Period>(shared_from_this(), rules_.generation());
  return period_;
}

Error Circuit::refusal(SteadyTime now) const {
  Error error{.code = ErrorCode::unavailable, .reason = "breaker_open"};
  if (rules_.state() == State::half_open) {
    error.message = fmt::format("the provider '{}' failed and is being tried again with a few calls", provider_);
    error.retry_after = kAskAgainTrials;
  } else if (const auto open_for = rules_.open_for(now)) {
    error.message = fmt::format("the provider '{}' is not called now: its breaker is open ({})", provider_,
                                json::name_of(rules_.cause()));
    error.retry_after = open_for;
  } else {
    error.message = fmt::format("the provider '{}' is not called: its breaker was opened by hand", provider_);
    error.retry_after = kAskAgainManual;
  }
  return error;
}

std::uint64_t Circuit::generation() {
  MutexLock lock(mutex_);
  return rules_.generation();
}

void Circuit::ended(CallOutcome outcome, std::chrono::nanoseconds duration, std::uint64_t generation) {
  metrics_.calls[place_of(outcome)].add();
  const SteadyTime now = deps_.clock.steady_now();
  std::optional<Change> change;
  {
    MutexLock lock(mutex_);
    change = rules_.ended({.outcome = outcome, .duration = duration, .generation = generation}, now);
    note(change);
  }
  tell(change);
}

void Circuit::advance() {
  const SteadyTime now = deps_.clock.steady_now();
  std::optional<Change> change;
  {
    MutexLock lock(mutex_);
    change = rules_.advance(now);
    note(change);
  }
  tell(change);
}

void Circuit::set_config(const BreakerConfig& config) {
  const SteadyTime now = deps_.clock.steady_now();
  std::optional<Change> change;
  {
    MutexLock lock(mutex_);
    change = rules_.set_config(config, now);
    note(change);
  }
  tell(change);
}

void Circuit::restore(const std::optional<StoredBreaker>& stored, const std::optional<Order>& order) {
  const SteadyTime now = deps_.clock.steady_now();
  MutexLock lock(mutex_);
  if (stored) {
    rules_.restore(stored->remembered, now);
    since_ = stored->since;
    order_.number = stored->order_number;
    version_ = stored->version;
  }
  if (order && (order->number > order_.number || order->holds_open()))
    note(carry_out(*order, now));
  else if (order)
    order_ = *order;
  metrics_.state.set(static_cast<double>(place_of(rules_.state())));
}

void Circuit::follow(const Order& order) {
  const SteadyTime now = deps_.clock.steady_now();
  std::optional<Change> change;
  {
    MutexLock lock(mutex_);
    if (order.number <= order_.number) return;
    change = carry_out(order, now);
    note(change);
  }
  tell(change);
}

std::optional<Change> Circuit::carry_out(const Order& order, SteadyTime now) {
  order_ = order;
  switch (order.action) {
    case OrderAction::open:
      return rules_.open_by_hand(order.open_for, now);
    case OrderAction::close:
      return rules_.close_by_hand();
    case OrderAction::reset:
      return rules_.reset();
  }
  return std::nullopt;
}

void Circuit::note(const std::optional<Change>& change) {
  if (!change) return;
  unstored_ = true;
  deps_.changed.notify();
  since_ = deps_.clock.now();
  metrics_.state.set(static_cast<double>(place_of(change->to)));
  if (change->from != change->to) metrics_.transitions[place_of(change->to)].add();
}

void Circuit::tell(const std::optional<Change>& change) const {
  if (!change) return;
  const std::string_view cause = json::name_of(change->cause);
  if (change->to == State::open) {
    deps_.log.warn("breaker_opened", {{"provider", provider_},
                                      {"cause", cause},
                                      {"calls", change->window.calls},
                                      {"failed", change->window.failed},
                                      {"slow", change->window.slow}});
  } else {
    deps_.log.info(change->to == State::closed ? "breaker_closed" : "breaker_half_open",
                   {{"provider", provider_}, {"cause", cause}});
  }
}

std::optional<StoredBreaker> Circuit::take_unstored() {
  const SteadyTime now = deps_.clock.steady_now();
  MutexLock lock(mutex_);
  if (!std::exchange(unstored_, false)) return std::nullopt;
  return StoredBreaker{.provider = provider_,
                       .remembered = rules_.remembered(now),
                       .since = since_.value_or(deps_.clock.now()),
                       .order_number = order_.number,
                       .version = ++version_};
}

void Circuit::not_stored() {
  MutexLock lock(mutex_);
  unstored_ = true;
}

BreakerStatus Circuit::status() {
  advance();
  const SteadyTime now = deps_.clock.steady_now();
  MutexLock lock(mutex_);
  BreakerStatus status{.provider = provider_,
                       .state = rules_.state(),
                       .cause = rules_.cause(),
                       .manual = rules_.is_manual(),
                       .since = since_,
                       .failed_rounds = rules_.failed_rounds(),
                       .window = rules_.window(now),
                       .trials = rules_.trials()};
  if (rules_.cause() == Cause::manual) {
    status.note = order_.reason;
    status.ordered_by = order_.given_by;
  }
  if (const auto open_for = rules_.open_for(now)) status.until = deps_.clock.now() + *open_for;
  return status;
}

void Circuit::retire() {
  std::shared_ptr<Period> last;  // destroyed after the lock is free: it may be the last to hold us
  MutexLock lock(mutex_);
  last = std::move(period_);
}

}  // namespace swarm::breaker
