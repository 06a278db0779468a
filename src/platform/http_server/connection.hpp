#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/cancellation_signal.hpp>

#include "platform/http_server/chunked.hpp"
#include "platform/http_server/departure_watch.hpp"
#include "platform/http_server/exchange.hpp"
#include "platform/http_server/input_buffer.hpp"
#include "platform/http_server/server_state.hpp"
#include "platform/http_server/transport.hpp"
#include "platform/http_server/watchdog.hpp"
#include "platform/http_server/websocket_channel.hpp"

namespace swarm::http {

// One client's connection, from its first byte to its last: reads requests one after the other, answers in order. Lives
// on one Loop and is held by its Shard; all functions are called there. States: handshake, idle, header, door, body,
// handler, writing or streaming, lingering, closed.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<ServerState> state, Shard& shard, Socket socket, TlsContext* tls, Peer peer);

  // Ends when the connection has ended.
  Async<void> serve();
  // Says only that there is no place here (503).
  Async<void> turn_away();

  // An idle connection ends now, an event stream is finished, a WebSocket is closed, anything else ends after its
  // answer.
  void drain();
  void cut();  // now
  boost::asio::cancellation_slot cancellation() { return cancellation_.slot(); }
  const Peer& peer() const { return peer_; }

 private:
  enum class Waiting { elsewhere, for_request };  // drain() may only interrupt the latter

  void watch();
  Async<bool> serve_one();
  Async<std::optional<Head>> read_head();
  Framed<std::optional<Head>> next_head(HeadScanner& scanner);
  Async<void> refuse_framing(FramingRefusal refusal);
  Async<void> answer_slow_header();

  Async<std::optional<Response>> read_body();
  Async<bool> read_counted(std::uint64_t length);
  Async<bool> read_chunked(std::uint64_t bytes_max);
  Async<void> discard_body();
  Response body_refusal();
  Async<bool> permit_body();

  Async<bool> send(Response response);
  Async<Response> run_handler();
  void client_left();
  Async<bool> stream(Response response);
  void begin_stream(Response& response);
  Async<void> talk(Response response);
  Async<void> pull_events(std::unique_ptr<EventSource> source);
  Async<void> wait_for_drain();
  Async<bool> write_chunk(std::string text);

  Async<bool> fill();
  Async<bool> write(std::string_view first, std::string_view second);
  Async<void> end_politely();

  const std::shared_ptr<ServerState> state_;
  Shard& shard_;
  const Peer peer_;
  Transport transport_;
  Watchdog watchdog_;
  DepartureWatch departure_;
  SteadyTimer drain_timer_;
  boost::asio::cancellation_signal cancellation_;
  InputBuffer input_;
  std::optional<Exchange> exchange_;
  std::shared_ptr<WebSocketChannel> channel_;  // once it is a WebSocket
  std::string body_;
  std::optional<FramingRefusal> body_fault_;
  std::string out_;  // header of the answer, kept for its memory
  Waiting waiting_ = Waiting::elsewhere;
  bool must_close_ = false;  // after this answer
  bool is_lost_ = false;     // nobody reads what we would write
  bool is_idle_ = false;     // every answer has been taken long ago: nothing to be polite about
  bool is_streaming_ = false;
  bool is_mid_write_ = false;  // of an event
};

}  // namespace swarm::http
