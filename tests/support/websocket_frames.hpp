#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace swarm::tests {

// A frame as a client sends it, right or wrong.
struct ClientFrame {
  int opcode = 1;
  bool is_final = true;
  int reserved_bits = 0;
  bool is_masked = true;
  std::uint32_t mask = 0x1A2B3C4D;
  std::string payload{};
  std::optional<int> length_bytes{};              // 0, 2 or 8 behind the second byte; else the shortest form
  std::optional<std::uint64_t> claimed_length{};  // else the payload's
};

inline std::string client_frame(const ClientFrame& frame) {
  const std::uint64_t length = frame.claimed_length.value_or(frame.payload.size());
  const int length_bytes = frame.length_bytes.value_or(length < 126 ? 0 : length < 65536 ? 2 : 8);
  const unsigned short_length = length_bytes == 0 ? static_cast<unsigned>(length) : length_bytes == 2 ? 126U : 127U;
  std::string bytes;
  bytes += static_cast<char>((frame.is_final ? 0x80 : 0) | frame.reserved_bits << 4 | frame.opcode);
  bytes += static_cast<char>((frame.is_masked ? 0x80U : 0U) | short_length);
  for (int at = length_bytes; at > 0; --at)
    bytes += static_cast<char>(length >> ((at - 1) * 8));
  if (!frame.is_masked) return bytes + frame.payload;
  char mask[4];
  for (int i = 0; i < 4; ++i)
    bytes += mask[i] = static_cast<char>(frame.mask >> (24 - 8 * i));
  for (std::size_t i = 0; i < frame.payload.size(); ++i)
    bytes += static_cast<char>(frame.payload[i] ^ mask[i % 4]);
  return bytes;
}

}  // namespace swarm::tests
