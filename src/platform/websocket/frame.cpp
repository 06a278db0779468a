#include "platform/websocket/frame.hpp"

#include <algorithm>

namespace swarm::websocket {

namespace {

constexpr std::uint8_t kFinal = 0x80;
constexpr std::uint64_t kShortMax = 125, kTwoBytesMax = 0xFFFF;
constexpr char kTwoBytes = 126, kEightBytes = 127;

void append_big_endian(std::string& out, std::uint64_t number, unsigned bytes) {
  for (unsigned at = bytes; at > 0; --at)
    out += static_cast<char>((number >> ((at - 1) * 8)) & 0xFFU);
}

}  // namespace

void append_frame_header(std::string& out, Opcode opcode, std::uint64_t payload_bytes) {
  out += static_cast<char>(kFinal | static_cast<std::uint8_t>(opcode));
  if (payload_bytes <= kShortMax) {
    out += static_cast<char>(payload_bytes);
  } else if (payload_bytes <= kTwoBytesMax) {
    out += kTwoBytes;
    append_big_endian(out, payload_bytes, 2);
  } else {
    out += kEightBytes;
    append_big_endian(out, payload_bytes, 8);
  }
}

void append_frame(std::string& out, Opcode opcode, std::string_view payload) {
  append_frame_header(out, opcode, payload.size());
  out += payload;
}

std::size_t Frames::end_of_frame_at(std::size_t offset) const {
  const auto found = std::ranges::lower_bound(ends, offset);
  return found == ends.end() ? bytes.size() : *found;
}

std::size_t Frames::whole_frames_before(std::size_t offset) const {
  return static_cast<std::size_t>(std::ranges::upper_bound(ends, offset) - ends.begin());
}

}  // namespace swarm::websocket
