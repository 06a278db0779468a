#include "providers/breaker/breaker_endpoints.hpp"

namespace swarm::breaker {

namespace {

BreakerView view_of(BreakerStatus status) {
  return {.provider = std::move(status.provider),
          .state = status.state,
          .cause = status.cause,
          .manual = status.manual,
          .reason = std::move(status.note),
          .ordered_by = std::move(status.ordered_by),
          .since = status.since,
          .until = status.until,
          .failed_rounds = status.failed_rounds,
          .calls = status.window.calls,
          .failed_calls = status.window.failed,
          .slow_calls = status.window.slow,
          .limited_calls = status.window.limited,
          .trials = status.trials.of,
          .trials_running = status.trials.out,
          .trials_succeeded = status.trials.succeeded};
}

}  // namespace

void BreakerEndpoints::declare(http::Router& router) {
  using E = BreakerEndpoints;
  using http::Permission;
  router.get<&E::list>("/api/v1/breakers", Permission::providers_read, *this, "The breaker of each provider.");
  router.get<&E::find>("/api/v1/breakers/{provider}", Permission::providers_read, *this, "One provider's breaker.");
  router.post<&E::open>("/api/v1/breakers/{provider}/open", Permission::providers_write, *this,
                        "Let no call through to a provider, on all servers.");
  router.post<&E::close>("/api/v1/breakers/{provider}/close", Permission::providers_write, *this,
                         "Let calls through again, on all servers; what was counted is forgotten.");
  router.post<&E::reset>("/api/v1/breakers/{provider}/reset", Permission::providers_write, *this,
                         "Close a breaker and forget how often trials failed, on all servers.");
}

Async<Result<BreakerList>> BreakerEndpoints::list(http::RequestContext) {
  BreakerList list{.replica = replica_, .breakers = {}};
  for (BreakerStatus& status : breakers_.list())
    list.breakers.push_back(view_of(std::move(status)));
  co_return list;
}

Async<Result<BreakerView>> BreakerEndpoints::find(http::RequestContext, http::Path<BreakerPath> path) {
  co_return view_of(CO_TRY(breakers_.find(path.value.provider)));
}

Async<Result<BreakerView>> BreakerEndpoints::open(http::RequestContext caller, http::Path<BreakerPath> path,
                                                  http::Body<OpenBreaker> request) {
  NewOrder order{
      .action = OrderAction::open, .open_for = request.value.duration, .reason = std::move(request.value.reason)};
  return give(std::move(caller), std::move(path.value.provider), std::move(order));
}

Async<Result<BreakerView>> BreakerEndpoints::close(http::RequestContext caller, http::Path<BreakerPath> path) {
  return give(std::move(caller), std::move(path.value.provider), {.action = OrderAction::close});
}

Async<Result<BreakerView>> BreakerEndpoints::reset(http::RequestContext caller, http::Path<BreakerPath> path) {
  return give(std::move(caller), std::move(path.value.provider), {.action = OrderAction::reset});
}

Async<Result<BreakerView>> BreakerEndpoints::give(http::RequestContext caller, std::string provider, NewOrder order) {
  audit::Caller by{std::move(caller.principal), std::move(caller.client_address), std::move(caller.request_id)};
  co_return view_of(CO_TRY(co_await breakers_.give(std::move(by), std::move(provider), std::move(order))));
}

}  // namespace swarm::breaker
