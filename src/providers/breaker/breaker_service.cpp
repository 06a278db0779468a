#include "providers/breaker/breaker_service.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/text.hpp"

namespace swarm::breaker {

namespace {

Result<Done> check(const NewOrder& order) {
  std::vector<Fault> faults;
  if (order.open_for && (*order.open_for < kManualOpenMin || *order.open_for > kManualOpenMax)) {
    faults.push_back({"$.duration_ms", fmt::format("{} to {} expected, got {}", kManualOpenMin.count(),
                                                   kManualOpenMax.count(), order.open_for->count())});
  }
  if (order.reason.size() > kReasonLengthMax || has_control_character(order.reason)) {
    faults.push_back(
        {"$.reason", fmt::format("at most {} bytes without control characters expected", kReasonLengthMax)});
  }
  if (!faults.empty()) return std::unexpected(json::error_of(std::move(faults)));
  return Done{};
}

json::Object details_of(const NewOrder& order) {
  json::Object details{{"reason", order.reason}};
  if (order.open_for) details["duration_ms"] = order.open_for->count();
  return details;
}

}  // namespace

BreakerService::BreakerService(const BreakerConfig& config, const std::vector<std::string>& providers, Deps deps)
    : deps_(std::move(deps)), store_(deps_.database), wakeup_(deps_.loop), background_(deps_.loop) {
  for (const std::string& provider : providers) {
    circuits_.push_back(std::make_shared<Circuit>(
        provider, config,
        Circuit::Deps{.clock = deps_.clock, .metrics = deps_.metrics, .log = deps_.log, .changed = wakeup_}));
  }
}

BreakerService::~BreakerService() {
  for (const auto& circuit : circuits_)
    circuit->retire();
}

Async<Result<Done>> BreakerService::start() {
  if (circuits_.empty()) co_return Done{};
  CO_TRY(co_await store_.forget_gone(kBreakerRowsKept));
  const std::vector<StoredBreaker> stored = CO_TRY(co_await store_.stored(deps_.replica));
  const std::vector<Order> orders = CO_TRY(co_await store_.orders());
  for (const auto& circuit : circuits_) {
    const auto state = std::ranges::find(stored, circuit->provider(), &StoredBreaker::provider);
    const auto order = std::ranges::find(orders, circuit->provider(), &Order::provider);
    circuit->restore(state == stored.end() ? std::nullopt : std::optional(*state),
                     order == orders.end() ? std::nullopt : std::optional(*order));
  }
  subscription_ = deps_.database.subscribe(std::string(kBreakersTopic), [wakeup = wakeup_] { wakeup.notify(); });
  background_.spawn(watch_forever());
  co_return Done{};
}

Async<void> BreakerService::stop() {
  subscription_.reset();
  co_await background_.stop();
  report(co_await store_changes());
}

void BreakerService::set_config(const BreakerConfig& config) {
  for (const auto& circuit : circuits_)
    circuit->set_config(config);
}

Async<void> BreakerService::watch_forever() {
  while (true) {
    co_await wakeup_.wait_for(kBreakerPollInterval);
    report(co_await refresh());
  }
}

Async<Result<Done>> BreakerService::refresh() {
  for (const auto& circuit : circuits_)
    circuit->advance();
  const std::vector<Order> orders = CO_TRY(co_await store_.orders());
  for (const Order& order : orders) {
    if (const Result<Circuit*> circuit = circuit_of(order.provider)) (*circuit)->follow(order);
  }
  co_return co_await store_changes();
}

Async<Result<Done>> BreakerService::store_changes() {
  std::vector<StoredBreaker> changed;
  std::vector<std::shared_ptr<Circuit>> theirs;
  for (const auto& circuit : circuits_) {
    if (auto unstored = circuit->take_unstored()) {
      changed.push_back(std::move(*unstored));
      theirs.push_back(circuit);
    }
  }
  if (changed.empty()) co_return Done{};
  const Result<Done> stored = co_await store_.store(deps_.replica, std::move(changed));
  // A conflict is final: another process with our name knows better.
  if (!stored && stored.error().code != ErrorCode::conflict) {
    for (const auto& circuit : theirs)
      circuit->not_stored();
  }
  co_return stored;
}

void BreakerService::report(const Result<Done>& refreshed) {
  if (!refreshed && !in_trouble_) deps_.log.warn("breakers_not_stored", {{"error", refreshed.error().message}});
  if (refreshed && in_trouble_) deps_.log.info("breakers_stored_again");
  in_trouble_ = !refreshed;
}

std::vector<BreakerStatus> BreakerService::list() const {
  std::vector<BreakerStatus> all;
  for (const auto& circuit : circuits_)
    all.push_back(circuit->status());
  return all;
}

std::map<std::string, std::string> BreakerService::not_closed() const {
  std::map<std::string, std::string> states;
  for (const BreakerStatus& status : list()) {
    if (status.state == State::closed) continue;
    states[status.provider] = fmt::format("{} ({})", json::name_of(status.state), json::name_of(status.cause));
  }
  return states;
}

Result<BreakerStatus> BreakerService::find(std::string_view provider) const {
  return TRY(circuit_of(provider))
  ->status();
}

Result<Circuit*> BreakerService::circuit_of(std::string_view provider) const {
  std::vector<std::string_view> names;
  for (const auto& circuit : circuits_) {
    if (circuit->provider() == provider) return circuit.get();
    names.emplace_back(circuit->provider());
  }
  const std::string_view nearest = nearest_name(provider, names);
  return fail(ErrorCode::not_found,
              nearest.empty() ? fmt::format("there is no provider '{}'", provider)
                              : fmt::format("there is no provider '{}'; did you mean '{}'?", provider, nearest));
}

Async<Result<BreakerStatus>> BreakerService::give(audit::Caller caller, std::string provider, NewOrder order) {
  Circuit* const circuit = CO_TRY(circuit_of(provider));
  CO_TRY(check(order));
  audit::AuditEntry entry =
      audit::entry_of(caller, fmt::format("breakers.{}", json::name_of(order.action)), provider, details_of(order));
  CO_TRY(co_await deps_.audit.write(BreakerStore::give(provider, order, caller.principal.key_id), std::move(entry)));
  const std::vector<Order> orders = CO_TRY(co_await store_.orders());
  const auto given = std::ranges::find(orders, provider, &Order::provider);
  if (given != orders.end()) circuit->follow(*given);
  co_return circuit->status();
}

}  // namespace swarm::breaker
