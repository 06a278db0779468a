#include "platform/websocket/close_code.hpp"

namespace swarm::websocket {

bool is_valid_close_code(std::uint16_t code) {
  if (code >= 3000) return code < 5000;
  const bool is_reserved = code == 1004 || code == 1005 || code == 1006;
  return code >= 1000 && code <= 1014 && !is_reserved;
}

std::string close_payload(std::uint16_t code, std::string_view reason) {
  if (reason.size() > kCloseReasonBytesMax) {
    std::size_t end = kCloseReasonBytesMax;
    while (end > 0 && (static_cast<unsigned char>(reason[end]) & 0xC0U) == 0x80U)
      --end;
    reason = reason.substr(0, end);
  }
  std::string payload{static_cast<char>(code >> 8U), static_cast<char>(code & 0xFFU)};
  payload += reason;
  return payload;
}

}  // namespace swarm::websocket
