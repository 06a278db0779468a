#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/http_server/input_buffer.hpp"
#include "platform/http_server/server_state.hpp"
#include "platform/http_server/transport.hpp"
#include "platform/http_server/watchdog.hpp"
#include "platform/websocket/heartbeat.hpp"
#include "platform/websocket/message_rate.hpp"
#include "platform/websocket/message_reader.hpp"
#include "platform/websocket/websocket_session.hpp"

namespace swarm::http {

// On one Loop: one coroutine waits until another says so. What was said while nobody waited is kept.
class LoopSignal {
 public:
  explicit LoopSignal(const runtime::Executor& executor)
      : timer_(executor, std::chrono::steady_clock::time_point::max()) {}
  void notify() {
    is_set_ = true;
    timer_.cancel();
  }
  Async<void> wait();

 private:
  SteadyTimer timer_;
  bool is_set_ = false;
};

// A connection after its handshake: reads frames and writes frames until either end closes. Two coroutines on one
// Loop: hear() takes frames apart, speak() calls the session and writes. At most one message waits between them, and
// nothing more is read meanwhile, so a client that sends faster than it is served is slowed down by TCP.
// States: open → closing (our close frame is written, theirs is awaited) → ended; or lost.
class WebSocketChannel final : public websocket::Channel, public std::enable_shared_from_this<WebSocketChannel> {
 public:
  struct Deps {
    std::shared_ptr<ServerState> state;
    runtime::Executor executor;
    Transport& transport;
    Watchdog& watchdog;
    InputBuffer& input;
  };
  WebSocketChannel(Deps deps, std::unique_ptr<websocket::Session> session, websocket::ChannelLimits limits);
  ~WebSocketChannel() override;

  // Ends when the connection has ended, or is to be ended politely. The answer 101 has been written before.
  Async<void> talk();
  // Tells the client that the server stops.
  void drain();
  bool is_lost() const { return is_lost_; }

  void send(websocket::Opcode opcode, std::string_view payload) override;
  void close(websocket::Farewell farewell) override;
  std::function<void()> waker() override;

 private:
  using Kind = websocket::Received::Kind;
  using Moment = std::chrono::steady_clock::time_point;

  Async<void> hear();
  Async<bool> read_more();
  Async<bool> take_received(websocket::Received received);
  Async<void> wait_for_room();

  Async<void> speak();
  Async<void> speak_until_the_end();
  Async<bool> say_something();
  Async<void> renew();
  Async<bool> write(std::string_view bytes);
  Async<void> write_frames(websocket::Frames frames, bool is_of_session);
  Async<void> end_slow_reader(std::string_view rest_of_frame);
  Async<void> write_close();
  bool is_closing() const { return farewell_ || ending_ || heard_close_; }

  void arm();
  void on_time();
  void end_for(websocket::Ending ending);
  Moment next_moment() const;

  const Deps deps_;
  const std::unique_ptr<websocket::Session> session_;
  const websocket::ChannelLimits limits_;
  const WebSocketMetrics& metrics_;
  websocket::MessageReader reader_;
  websocket::Heartbeat heartbeat_;
  websocket::MessageRate rate_;
  LoopSignal wake_;  // of speak()
  LoopSignal room_;  // of hear()
  const std::shared_ptr<std::atomic<bool>> wake_is_posted_ = std::make_shared<std::atomic<bool>>(false);

  websocket::Frames queued_;                 // answers
  std::optional<websocket::Message> inbox_;  // the one message that waits
  std::optional<websocket::Farewell> farewell_;
  std::optional<websocket::Ending> ending_;   // worded when the close frame is written
  std::optional<std::uint16_t> heard_close_;  // the code of the client's close frame; 1005 where it had none
  const Moment opened_;
  Moment renew_at_;
  std::optional<Moment> write_since_;     // a write waits since then for the reader
  std::optional<Moment> close_deadline_;  // once our close frame is written, or its writing has begun
  std::optional<std::uint16_t> closed_with_;
  std::size_t last_read_ = 0;
  std::size_t written_ = 0;  // of what write() was given last
  bool is_ping_due_ = false;
  bool is_renewal_due_ = false;
  bool has_heard_all_ = false;  // hear() has ended
  bool is_stalled_ = false;     // the reader took nothing for too long
  bool is_lost_ = false;        // nobody reads what we would write
};

}  // namespace swarm::http
