#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http_server/framing.hpp"
#include "platform/websocket/websocket_session.hpp"

// The request that turns a connection into a WebSocket (RFC 6455, section 4.2).
namespace swarm::http {

// A subprotocol of this form carries a key, because a page in a browser cannot set header fields. It is never agreed
// on, so the key does not come back.
inline constexpr std::string_view kKeyProtocolPrefix = "bearer.";

// What a client says with such a request, for the handler that opens the session.
struct WebSocketRequest {
  std::string host{};
  std::string query{};
  std::optional<std::string> origin{};   // of the page, when a browser asks
  std::vector<std::string> protocols{};  // offered; without the one that carries a key
  std::string presented_key{};           // checked; empty: none was presented, and the session has to ask for it
  std::optional<std::string> project{};  // X-Project
};

// A handler's answer: from now on this session talks.
struct WebSocketUpgrade {
  std::unique_ptr<websocket::Session> session;
  websocket::ChannelLimits limits{};
  std::string protocol{};  // one of those offered, or none
};

// Whether the request asks to change to WebSocket; one that does not is an ordinary request.
bool asks_for_websocket(const Head& head);

// What is wrong with the handshake, and its status: 426 for another version than 13, else 400.
struct HandshakeFault {
  int status = 400;
  Error error{};
};
std::optional<HandshakeFault> fault_of_handshake(const Head& head);

WebSocketRequest websocket_request_of(const Request& request);

// The key that the request presents: of Authorization, X-API-Key or, for a WebSocket, a subprotocol.
std::string presented_key(const Request& request, bool is_websocket);

// Sec-WebSocket-Accept for this Sec-WebSocket-Key.
std::string websocket_accept(std::string_view key);

}  // namespace swarm::http
