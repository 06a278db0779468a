#include "platform/http_server/connection.hpp"

#include <fmt/format.h>

#include "platform/http_server/problem.hpp"

namespace swarm::http {

namespace asio = boost::asio;

namespace {

constexpr int kRequestTimeout = 408;
constexpr std::size_t kDiscardMax = 64 * KiB;  // of a refused body, to keep its connection
constexpr std::chrono::milliseconds kLingerTime{1000};
constexpr std::size_t kLingerBytesMax = 4 * MiB;

}  // namespace

Connection::Connection(std::shared_ptr<ServerState> state, Shard& shard, Socket socket, TlsContext* tls, Peer peer)
    : state_(std::move(state)),
      shard_(shard),
      peer_(std::move(peer)),
      transport_(std::move(socket), tls),
      watchdog_(shard.loop.executor()),
      departure_(transport_.socket(), shard.loop.executor()),
      drain_timer_(shard.loop.executor(), std::chrono::steady_clock::time_point::max()) {}

void Connection::watch() {
  watchdog_.start(weak_from_this(), [this] { transport_.cancel(); });
  departure_.start(weak_from_this(), [this] { client_left(); });
}

Async<void> Connection::serve() {
  watch();
  watchdog_.limit(state_->config.header_timeout);
  if (co_await transport_.handshake()) {
    while (co_await serve_one()) {
    }
    if (!is_lost_ && !is_idle_) co_await end_politely();
  }
  watchdog_.stop();
  departure_.stop();
  transport_.close();
}

Async<void> Connection::turn_away() {
  watch();
  watchdog_.limit(state_->config.header_timeout);
  const Error error{.code = ErrorCode::unavailable,
                    .message = "the server has as many connections as it takes; try again soon",
                    .reason = "connections_max",
                    .retry_after = std::chrono::seconds{1}};
  if (!transport_.is_tls()) {
    exchange_.emplace(*state_, shard_, Head{}, peer_);
    must_close_ = true;
    co_await send(exchange_->refuse(error));
    if (!is_lost_ && !is_idle_) co_await end_politely();
  }
  watchdog_.stop();
  transport_.close();
}

void Connection::drain() {
  if (waiting_ == Waiting::for_request && !transport_.has_input()) transport_.cancel();
  drain_timer_.cancel();
  if (channel_) channel_->drain();
}

void Connection::cut() {
  drain_timer_.cancel();
  cancellation_.emit(asio::cancellation_type::terminal);
  transport_.close();
}

Async<bool> Connection::serve_one() {
  std::optional<Head> head = co_await read_head();
  if (!head) co_return false;
  must_close_ = !head->keep_alive;
  exchange_.emplace(*state_, shard_, std::move(*head), peer_);
  watchdog_.clear();
  std::optional<Response> response = co_await exchange_->admit();
  if (response) {
    co_await discard_body();
  } else {
    response = co_await read_body();
    if (is_lost_) co_return false;
    if (!response) response = co_await run_handler();
  }
  co_return co_await send(std::move(*response));
}

Async<Response> Connection::run_handler() {
  if (!exchange_->ends_with_client()) co_return co_await exchange_->run(std::move(body_));
  departure_.arm();
  Response response = co_await exchange_->run(std::move(body_));
  departure_.disarm();
  co_return response;
}

// While a handler or a stream runs that nobody else will read: it is cancelled, and everything ends with it.
void Connection::client_left() {
  constexpr int kClientClosedRequest = 499;
  if (!is_streaming_) exchange_->answered(kClientClosedRequest);
  cut();
}

// --- The header -----------------------------------------------------------------------------------------------------

Framed<std::optional<Head>> Connection::next_head(HeadScanner& scanner) {
  const Framed<std::optional<std::size_t>> length = scanner.scan(input_.view());
  if (!length) return std::unexpected(length.error());
  if (!*length) return std::nullopt;
  Framed<Head> head = parse_head(input_.view().substr(0, **length));
  input_.consume(**length);
  if (!head) return std::unexpected(std::move(head).error());
  return std::move(*head);
}

Async<std::optional<Head>> Connection::read_head() {
  HeadScanner scanner(state_->config.header_bytes_max.count);
  bool has_begun = false;
  while (true) {
    Framed<std::optional<Head>> head = next_head(scanner);
    if (!head) {
      co_await refuse_framing(std::move(head).error());
      co_return std::nullopt;
    }
    if (*head) co_return std::move(*head);
    if (!input_.empty() && !has_begun) {
      has_begun = true;
      watchdog_.limit(state_->config.header_timeout);
    } else if (!has_begun) {
      is_idle_ = true;
      if (state_->draining && !transport_.has_input()) co_return std::nullopt;  // what came in time is answered
      input_.shrink_when_empty();
      watchdog_.limit(state_->config.idle_timeout);
      waiting_ = Waiting::for_request;
    }
    const bool is_filled = co_await fill();
    waiting_ = Waiting::elsewhere;
    if (is_filled) is_idle_ = false;
    if (is_filled && !watchdog_.has_expired()) continue;
    if (watchdog_.has_expired() && has_begun)
      co_await answer_slow_header();
    else if (watchdog_.has_expired())
      state_->metrics.idle_timeouts.add();
    else if (!state_->draining || has_begun)
      is_lost_ = true;
    co_return std::nullopt;
  }
}

Async<void> Connection::answer_slow_header() {
  state_->metrics.header_timeouts.add();
  exchange_.emplace(*state_, shard_, Head{.request = {.method = Method::other}}, peer_);
  must_close_ = true;
  co_await send(exchange_->refuse(Error{.code = ErrorCode::timeout,
                                        .message = "the request header did not come in time (http.header_timeout_ms)",
                                        .reason = "slow_header"},
                                  kRequestTimeout));
}

namespace {

ErrorCode code_of(int status) {
  constexpr int kTooLarge[] = {413, 414, 431};
  return std::ranges::find(kTooLarge, status) != std::end(kTooLarge) ? ErrorCode::too_large : ErrorCode::invalid_input;
}

Error error_of(FramingRefusal refusal) {
  return {.code = code_of(refusal.status), .message = std::move(refusal.message), .reason = "framing"};
}

}  // namespace

Async<void> Connection::refuse_framing(FramingRefusal refusal) {
  state_->metrics.framing_refused.add();
  exchange_.emplace(*state_, shard_, Head{.request = {.method = Method::other}}, peer_);
  state_->deps.security.happened(SecurityEvent::framing_refused, exchange_->request(), nullptr);
  must_close_ = true;
  const int status = refusal.status;
  co_await send(exchange_->refuse(error_of(std::move(refusal)), status));
}

// --- The body -------------------------------------------------------------------------------------------------------

Async<bool> Connection::permit_body() {
  if (!exchange_->head().expects_continue || !input_.empty()) co_return true;
  co_return co_await write("HTTP/1.1 100 Continue\r\n\r\n", {});
}

// Nothing when the body is whole in body_; a refusal when it is not, unless the client is gone.
Async<std::optional<Response>> Connection::read_body() {
  body_.clear();
  body_fault_.reset();
  const Head& head = exchange_->head();
  if (!head.has_body()) co_return std::nullopt;
  if (!co_await permit_body()) {
    is_lost_ = true;
    co_return std::nullopt;
  }
  watchdog_.limit(state_->config.body_timeout);
  const bool is_counted = head.body == BodyFraming::length;
  const bool is_whole =
      is_counted ? co_await read_counted(head.content_length) : co_await read_chunked(exchange_->body_bytes_max());
  const bool is_late = watchdog_.has_expired();
  watchdog_.clear();
  if (is_whole) co_return std::nullopt;
  must_close_ = true;
  if (body_fault_) {
    state_->deps.security.happened(SecurityEvent::framing_refused, exchange_->request(), nullptr);
    co_return body_refusal();
  }
  if (!is_late) {
    is_lost_ = true;
    co_return std::nullopt;
  }
  state_->metrics.body_timeouts.add();
  co_return exchange_->refuse(Error{.code = ErrorCode::timeout,
                                    .message = "the request body did not come in time (http.body_timeout_ms)",
                                    .reason = "slow_body"},
                              kRequestTimeout);
}

Response Connection::body_refusal() {
  const int status = body_fault_->status;
  if (status == 400) state_->metrics.framing_refused.add();
  return exchange_->refuse(error_of(std::move(*body_fault_)), status);
}

Async<bool> Connection::read_counted(std::uint64_t length) {
  constexpr std::uint64_t kReserveMax = 64 * KiB;  // more only for bytes that have come
  body_.reserve(static_cast<std::size_t>(std::min(length, kReserveMax)));
  while (true) {
    const auto wanted = static_cast<std::size_t>(length) - body_.size();
    const std::string_view part = input_.view().substr(0, wanted);
    body_ += part;
    input_.consume(part.size());
    if (body_.size() == length) co_return true;
    if (!co_await fill() || watchdog_.has_expired()) co_return false;
  }
}

Async<bool> Connection::read_chunked(std::uint64_t bytes_max) {
  ChunkDecoder decoder(bytes_max);
  while (true) {
    const Framed<std::size_t> taken = decoder.feed(input_.view(), body_);
    if (!taken) {
      body_fault_ = taken.error();
      co_return false;
    }
    input_.consume(*taken);
    if (decoder.is_done()) co_return true;
    if (!co_await fill() || watchdog_.has_expired()) co_return false;
  }
}

// After a refusal at the door. A small body is read and dropped so that the connection stays usable; otherwise, and
// when the client waits for our word, the connection ends with the answer.
Async<void> Connection::discard_body() {
  const Head& head = exchange_->head();
  if (!head.has_body()) co_return;
  if (head.expects_continue || must_close_ || head.content_length > kDiscardMax) {
    must_close_ = true;
    co_return;
  }
  body_.clear();
  watchdog_.limit(state_->config.body_timeout);
  const bool is_whole = head.body == BodyFraming::length ? co_await read_counted(head.content_length)
                                                         : co_await read_chunked(kDiscardMax);
  watchdog_.clear();
  if (!is_whole) must_close_ = true;
  body_.clear();
}

// --- The answer -----------------------------------------------------------------------------------------------------

// Whether the connection can take another request.
Async<bool> Connection::send(Response response) {
  if (response.close || state_->draining) must_close_ = true;
  const bool is_head = exchange_->request().method == Method::head;
  state_->cors.add_headers(exchange_->request(), response);
  if (response.upgrade) {
    must_close_ = true;
    co_await talk(std::move(response));
    co_return false;
  }
  if (response.events && !is_head) co_return co_await stream(std::move(response));
  ResponseFacts facts = exchange_->facts();
  facts.keep_alive = !must_close_;
  if (response.events) facts.delimited = Delimited::by_close;
  out_.clear();
  append_head(out_, response, facts);
  std::string_view body = is_head ? std::string_view{} : std::string_view(response.body);
  if (transport_.is_tls() && body.size() <= InputBuffer::kReadMax) {  // one TLS record rather than two
    out_ += body;
    body = {};
  }
  const bool is_sent = co_await write(out_, body);
  exchange_->answered(response.status);
  co_return is_sent && !must_close_;
}

// From the answer 101 on the bytes are WebSocket frames; those that came behind the header are the first of them.
Async<void> Connection::talk(Response response) {
  ResponseFacts facts = exchange_->facts();
  facts.delimited = Delimited::by_upgrade;
  out_.clear();
  append_head(out_, response, facts);
  const bool is_begun = co_await write(out_, {});
  exchange_->answered(response.status);
  exchange_.reset();
  out_ = {};
  if (!is_begun) co_return;
  WebSocketUpgrade& upgrade = *response.upgrade;
  channel_ = std::make_shared<WebSocketChannel>(
      WebSocketChannel::Deps{state_, shard_.loop.executor(), transport_, watchdog_, input_}, std::move(upgrade.session),
      upgrade.limits);
  co_await channel_->talk();
  is_lost_ = channel_->is_lost();
  channel_.reset();
  watch();
}

// Written at once where the kernel has room, which is nearly always; else under the write limit, which begins anew
// whenever the reader takes something.
Async<bool> Connection::write(std::string_view first, std::string_view second) {
  while (!first.empty() || !second.empty()) {
    const Gathered buffers{asio::const_buffer(first.data(), first.size()),
                           asio::const_buffer(second.data(), second.size())};
    Transferred put = transport_.write_now(buffers);
    if (put.bytes == 0 && !put.error) {
      watchdog_.limit(state_->config.write_timeout);
      put = co_await transport_.write_some(buffers);
      if (watchdog_.has_expired()) state_->metrics.write_timeouts.add();
      watchdog_.clear();
    }
    if (put.bytes == 0) {
      is_lost_ = true;
      co_return false;
    }
    const std::size_t of_first = std::min(put.bytes, first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(put.bytes - of_first);
  }
  co_return true;
}

Async<bool> Connection::fill() {
  const Transferred got = co_await transport_.read_some(input_.prepare());
  input_.commit(got.bytes);
  co_return got.bytes > 0;
}

// Closing a socket with unread input resets the connection and may destroy the answer on its way (RFC 9112,
// section 9.6), so what still comes is read and dropped for a moment.
Async<void> Connection::end_politely() {
  watchdog_.limit(kLingerTime);
  co_await transport_.finish_writing();
  std::size_t dropped = 0;
  while (dropped < kLingerBytesMax && !watchdog_.has_expired()) {
    input_.consume(input_.view().size());
    if (!co_await fill()) break;
    dropped += input_.view().size();
  }
}

}  // namespace swarm::http
