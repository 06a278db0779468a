#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/sizes.hpp"
#include "platform/runtime/async.hpp"
#include "platform/websocket/close_code.hpp"
#include "platform/websocket/frame.hpp"

// What a server's connection and the slice that talks through it are to each other.
namespace swarm::websocket {

// The bounds of one connection.
struct ChannelLimits {
  Bytes message_bytes_max{64 * KiB};           // a longer message closes with 1009
  Bytes send_buffer_bytes{256 * KiB};          // that the kernel takes and has not sent; then the reader is waited for
  std::int64_t messages_per_second = 0;        // and twice that at once, pings too; 0: any; more close with 1008
  std::chrono::milliseconds ping_interval{0};  // of silence; 0: no pings
  std::chrono::milliseconds pong_timeout{20'000};
  std::chrono::milliseconds admission_timeout{10'000};  // for Session::is_admitted()
  std::chrono::milliseconds write_timeout{20'000};      // a reader that takes nothing for this long is cut off
  std::chrono::milliseconds close_timeout{5'000};       // for the other end's close frame, and for our last bytes
  std::chrono::milliseconds renewal_interval{0};        // of Session::renew(); 0: never
};

// The connection, as its session sees it. Used on its Loop only, but for what waker() gave.
class Channel {
 public:
  virtual ~Channel() = default;
  // Behind everything that was sent before. A session sends answers to what it received; everything else is pulled.
  virtual void send(Opcode opcode, std::string_view payload) = 0;
  // Once what was sent is written; what was not pulled yet is not sent.
  virtual void close(Farewell farewell) = 0;
  // Asks for Session::next(), from any thread, also when the connection is gone.
  virtual std::function<void()> waker() = 0;
};

struct Message {
  bool is_text = true;
  std::string payload{};
};

// Why the server ends a connection on its own; the session words it, because it knows where the client can go on.
enum class Ending { draining, slow_reader, not_admitted, silent };

// The other side of a connection. All of it is called on one Loop, one call after the other: the next begins when the
// coroutine before has ended. Ended by its destruction, at any moment between two calls.
class Session {
 public:
  virtual ~Session() = default;
  // First, once.
  virtual void opened(Channel& channel) = 0;
  virtual Async<void> received(Message message) = 0;
  // What to send next; nothing when there is nothing. Pulled whenever the client can take more, after the waker was
  // called and after every message: what is not pulled is not kept for a slow reader.
  virtual Async<Frames> next() = 0;
  // The first `count` of the frames that next() gave are on their way; what follows them is not sent.
  virtual void taken(std::size_t count) = 0;
  // Whether it is known who talks.
  virtual bool is_admitted() const = 0;
  // Whether the client is still welcome.
  virtual Async<std::optional<Farewell>> renew() = 0;
  virtual Farewell farewell(Ending ending) = 0;
};

}  // namespace swarm::websocket
