#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace swarm::websocket {

enum class Opcode : std::uint8_t { continuation = 0x0, text = 0x1, binary = 0x2, close = 0x8, ping = 0x9, pong = 0xA };

inline constexpr std::size_t kControlBytesMax = 125;

// Frames as a server sends them: whole, never masked, never split (RFC 6455, section 5).
void append_frame_header(std::string& out, Opcode opcode, std::uint64_t payload_bytes);
void append_frame(std::string& out, Opcode opcode, std::string_view payload);

// Frames that wait to be written, and where each of them ends: what is cut short is cut between two of them.
struct Frames {
  std::string bytes{};
  std::vector<std::size_t> ends{};

  bool empty() const { return bytes.empty(); }
  void add(Opcode opcode, std::string_view payload) {
    append_frame(bytes, opcode, payload);
    ends.push_back(bytes.size());
  }
  // The first end at or behind `offset`.
  std::size_t end_of_frame_at(std::size_t offset) const;
  // How many frames end at or before `offset`.
  std::size_t whole_frames_before(std::size_t offset) const;
};

}  // namespace swarm::websocket
