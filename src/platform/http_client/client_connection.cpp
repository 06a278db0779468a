#include "platform/http_client/client_connection.hpp"

#include <fmt/format.h>
#include <limits>

#include <boost/system/system_error.hpp>

namespace swarm::http_client {

namespace asio = boost::asio;

void Connection::begin() {
  watchdog_.start(weak_from_this(), [this] {
    if (on_idle_expired_)
      std::exchange(on_idle_expired_, nullptr)();
    else
      transport_.close();  // for good: between two waits of a TLS handshake there is nothing that could be cancelled
  });
}

void Connection::expire_after(std::chrono::milliseconds idle, std::function<void()> on_expired) {
  on_idle_expired_ = std::move(on_expired);
  input_.shrink_when_empty();
  watchdog_.limit(idle);
}

void Connection::stop_expiring() {
  on_idle_expired_ = nullptr;
  watchdog_.clear();
}

void Connection::close() {
  watchdog_.stop();
  transport_.close();
}

namespace {

// Not our time limit but the caller's TaskGroup: the call ends as every other wait does.
void throw_if_cancelled(const boost::system::error_code& error) {
  if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
}

}  // namespace

std::unexpected<Error> Connection::lost(std::string_view what, const boost::system::error_code& error) const {
  throw_if_cancelled(error);
  return fail(ErrorCode::unavailable, "lost", fmt::format("{}: {}", what, error.message()));
}

std::unexpected<Error> Connection::late(std::string_view reason, std::string_view what) const {
  return fail(ErrorCode::timeout, std::string(reason), std::string(what));
}

// --- Connecting -----------------------------------------------------------------------------------------------------

Async<Result<Done>> Connection::open(Url url, std::vector<Address> addresses, TlsContext* tls, TimeBudget budget) {
  Result<Done> opened = fail(ErrorCode::unavailable, "connect", fmt::format("{} has no address", url.host));
  for (const Address& address : addresses) {
    opened = co_await connect_to(address, url, tls, budget);
    if (opened || opened.error().code == ErrorCode::timeout) break;
  }
  watchdog_.clear();
  co_return opened;
}

Async<Result<Done>> Connection::connect_to(Address address, Url url, TlsContext* tls, TimeBudget budget) {
  const std::chrono::milliseconds left = budget.left_to_connect();
  if (left.count() <= 0) co_return late("connect", fmt::format("no connection to {} in time", url.origin()));
  watchdog_.limit(left);
  const boost::system::error_code error = co_await transport_.connect({address, url.port});
  if (watchdog_.has_expired()) co_return late("connect", fmt::format("no connection to {} in time", url.origin()));
  throw_if_cancelled(error);
  if (error)
    co_return fail(ErrorCode::unavailable, "connect",
                   fmt::format("no connection to {}: {}", url.origin(), error.message()));
  if (tls == nullptr) co_return Done{};
  const Handshake shaken = co_await transport_.handshake(tls, url);
  if (watchdog_.has_expired()) co_return late("connect", fmt::format("no TLS with {} in time", url.origin()));
  throw_if_cancelled(shaken.error);
  if (shaken.error)
    co_return fail(ErrorCode::unavailable, "tls", fmt::format("no TLS with {}: {}", url.origin(), shaken.trouble));
  co_return Done{};
}

// --- The request and the head of its answer -------------------------------------------------------------------------

Async<Result<ResponseHead>> Connection::exchange(Request request, TimeBudget budget) {
  sent_any_ = got_any_ = keep_alive_ = false;
  const bool is_head_request = request.method == "HEAD";
  const Result<Done> sent = co_await send(head_text(request), std::move(request.body), budget);
  if (!sent && (!sent_any_ || sent.error().code == ErrorCode::timeout)) co_return std::unexpected(sent.error());
  // A server may answer and close before it has read the whole request (413): its answer says more than our error.
  Result<ParsedHead> parsed = co_await read_head(is_head_request, budget.left_of(budget.limits().first_byte));
  watchdog_.clear();
  if (!parsed) co_return std::unexpected(sent ? std::move(parsed).error() : sent.error());
  body_ = parsed->body;
  body_left_ = parsed->content_length;
  if (body_ == BodyEnd::chunked) chunks_.emplace(std::numeric_limits<std::uint64_t>::max());
  keep_alive_ = parsed->keep_alive && sent.has_value();
  co_return std::move(parsed->head);
}

Async<Result<Done>> Connection::send(std::string head, std::string body, TimeBudget budget) {
  std::string_view first = head, second = body;
  while (!first.empty() || !second.empty()) {
    const std::chrono::milliseconds left = budget.left_of(budget.limits().pause);
    if (left.count() <= 0) co_return late("first_byte", "the request could not be sent in time");
    watchdog_.limit(left);
    const Transferred put = co_await transport_.write_some(
        {asio::const_buffer(first.data(), first.size()), asio::const_buffer(second.data(), second.size())});
    if (watchdog_.has_expired()) co_return late("first_byte", "the request could not be sent in time");
    if (put.error) co_return lost("the connection broke while the request was sent", put.error);
    sent_any_ = true;
    const std::size_t of_first = std::min(put.bytes, first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(put.bytes - of_first);
  }
  co_return Done{};
}

Async<Result<ParsedHead>> Connection::read_head(bool is_answer_to_head, std::chrono::milliseconds at_most) {
  if (at_most.count() <= 0) co_return late("first_byte", "no answer in time");
  watchdog_.limit(at_most);
  for (int interim = 0; interim <= kInterimAnswersMax; ++interim) {
    Result<ParsedHead> parsed = co_await read_one_head(is_answer_to_head);
    if (!parsed || parsed->head.status >= 200) co_return parsed;
    constexpr int kSwitchingProtocols = 101;
    if (parsed->head.status == kSwitchingProtocols) break;  // we never ask for it
  }
  co_return fail(ErrorCode::unavailable, "protocol", "the answer is no answer: only interim ones, or another protocol");
}

Async<Result<ParsedHead>> Connection::read_one_head(bool is_answer_to_head) {
  HeadEnd head_end;
  while (true) {
    if (const auto length = head_end.find(input_.view()); length && *length <= head_bytes_max_) {
      auto parsed = parse_response_head(input_.view().substr(0, *length), is_answer_to_head);
      input_.consume(*length);
      if (!parsed) co_return fail(ErrorCode::unavailable, "protocol", "the answer is not HTTP/1.1: " + parsed.error());
      co_return std::move(*parsed);
    }
    if (input_.view().size() > head_bytes_max_)
      co_return fail(ErrorCode::too_large, "head",
                     fmt::format("the head of the answer is longer than {} bytes", head_bytes_max_));
    CO_TRY(co_await fill("first_byte"));
    if (has_peer_ended_) co_return lost("the other end closed without an answer", asio::error::eof);
  }
}

Async<Result<Done>> Connection::fill(std::string_view reason) {
  if (got_any_) transport_.acknowledge();
  const Transferred got = co_await transport_.read_some(input_.prepare());
  input_.commit(got.bytes);
  if (got.bytes > 0) {
    got_any_ = true;
    co_return Done{};
  }
  if (watchdog_.has_expired()) co_return late(reason, "no answer in time");
  if (got.error != asio::error::eof) co_return lost("the connection broke while the answer was read", got.error);
  has_peer_ended_ = true;
  co_return Done{};
}

// --- The body -------------------------------------------------------------------------------------------------------

Async<Result<std::string>> Connection::read(TimeBudget budget) {
  while (!body_has_ended()) {
    std::string piece = CO_TRY(take_of_body());
    if (!piece.empty() || body_has_ended()) co_return piece;
    const std::chrono::milliseconds left = budget.left_of(budget.limits().pause);
    if (left.count() <= 0) co_return late("body", "the answer did not come to its end in time");
    watchdog_.limit(left);
    const Result<Done> filled = co_await fill("body");
    watchdog_.clear();
    if (!filled) co_return std::unexpected(filled.error());
    if (!has_peer_ended_) continue;
    if (body_ != BodyEnd::close) co_return lost("the answer was cut off", asio::error::eof);
    body_ = BodyEnd::none;
  }
  co_return std::string();
}

Result<std::string> Connection::take_of_body() {
  if (body_ == BodyEnd::chunked) return take_chunks();
  const std::string_view there = input_.view();
  const auto count = body_ == BodyEnd::length
                         ? static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, there.size()))
                         : there.size();
  std::string piece(there.substr(0, count));
  input_.consume(count);
  if (body_ == BodyEnd::length && (body_left_ -= count) == 0) body_ = BodyEnd::none;
  return piece;
}

Result<std::string> Connection::take_chunks() {
  std::string piece;
  const http::Framed<std::size_t> taken = chunks_->feed(input_.view(), piece);
  if (!taken)
    return fail(ErrorCode::unavailable, "protocol", "the body of the answer is broken: " + taken.error().message);
  input_.consume(*taken);
  if (chunks_->is_done()) body_ = BodyEnd::none;
  return piece;
}

}  // namespace swarm::http_client
