#include "swarm/live/live_endpoints.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace swarm::live {

using http::Permission;
using http::SecurityEvent;

namespace {

constexpr std::string_view kProtocol = "swarmkeeper.v1";

// "example.com" of "https://example.com:8080" and of "example.com:8080"; brackets stay.
std::string host_of(std::string_view authority) {
  const std::size_t scheme = authority.find("://");
  if (scheme != std::string_view::npos) authority.remove_prefix(scheme + 3);
  const std::size_t bracket = authority.find(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  return to_lower(authority.substr(0, colon));
}

bool is_web_origin(std::string_view origin) {
  return origin.starts_with("http://") || origin.starts_with("https://");
}

}  // namespace

std::shared_ptr<void> KeyPlaces::take(const std::string& key_id) {
  MutexLock lock(state_->mutex);
  std::int64_t& taken = state_->taken[key_id];
  if (taken >= state_->per_key_max) return nullptr;
  ++taken;
  return {state_.get(), [state = state_, key_id](void*) {
            MutexLock unlocking(state->mutex);
            const auto found = state->taken.find(key_id);
            if (--found->second == 0) state->taken.erase(found);
          }};
}

bool is_allowed_origin(const http::WebSocketRequest& request, const std::vector<std::string>& allowed) {
  if (!request.origin) return true;
  if (std::ranges::find(allowed, *request.origin) != allowed.end()) return true;
  return is_web_origin(*request.origin) && host_of(*request.origin) == host_of(request.host);
}

LiveEndpoints::LiveEndpoints(LiveConfig config, std::chrono::milliseconds write_timeout, Deps deps)
    : config_(std::move(config)),
      write_timeout_(write_timeout),
      deps_(deps),
      places_(config_.connections_per_key_max) {}

void LiveEndpoints::declare(http::Router& router) {
  router.websocket<&LiveEndpoints::open>("/ws", Permission::tasks_read, *this,
                                         "Events of tasks and of the project, as they happen.");
}

websocket::ChannelLimits LiveEndpoints::limits() const {
  return {.message_bytes_max = config_.message_bytes_max,
          .send_buffer_bytes = config_.send_buffer_bytes,
          .messages_per_second = config_.messages_per_second,
          .ping_interval = config_.ping_interval,
          .pong_timeout = config_.pong_timeout,
          .admission_timeout = config_.authentication_timeout,
          .write_timeout = write_timeout_,
          .close_timeout = config_.close_timeout,
          .renewal_interval = config_.renewal_interval};
}

Async<Result<http::WebSocketUpgrade>> LiveEndpoints::open(http::RequestContext caller, http::WebSocketRequest request) {
  if (!is_allowed_origin(request, config_.allowed_origins)) {
    deps_.metrics.refused_origin.add();
    co_return fail(ErrorCode::forbidden, "origin_refused",
                   fmt::format("pages of {} may not connect; websocket.allowed_origins lists those that may",
                               request.origin->substr(0, 200)));
  }
  if (!request.query.empty()) {
    co_return fail(ErrorCode::invalid_input, "query",
                   "no query parameters are expected here; a key goes into a header field or the first message, "
                   "never into the URL");
  }
  auto gate = std::make_unique<DoorGate>(
      DoorGate::Deps{deps_.authenticator, deps_.admission, deps_.security, deps_.metrics, places_},
      caller.client_address, caller.request_id);
  LiveSession::Start start{.gate = nullptr, .subscriptions_max = config_.subscriptions_max};
  if (!request.presented_key.empty()) {
    start.caller = CO_TRY(gate->admit_known(std::move(caller.principal)));
    start.credentials = {std::move(request.presented_key), std::move(request.project)};
  }
  start.gate = std::move(gate);
  const bool speaks = std::ranges::find(request.protocols, kProtocol) != request.protocols.end();
  co_return http::WebSocketUpgrade{
      .session = std::make_unique<LiveSession>(LiveSession::Deps{deps_.hub, deps_.tasks, deps_.events, deps_.metrics},
                                               std::move(start)),
      .limits = limits(),
      .protocol = speaks ? std::string(kProtocol) : ""};
}

// --- The door for one connection ------------------------------------------------------------------------------------

DoorGate::DoorGate(Deps deps, std::string client_address, std::string request_id)
    : deps_(std::move(deps)),
      client_address_(std::move(client_address)),
      request_id_(std::move(request_id)),
      places_(deps_.places) {}

Result<Caller> DoorGate::admit_known(http::Principal principal) {
  Caller caller{.scope = principal.scope(), .key_id = principal.key_id, .name = principal.name};
  caller.place = places_.take(principal.key_id);
  if (!caller.place) {
    deps_.metrics.refused_key_full.add();
    return fail(ErrorCode::limit_exceeded, "connections_per_key_max",
                "this key has as many WebSockets as one may (websocket.connections_per_key_max)");
  }
  principal_ = std::move(principal);
  return caller;
}

Async<Result<Caller>> DoorGate::admit(Credentials credentials) {
  Result<http::Principal> principal =
      co_await deps_.authenticator.authenticate(std::move(credentials.key), std::move(credentials.project));
  if (!principal) {
    if (principal.error().code == ErrorCode::unauthenticated) {
      deps_.admission.authentication_failed(client_address_);
      tell(SecurityEvent::authentication_failed);
    } else if (principal.error().code == ErrorCode::forbidden) {
      tell(SecurityEvent::permission_denied);
    }
    co_return std::unexpected(std::move(principal).error());
  }
  CO_TRY(check(*principal));
  CO_TRY(deps_.admission.admit_key(*principal));
  co_return admit_known(std::move(*principal));
}

Result<Done> DoorGate::check(const http::Principal& principal) {
  if (deps_.authenticator.grants(principal, Permission::tasks_read)) return Done{};
  tell(SecurityEvent::permission_denied);
  return fail(ErrorCode::forbidden, "permission_denied",
              "this needs the permission tasks_read, which this key does not have");
}

Async<Result<Done>> DoorGate::renew(Credentials credentials) {
  const Result<Done> address = deps_.admission.admit_address(client_address_);
  if (!address && address.error().code == ErrorCode::forbidden) co_return address;
  const Result<http::Principal> principal =
      co_await deps_.authenticator.authenticate(std::move(credentials.key), std::move(credentials.project));
  if (principal) co_return check(*principal);
  const ErrorCode code = principal.error().code;
  const bool is_refused =
      code == ErrorCode::unauthenticated || code == ErrorCode::forbidden || code == ErrorCode::not_found;
  if (is_refused) co_return std::unexpected(principal.error());
  co_return Done{};
}

Result<Done> DoorGate::admit_message() {
  const Result<http::RateLimitState> rate = deps_.admission.admit_key(*principal_);
  if (rate) return Done{};
  tell(SecurityEvent::rate_limited);
  return std::unexpected(rate.error());
}

void DoorGate::tell(SecurityEvent event) {
  http::Request request{.method = http::Method::get, .path = "/ws"};
  request.client_address = client_address_;
  request.peer_address = client_address_;
  request.request_id = request_id_;
  deps_.security.happened(event, request, principal_ ? &*principal_ : nullptr);
}

}  // namespace swarm::live
