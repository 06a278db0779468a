// The part of Connection that serves text/event-stream.
#include <fmt/format.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>

#include "platform/http_server/connection.hpp"

namespace swarm::http {

namespace asio = boost::asio;

namespace {

// Counts an open stream for as long as it lives.
class StreamCount {
 public:
  explicit StreamCount(std::shared_ptr<ServerState> state) : state_(std::move(state)) { ++state_->event_streams; }
  ~StreamCount() { --state_->event_streams; }
  StreamCount(const StreamCount&) = delete;
  StreamCount& operator=(const StreamCount&) = delete;

 private:
  std::shared_ptr<ServerState> state_;
};

}  // namespace

Async<void> Connection::stream(Response response) {
  using namespace asio::experimental::awaitable_operators;
  const StreamCount counted(state_);
  ResponseFacts facts = exchange_->facts();
  facts.keep_alive = false;
  const bool is_chunked = exchange_->head().minor_version == 1;
  facts.delimited = is_chunked ? Delimited::by_chunks : Delimited::by_close;
  response.headers.emplace_back("X-Accel-Buffering", "no");  // a proxy must not collect events
  out_.clear();
  append_head(out_, response, facts);
  const bool is_begun = co_await write(out_, {});
  exchange_->answered(response.status);
  if (!is_begun || state_->draining) co_return;
  co_await (pull_events(std::move(response.events)) || watch_for_end() || wait_for_drain());
  if (is_mid_write_) is_lost_ = true;
  if (!is_lost_ && is_chunked) co_await write("0\r\n\r\n", {});
}

Async<void> Connection::pull_events(std::unique_ptr<EventSource> source) {
  try {
    while (true) {
      std::optional<std::string> text = co_await source->next(state_->config.keep_alive_interval);
      if (!text) co_return;
      if (text->empty()) *text = ": keep-alive\n\n";
      if (!co_await write_chunk(std::move(*text))) co_return;
    }
  } catch (...) {
    if (runtime::is_cancellation(std::current_exception())) throw;
    state_->deps.log.error("http_event_source_threw", {{"request_id", exchange_->request().request_id},
                                                       {"error", runtime::describe(std::current_exception())}});
  }
}

Async<bool> Connection::write_chunk(std::string text) {
  out_.clear();
  if (exchange_->head().minor_version == 1) {
    fmt::format_to(std::back_inserter(out_), "{:x}\r\n", text.size());
    text += "\r\n";
  }
  is_mid_write_ = true;
  const bool is_written = co_await write(out_, text);
  is_mid_write_ = false;
  co_return is_written;
}

// A client has nothing more to say on such a connection; what it sends is dropped, and its end ends the stream.
Async<void> Connection::watch_for_end() {
  std::array<char, 512> dropped;
  while (true) {
    const Transferred got = co_await transport_.read_some(asio::buffer(dropped));
    if (got.bytes > 0) continue;
    if (got.error != asio::error::operation_aborted) is_lost_ = true;
    co_return;
  }
}

Async<void> Connection::wait_for_drain() {
  if (state_->draining) co_return;  // drain() came before there was anything to cancel
  boost::system::error_code ignored;
  co_await drain_timer_.async_wait(asio::redirect_error(runtime::use_async, ignored));
}

}  // namespace swarm::http
