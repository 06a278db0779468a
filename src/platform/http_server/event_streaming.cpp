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

// Whether the connection can take another request.
Async<bool> Connection::stream(Response response) {
  using namespace asio::experimental::awaitable_operators;
  const StreamCount counted(state_);
  const bool is_chunked = exchange_->head().minor_version == 1;
  if (!is_chunked) must_close_ = true;
  begin_stream(response);
  const bool is_begun = co_await write(out_, {});
  exchange_->answered(response.status);
  if (!is_begun) co_return false;
  departure_.arm();
  is_streaming_ = true;
  if (!response.events->ends_at_drain())
    co_await pull_events(std::move(response.events));
  else if (!state_->draining)
    co_await (pull_events(std::move(response.events)) || wait_for_drain());
  is_streaming_ = false;
  departure_.disarm();
  if (is_mid_write_) is_lost_ = true;
  if (!is_lost_ && is_chunked) co_await write("0\r\n\r\n", {});
  co_return !is_lost_ && !must_close_ && !state_->draining;
}

// The head, and with it what is there of the body.
void Connection::begin_stream(Response& response) {
  ResponseFacts facts = exchange_->facts();
  facts.keep_alive = !must_close_;
  const bool is_chunked = exchange_->head().minor_version == 1;
  facts.delimited = is_chunked ? Delimited::by_chunks : Delimited::by_close;
  response.headers.emplace_back("X-Accel-Buffering", "no");  // a proxy must not collect events
  out_.clear();
  append_head(out_, response, facts);
  if (!response.body.empty() && is_chunked)
    fmt::format_to(std::back_inserter(out_), "{:x}\r\n{}\r\n", response.body.size(), response.body);
  else
    out_ += response.body;
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

Async<void> Connection::wait_for_drain() {
  if (state_->draining) co_return;  // drain() came before there was anything to cancel
  boost::system::error_code ignored;
  co_await drain_timer_.async_wait(asio::redirect_error(runtime::use_async, ignored));
}

}  // namespace swarm::http
