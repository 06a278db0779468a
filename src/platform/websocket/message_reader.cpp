#include "platform/websocket/message_reader.hpp"

#include <algorithm>
#include <cstring>

namespace swarm::websocket {

namespace {

constexpr std::uint8_t kReservedBits = 0x70, kMasked = 0x80, kLengthBits = 0x7F;
constexpr std::uint8_t kTwoBytes = 126, kEightBytes = 127;
constexpr std::size_t kMaskBytes = 4;

std::unexpected<Fault> broken(std::string_view why) {
  return std::unexpected(Fault{CloseCode::protocol_error, why});
}

std::unexpected<Fault> no_utf8() {
  return std::unexpected(Fault{CloseCode::invalid_payload, "text that is not UTF-8"});
}

// `phase`: how many bytes of the frame were unmasked before these.
void unmask(char* bytes, std::size_t count, const std::array<std::uint8_t, 4>& mask, std::uint64_t phase) {
  std::array<std::uint8_t, 8> turned{};
  for (std::size_t i = 0; i < turned.size(); ++i)
    turned[i] = mask[(phase + i) % mask.size()];
  std::uint64_t word_mask = 0;
  std::memcpy(&word_mask, turned.data(), sizeof word_mask);
  std::size_t at = 0;
  for (; count - at >= sizeof word_mask; at += sizeof word_mask) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + at, sizeof word);
    word ^= word_mask;
    std::memcpy(bytes + at, &word, sizeof word);
  }
  for (; at < count; ++at)
    bytes[at] = static_cast<char>(static_cast<std::uint8_t>(bytes[at]) ^ turned[at % turned.size()]);
}

}  // namespace

std::expected<MessageReader::Step, Fault> MessageReader::feed(std::string_view bytes) {
  std::size_t at = 0;
  while (true) {
    if (is_in_payload_) {
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size() - at));
      if (const Checked taken = take_payload(bytes.substr(at, count)); !taken) return std::unexpected(taken.error());
      at += count;
      if (left_ == 0) {
        auto received = end_frame();
        if (!received) return std::unexpected(received.error());
        if (*received) return Step{at, std::move(*received)};
      }
    }
    if (at == bytes.size()) return Step{at, std::nullopt};
    const Checked taken = take_header_byte(static_cast<std::uint8_t>(bytes[at++]));
    if (!taken) return std::unexpected(taken.error());
  }
}

// --- The header -----------------------------------------------------------------------------------------------------

MessageReader::Checked MessageReader::take_header_byte(std::uint8_t byte) {
  header_[header_size_++] = byte;
  if (header_size_ == 1) return check_first_byte(byte);
  if (header_size_ == 2) return check_second_byte(byte);
  if (header_size_ < header_wanted_) return {};
  return begin_payload();
}

MessageReader::Checked MessageReader::check_first_byte(std::uint8_t byte) const {
  if ((byte & kReservedBits) != 0) return broken("a reserved bit is set");
  const std::uint8_t code = byte & 0x0FU;
  const bool is_known = code <= 0x2 || (code >= 0x8 && code <= 0xA);
  if (!is_known) return broken("an unknown opcode");
  if (is_control()) {
    if (!is_final()) return broken("a control frame in pieces");
  } else if (opcode() == Opcode::continuation) {
    if (!is_in_message_) return broken("a continuation of nothing");
  } else if (is_in_message_) {
    return broken("a new message inside of another");
  }
  return {};
}

MessageReader::Checked MessageReader::check_second_byte(std::uint8_t byte) {
  if ((byte & kMasked) == 0) return broken("a client's frame without a mask");
  const std::uint8_t length = byte & kLengthBits;
  if (is_control() && length > kControlBytesMax) return broken("a control frame of more than 125 bytes");
  header_wanted_ = 2 + kMaskBytes;
  if (length == kTwoBytes) header_wanted_ += 2;
  if (length == kEightBytes) header_wanted_ += 8;
  return {};
}

MessageReader::Checked MessageReader::begin_payload() {
  const std::size_t length_bytes = header_wanted_ - 2 - kMaskBytes;
  left_ = header_[1] & kLengthBits;
  if (length_bytes > 0) {
    left_ = 0;
    for (std::size_t i = 0; i < length_bytes; ++i)
      left_ = (left_ << 8U) | header_[2 + i];
    if (left_ >> 63U != 0) return broken("a length of more than 63 bits");
    if (left_ <= (length_bytes == 2 ? kControlBytesMax : 0xFFFFU)) return broken("a length not in its shortest form");
  }
  std::copy_n(header_.begin() + static_cast<std::ptrdiff_t>(2 + length_bytes), kMaskBytes, mask_.begin());
  if (!is_control()) {
    if (left_ > message_bytes_max_ - message_.size())
      return std::unexpected(Fault{CloseCode::too_big, "a message longer than it may be"});
    if (!is_in_message_) is_text_ = opcode() == Opcode::text;
    is_in_message_ = true;
  }
  done_ = 0;
  is_in_payload_ = true;
  return {};
}

// --- The payload ----------------------------------------------------------------------------------------------------

MessageReader::Checked MessageReader::take_payload(std::string_view bytes) {
  std::string& into = is_control() ? control_ : message_;
  const std::size_t before = into.size();
  into += bytes;
  unmask(into.data() + before, bytes.size(), mask_, done_);
  done_ += bytes.size();
  left_ -= bytes.size();
  if (is_control() || !is_text_) return {};
  if (!utf8_.take(std::string_view(into).substr(before))) return no_utf8();
  return {};
}

std::expected<std::optional<Received>, Fault> MessageReader::end_frame() {
  is_in_payload_ = false;
  header_size_ = 0;
  header_wanted_ = 2;
  if (opcode() == Opcode::close) return end_close();
  if (is_control()) {
    const auto kind = opcode() == Opcode::ping ? Received::Kind::ping : Received::Kind::pong;
    return Received{.kind = kind, .payload = std::exchange(control_, {})};
  }
  if (!is_final()) return std::nullopt;
  if (is_text_ && !utf8_.is_whole()) return no_utf8();
  utf8_.reset();
  is_in_message_ = false;
  const auto kind = is_text_ ? Received::Kind::text : Received::Kind::binary;
  return Received{.kind = kind, .payload = std::exchange(message_, {})};
}

std::expected<std::optional<Received>, Fault> MessageReader::end_close() {
  Received close{.kind = Received::Kind::close};
  if (control_.empty()) return close;
  if (control_.size() == 1) return broken("a close frame with half a code");
  const auto high = static_cast<std::uint8_t>(control_[0]), low = static_cast<std::uint8_t>(control_[1]);
  const auto code = static_cast<std::uint16_t>(high << 8U | low);
  if (!is_valid_close_code(code)) return broken("a close code that may not be sent");
  close.payload = control_.substr(2);
  Utf8Stream reason;
  if (!reason.take(close.payload) || !reason.is_whole()) return no_utf8();
  close.close_code = code;
  return close;
}

}  // namespace swarm::websocket
