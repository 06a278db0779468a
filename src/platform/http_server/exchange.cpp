#include "platform/http_server/exchange.hpp"

#include <array>
#include <fmt/format.h>

#include "base/invariant.hpp"
#include "base/text.hpp"
#include "platform/http_server/header_text.hpp"
#include "platform/http_server/openai_error.hpp"
#include "platform/http_server/problem.hpp"
#include "platform/http_server/trace_context.hpp"
#include "platform/http_server/web_pages.hpp"
#include "platform/http_server/websocket_handshake.hpp"

namespace swarm::http {

namespace {

// Who asks when no key is needed: a project that no row belongs to.
Principal nobody() {
  const Result<ProjectId> none = ProjectId::parse("00000000000000000000000000");
  SWARM_INVARIANT(none, "26 zeros are an id");
  return Principal{.project = *none};
}

std::string hexadecimal(std::uint64_t number) {
  return fmt::format("{:016x}", number);
}

Error client_error(std::string reason, std::string message) {
  return Error{.code = ErrorCode::invalid_input, .message = std::move(message), .reason = std::move(reason)};
}

}  // namespace

Exchange::Exchange(ServerState& state, Shard& shard, Head head, const Peer& peer)
    : state_(state), shard_(shard), head_(std::move(head)), peer_(peer), context_{.principal = nobody()} {
  head_.request.received = state_.deps.clock.steady_now();
  find_client();
  name_request();
}

void Exchange::find_client() {
  Request& request = head_.request;
  constexpr std::array<std::string_view, 5> kForwarding{"x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-host",
                                                        "via"};
  request.peer_address = peer_.text;
  request.client_address = peer_.text;
  request.direct = !peer_.is_proxy;
  for (const auto& [name, value] : request.headers) {
    if (std::ranges::find(kForwarding, name) != kForwarding.end()) request.direct = false;
  }
  if (!peer_.is_proxy) return;
  std::string forwarded;
  for (const auto& [name, value] : request.headers) {
    if (name != "x-forwarded-for") continue;
    if (!forwarded.empty()) forwarded += ',';
    forwarded += value;
  }
  if (!forwarded.empty()) request.client_address = state_.proxies.client_of(peer_.address, forwarded);
}

void Exchange::name_request() {
  Request& request = head_.request;
  const auto given = request.header("x-request-id");
  request.request_id = given && is_request_id(*given) ? std::string(*given) : shard_.ids.next();
  const auto parent = request.header("traceparent");
  std::optional<TraceParent> trace = parent ? parse_traceparent(*parent) : std::nullopt;
  if (!trace) trace = TraceParent{hexadecimal(shard_.chance()) + hexadecimal(shard_.chance() | 1), "00"};
  request.trace_id = std::move(trace->trace_id);
  request.span_id = hexadecimal(shard_.chance() | 1);
  traceparent_ = fmt::format("00-{}-{}-{}", request.trace_id, request.span_id, trace->flags);
}

ResponseFacts Exchange::facts() const {
  return {.date = shard_.date.at(state_.deps.clock.now()),
          .request_id = head_.request.request_id,
          .traceparent = traceparent_,
          .rate = rate_ ? &*rate_ : nullptr};
}

Response Exchange::refuse(const Error& error, std::optional<int> status) const {
  if (is_openai_path(head_.raw_path)) return openai_problem(error, head_.request.request_id, status);
  return problem(error, head_.request.request_id, status);
}

void Exchange::tell(SecurityEvent event, const Principal* principal) {
  state_.deps.security.happened(event, head_.request, principal);
}

// --- At the door ----------------------------------------------------------------------------------------------------

Async<std::optional<Response>> Exchange::admit() {
  try {
    co_return co_await pass_door();
  } catch (...) {
    if (runtime::is_cancellation(std::current_exception())) throw;
    co_return failed(std::current_exception());
  }
}

Async<Exchange::Refusal> Exchange::pass_door() {
  if (Refusal refusal = check_address()) co_return refusal;
  if (Refusal refusal = check_sender()) co_return refusal;
  if (Refusal refusal = check_route()) co_return refusal;
  if (Refusal refusal = check_memory()) co_return refusal;
  if (!needs_no_key()) {
    if (Refusal refusal = co_await check_key()) co_return refusal;
    if (Refusal refusal = check_grant()) co_return refusal;
  }
  if (Refusal refusal = check_context()) co_return refusal;
  co_return check_body_headers();
}

Exchange::Refusal Exchange::check_address() {
  const Result<Done> admitted = state_.deps.admission.admit_address(head_.request.client_address);
  if (admitted) return std::nullopt;
  tell(admitted.error().code == ErrorCode::forbidden ? SecurityEvent::address_blocked : SecurityEvent::rate_limited,
       nullptr);
  return refuse(admitted.error());
}

Exchange::Refusal Exchange::check_sender() {
  if (!state_.config.is_without_keys) return std::nullopt;
  if (!is_sent_by_web_page(head_.request, state_.is_on_loopback)) return std::nullopt;
  tell(SecurityEvent::address_blocked, nullptr);
  return refuse(Error{.code = ErrorCode::forbidden,
                      .message = "web pages may not ask a server that asks for no key; programs name it by its address "
                                 "or localhost, in Host and Origin",
                      .reason = "web_page"});
}

Error Exchange::no_such_path() const {
  constexpr std::string_view kWhereToLook = "; /openapi.json lists what there is";
  return {.code = ErrorCode::not_found,
          .message = fmt::format("there is nothing at this path{}", state_.config.names_settings ? kWhereToLook : ""),
          .reason = "no_such_path"};
}

Exchange::Refusal Exchange::check_route() {
  constexpr int kMethodNotAllowed = 405, kNotImplemented = 501;
  const Method method = head_.request.method;
  if (const Route* catch_all = state_.deps.router.catch_all()) {
    route_ = catch_all;
    return std::nullopt;
  }
  if (method == Method::other)
    return refuse(client_error("method_not_implemented", "this method is not implemented"), kNotImplemented);
  Router::Match match = state_.deps.router.match(method, head_.raw_path);
  if (match.route == nullptr && method == Method::options) return answer_options(match);
  if (match.route == nullptr && match.allowed.empty()) {
    return refuse(no_such_path());
  }
  if (match.route == nullptr) {
    std::string allowed = list_of(match.allowed);
    Response response = refuse(
        client_error("method_not_allowed", fmt::format("{} is not allowed here; {} are", name_of(method), allowed)),
        kMethodNotAllowed);
    response.headers.emplace_back("Allow", std::move(allowed));
    return response;
  }
  route_ = match.route;
  parameters_ = std::move(match.parameters);
  return std::nullopt;
}

Response Exchange::answer_options(const Router::Match& match) {
  const std::array<Method, 7> all{Method::get,   Method::head,    Method::post,   Method::put,
                                  Method::patch, Method::delete_, Method::options};
  const bool is_whole_server = head_.raw_path == "*";
  if (!is_whole_server && match.allowed.empty()) {
    return refuse(no_such_path());
  }
  const std::span<const Method> allowed =
      is_whole_server ? std::span<const Method>(all) : std::span<const Method>(match.allowed);
  Response response{.status = 204, .content_type = ""};
  response.headers.emplace_back("Allow", list_of(allowed));
  if (Cors::is_preflight(head_.request)) state_.cors.permit(head_.request, allowed, response);
  return response;
}

// Health and metrics stay visible while the server sheds load: they say that it does.
Exchange::Refusal Exchange::check_memory() {
  const bool is_watched = route_->permission == Permission::open || route_->permission == Permission::metrics_read;
  if (is_watched || !state_.deps.memory.is_near()) return std::nullopt;
  state_.metrics.shed.add();
  return refuse(Error{
      .code = ErrorCode::unavailable,
      .message =
          "the server nears its memory limit and takes no new work; try again soon, or raise runtime.memory_limit",
      .reason = "memory_short",
      .retry_after = std::chrono::seconds{1}});
}

bool Exchange::needs_no_key() const {
  if (route_->permission == Permission::open) return true;
  if (route_->open_websocket && presented_key(head_.request, true).empty()) return true;  // the session asks for it
  if (route_->permission != Permission::metrics_read || !head_.request.direct || !peer_.address.is_loopback())
    return false;
  return !head_.request.header("authorization") && !head_.request.header("x-api-key");
}

Async<Exchange::Refusal> Exchange::check_key() {
  std::string key = presented_key(head_.request, route_->open_websocket != nullptr);
  const bool is_presented = !key.empty();
  std::optional<std::string> project;
  if (const auto named = head_.request.header("x-project")) project = std::string(*named);
  Result<Principal> principal =
      fail(ErrorCode::unauthenticated, "no_key", "send an API key as 'Authorization: Bearer …' or 'X-API-Key: …'");
  if (is_presented) principal = co_await state_.deps.authenticator.authenticate(std::move(key), std::move(project));
  if (principal) {
    context_.principal = std::move(*principal);
    co_return std::nullopt;
  }
  Response response = refuse(principal.error());
  if (principal.error().code == ErrorCode::unauthenticated) {
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    if (is_presented) state_.deps.admission.authentication_failed(head_.request.client_address);
    tell(SecurityEvent::authentication_failed, nullptr);
  } else if (principal.error().code == ErrorCode::forbidden) {
    tell(SecurityEvent::permission_denied, nullptr);
  }
  co_return response;
}

Exchange::Refusal Exchange::check_grant() {
  const Principal& principal = context_.principal;
  if (!state_.deps.authenticator.grants(principal, route_->permission)) {
    tell(SecurityEvent::permission_denied, &principal);
    return refuse(Error{.code = ErrorCode::forbidden,
                        .message = fmt::format("this needs the permission {}, which this key does not have",
                                               json::name_of(route_->permission)),
                        .reason = "permission_denied"});
  }
  const Result<RateLimitState> rate = state_.deps.admission.admit_key(principal);
  if (rate) {
    rate_ = *rate;
    return std::nullopt;
  }
  tell(SecurityEvent::rate_limited, &principal);
  return refuse(rate.error());
}

Exchange::Refusal Exchange::check_context() {
  constexpr std::size_t kLastEventIdMax = 1024;
  const auto key = head_.request.header("idempotency-key");
  if (key && !is_idempotency_key(*key)) {
    return refuse(json::error_of({{"$.headers.Idempotency-Key", "1 to 255 visible ASCII characters expected"}}));
  }
  if (key) context_.idempotency_key = std::string(*key);
  const auto last = head_.request.header("last-event-id");
  if (last && (last->size() > kLastEventIdMax || !is_utf8(*last))) {
    return refuse(json::error_of(
        {{"$.headers.Last-Event-ID", fmt::format("at most {} bytes of UTF-8 expected", kLastEventIdMax)}}));
  }
  if (last && !last->empty()) context_.last_event_id = std::string(*last);
  context_.request_id = head_.request.request_id;
  context_.trace_id = head_.request.trace_id;
  context_.client_address = head_.request.client_address;
  return std::nullopt;
}

Exchange::Refusal Exchange::check_body_headers() {
  constexpr int kUnsupportedMediaType = 415;
  if (!head_.has_body()) return std::nullopt;
  if (route_->takes_any_content) return check_length();
  const auto encoding = head_.request.header("content-encoding");
  if (encoding && !equals_ignoring_case(*encoding, "identity")) {
    return refuse(client_error("content_encoding", "send the body without Content-Encoding"), kUnsupportedMediaType);
  }
  const auto type = head_.request.header("content-type");
  if (type && !equals_ignoring_case(trim(type->substr(0, type->find(';'))), "application/json")) {
    return refuse(client_error("content_type", "send the body as Content-Type: application/json"),
                  kUnsupportedMediaType);
  }
  return check_length();
}

std::uint64_t Exchange::body_bytes_max() const {
  if (route_ != nullptr && route_->body_bytes_max) return route_->body_bytes_max->count;
  return state_.config.body_bytes_max.count;
}

Exchange::Refusal Exchange::check_length() {
  if (head_.content_length <= body_bytes_max()) return std::nullopt;
  const std::string_view setting = !state_.config.names_settings ? ""
                                   : route_->body_bytes_max      ? " (gateway.body_bytes_max)"
                                                                 : " (http.body_bytes_max)";
  return refuse(Error{.code = ErrorCode::too_large,
                      .message = fmt::format("the body is longer than {} bytes{}", body_bytes_max(), setting),
                      .reason = "body"});
}

// --- Inside ---------------------------------------------------------------------------------------------------------

Request Exchange::take_request(std::string body) {
  Request& request = head_.request;
  Request kept{.method = request.method,
               .request_id = request.request_id,
               .trace_id = request.trace_id,
               .received = request.received};
  for (const std::string_view name : {"origin", "content-type", "x-swarm-project"}) {
    if (const auto value = request.header(name)) kept.headers.emplace_back(name, *value);
  }
  std::swap(request, kept);
  kept.body = std::move(body);
  return kept;
}

Async<Response> Exchange::run(std::string body) {
  try {
    if (opens_websocket()) co_return answer_of(co_await open_websocket());
    Request request = take_request(std::move(body));
    co_return answer_of(co_await route_->run(std::move(context_), std::move(request), std::move(parameters_)));
  } catch (...) {
    if (runtime::is_cancellation(std::current_exception())) throw;
    co_return failed(std::current_exception());
  }
}

bool Exchange::opens_websocket() const {
  return route_->open_websocket && asks_for_websocket(head_);
}

Async<Result<Response>> Exchange::open_websocket() {
  if (std::optional<HandshakeFault> fault = fault_of_handshake(head_)) {
    Response response = refuse(fault->error, fault->status);
    response.headers.emplace_back("Sec-WebSocket-Version", "13");
    co_return response;
  }
  WebSocketUpgrade upgrade =
      CO_TRY(co_await route_->open_websocket(std::move(context_), websocket_request_of(head_.request)));
  Response response{.status = 101, .content_type = ""};
  response.headers = {{"Upgrade", "websocket"},
                      {"Connection", "Upgrade"},
                      {"Sec-WebSocket-Accept", websocket_accept(*head_.request.header("sec-websocket-key"))}};
  if (!upgrade.protocol.empty()) response.headers.emplace_back("Sec-WebSocket-Protocol", upgrade.protocol);
  response.upgrade = std::make_shared<WebSocketUpgrade>(std::move(upgrade));
  co_return response;
}

Response Exchange::failed(std::exception_ptr failure) {
  state_.deps.log.error("http_handler_threw", {{"request_id", head_.request.request_id},
                                               {"route", route_ == nullptr ? "other" : route_->path.c_str()},
                                               {"error", runtime::describe(failure)}});
  return refuse(Error{.code = ErrorCode::internal, .message = ""});
}

Response Exchange::answer_of(Result<Response> result) {
  if (result) return std::move(*result);
  if (result.error().code == ErrorCode::internal) {
    state_.deps.log.error(
        "http_request_failed",
        {{"request_id", head_.request.request_id}, {"route", route_->path}, {"error", result.error().message}});
  }
  return refuse(result.error());
}

void Exchange::answered(int status) {
  const std::chrono::duration<double> took = state_.deps.clock.steady_now() - head_.request.received;
  state_.metrics.meter(route_, head_.request.method).answered(status, took.count());
  state_.deps.log.debug("http_request", {{"request_id", head_.request.request_id},
                                         {"trace_id", head_.request.trace_id},
                                         {"method", name_of(head_.request.method)},
                                         {"route", route_ == nullptr ? "other" : route_->path.c_str()},
                                         {"status", status},
                                         {"seconds", took.count()}});
}

}  // namespace swarm::http
