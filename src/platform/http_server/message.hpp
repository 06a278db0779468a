#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "platform/runtime/async.hpp"

namespace swarm::http {

enum class Method { get, post, put, patch, delete_, head, options, other };
std::string_view name_of(Method method);

using Header = std::pair<std::string, std::string>;  // the name in lower case for requests

// A request whose framing was checked and whose body is whole.
struct Request {
  Method method = Method::get;
  std::string path{};   // percent-decoded, without the query; "/" at least
  std::string query{};  // raw, without "?"
  std::vector<Header> headers{};
  std::string body{};
  std::string peer_address{};    // of the connection
  std::string client_address{};  // the peer, or behind a trusted proxy the forwarded one
  bool direct = true;            // no forwarding header and the peer is no proxy
  std::string request_id{};      // the client's X-Request-Id when it is usable, else made
  std::string trace_id{};        // 32 hexadecimal digits, from traceparent or made
  std::string span_id{};         // ours, 16 hexadecimal digits
  SteadyTime received{};

  std::optional<std::string_view> header(std::string_view lower_case_name) const;
};

// Pulled by the server whenever the client can take more: nothing is buffered for a slow reader. A text is written as
// it is (Server-Sent Events, already framed); an empty one becomes a keep-alive comment; nothing ends the stream.
class EventSource {
 public:
  virtual ~EventSource() = default;
  // Waits at most `at_most` for something to say.
  virtual Async<std::optional<std::string>> next(std::chrono::milliseconds at_most) = 0;
  // Whether the stream ends when the server stops. One that is an answer, rather than news, is finished while the
  // server's time for stopping lasts.
  virtual bool ends_at_drain() const { return true; }
};

struct WebSocketUpgrade;

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body{};
  std::vector<Header> headers{};
  std::unique_ptr<EventSource> events{};        // when set, the body goes on with this stream (text/event-stream)
  std::shared_ptr<WebSocketUpgrade> upgrade{};  // when set, the connection is this WebSocket from now on (101)
  bool close = false;
};

}  // namespace swarm::http
