#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "support/http_client.hpp"
#include "support/websocket_frames.hpp"

namespace swarm::tests {

inline constexpr std::string_view kHandshakeHeaders =
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

inline std::string handshake_text(std::string_view target = "/ws", std::string_view more = "") {
  return http_request("GET", target, std::string(kHandshakeHeaders) + std::string(more));
}

// A frame of the server; a close frame is taken apart.
struct ServerFrame {
  int opcode = 0;
  std::string payload{};
  int close_code = 0;  // 1005: a close frame without a code

  bool operator==(const ServerFrame&) const = default;
};

// A blocking client that sends exactly what it is told, right or wrong.
class RawWebSocketClient {
 public:
  explicit RawWebSocketClient(std::uint16_t port, std::string_view target = "/ws", std::string_view more = "",
                              int receive_buffer_bytes = 0)
      : http_(port, receive_buffer_bytes) {
    http_.send(handshake_text(target, more));
    answer = http_.read_head();
  }

  bool send(std::string_view bytes) { return http_.send(bytes); }
  bool send(const ClientFrame& frame) { return http_.send(client_frame(frame)); }
  bool say(std::string payload) { return send(ClientFrame{.payload = std::move(payload)}); }
  RawHttpClient& http() { return http_; }

  // Nothing when the connection ended before.
  std::optional<ServerFrame> read() {
    const std::string head = http_.read_bytes(2);
    if (head.size() < 2) return std::nullopt;
    std::uint64_t length = static_cast<std::uint8_t>(head[1]);  // a mask would make it more than 127
    const std::size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (more > 0) {
      length = 0;
      for (const char byte : http_.read_bytes(more))
        length = length << 8U | static_cast<std::uint8_t>(byte);
    }
    ServerFrame frame{.opcode = head[0] & 0x7F, .payload = http_.read_bytes(length)};
    if (frame.payload.size() < length) return std::nullopt;
    if (frame.opcode == 8) take_close_apart(frame);
    return frame;
  }
  // The payload of the next frame; of anything but a text a word about it.
  std::string read_text() {
    const std::optional<ServerFrame> frame = read();
    if (!frame) return "(ended)";
    if (frame->opcode == 1) return frame->payload;
    return fmt::format("(opcode {} code {} {})", frame->opcode, frame->close_code, frame->payload);
  }
  // The code of the close frame that comes next, after which the connection has ended; else 1006.
  int read_close() {
    const std::optional<ServerFrame> frame = read();
    if (!frame || frame->opcode != 8 || !http_.is_ended()) return 1006;
    return frame->close_code;
  }

  HttpAnswer answer;

 private:
  static void take_close_apart(ServerFrame& frame) {
    frame.close_code = 1005;
    if (frame.payload.size() < 2) return;
    frame.close_code = static_cast<std::uint8_t>(frame.payload[0]) << 8 | static_cast<std::uint8_t>(frame.payload[1]);
    frame.payload.erase(0, 2);
  }

  RawHttpClient http_;
};

// What a close frame of a client carries.
inline std::string close_text(int code, std::string_view reason = "") {
  std::string text{static_cast<char>(code >> 8), static_cast<char>(code)};
  return text += reason;
}

}  // namespace swarm::tests
