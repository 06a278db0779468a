#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace swarm::websocket {

// Why a connection ends (RFC 6455, section 7.4): those that this server sends.
enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  unsupported = 1003,
  invalid_payload = 1007,
  policy = 1008,
  too_big = 1009,
  internal = 1011,
  try_again_later = 1013,
};

// Whether a close frame may carry it: registered for use on the wire, or in the ranges for libraries and applications.
bool is_valid_close_code(std::uint16_t code);

// A reason is at most this long, because a control frame holds 125 bytes with the code.
inline constexpr std::size_t kCloseReasonBytesMax = 123;

// What a close frame carries. A longer reason is cut at the end of a character.
std::string close_payload(std::uint16_t code, std::string_view reason);

// How a connection ends that this end closes.
struct Farewell {
  CloseCode code = CloseCode::normal;
  std::string reason{};  // UTF-8
};

}  // namespace swarm::websocket
