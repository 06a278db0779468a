#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "platform/websocket/close_code.hpp"
#include "platform/websocket/frame.hpp"
#include "platform/websocket/utf8_stream.hpp"

namespace swarm::websocket {

// Something whole that a client sent. `payload` of a close is its reason.
struct Received {
  enum class Kind { text, binary, ping, pong, close };
  Kind kind = Kind::text;
  std::string payload{};
  std::optional<std::uint16_t> close_code{};  // nothing where the close frame was empty
};

// Why the connection must end: what the client sent is not RFC 6455, or too much.
struct Fault {
  CloseCode code = CloseCode::protocol_error;
  std::string_view why{};
};

// The frames of a client, taken apart while their bytes come in, as strictly as RFC 6455 reads: masked, no reserved bit
// or opcode, lengths in their shortest form, control frames whole and short, messages in order, text in UTF-8. Faults
// are found at the first byte that shows them. Extensions are not negotiated, so no reserved bit ever has a meaning.
// Pure: bytes in, messages out; the outcome does not depend on how the bytes are cut.
class MessageReader {
 public:
  explicit MessageReader(std::uint64_t message_bytes_max) : message_bytes_max_(message_bytes_max) {}

  struct Step {
    std::size_t used = 0;  // of the bytes; all of them unless something was received
    std::optional<Received> received{};
  };
  // Takes bytes until something whole has come or there are no more. Not to be called again after a fault or a close.
  std::expected<Step, Fault> feed(std::string_view bytes);

 private:
  using Checked = std::expected<void, Fault>;
  Checked take_header_byte(std::uint8_t byte);
  Checked check_first_byte(std::uint8_t byte) const;
  Checked check_second_byte(std::uint8_t byte);
  Checked begin_payload();
  Checked take_payload(std::string_view bytes);
  std::expected<std::optional<Received>, Fault> end_frame();
  std::expected<std::optional<Received>, Fault> end_close();

  Opcode opcode() const { return static_cast<Opcode>(header_[0] & 0x0FU); }
  bool is_final() const { return (header_[0] & 0x80U) != 0; }
  bool is_control() const { return (header_[0] & 0x08U) != 0; }

  std::uint64_t message_bytes_max_;
  std::array<std::uint8_t, 14> header_{};
  std::size_t header_size_ = 0;
  std::size_t header_wanted_ = 2;
  bool is_in_payload_ = false;
  std::uint64_t left_ = 0;  // of the frame's payload
  std::uint64_t done_ = 0;  // of the frame's payload
  std::array<std::uint8_t, 4> mask_{};

  bool is_in_message_ = false;  // its first frame has come, its last has not
  bool is_text_ = false;
  Utf8Stream utf8_;
  std::string message_;
  std::string control_;
};

}  // namespace swarm::websocket
