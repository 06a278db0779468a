#include "platform/websocket/utf8_stream.hpp"

#include <cstring>

namespace swarm::websocket {

namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080U;

// How many bytes at the beginning are ASCII, in whole words.
std::size_t ascii_words(std::string_view bytes) {
  std::size_t at = 0;
  while (bytes.size() - at >= kWord) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, kWord);
    if ((word & kHighBits) != 0) break;
    at += kWord;
  }
  return at;
}

}  // namespace

bool Utf8Stream::take(std::string_view bytes) {
  if (is_broken_) return false;
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (left_ == 0) {
      at += ascii_words(bytes.substr(at));
      if (at == bytes.size()) break;
    }
    if (!take_one(static_cast<std::uint8_t>(bytes[at++]))) {
      is_broken_ = true;
      return false;
    }
  }
  return true;
}

bool Utf8Stream::take_one(std::uint8_t byte) {
  if (left_ == 0) return begin_character(byte);
  if (byte < low_ || byte > high_) return false;
  low_ = 0x80;
  high_ = 0xBF;
  --left_;
  return true;
}

// The second byte is what keeps out long forms (E0, F0), surrogates (ED) and what lies above U+10FFFF (F4).
bool Utf8Stream::begin_character(std::uint8_t byte) {
  if (byte < 0x80) return true;
  if (byte >= 0xC2 && byte <= 0xDF) {
    left_ = 1;
  } else if (byte >= 0xE0 && byte <= 0xEF) {
    left_ = 2;
    if (byte == 0xE0) low_ = 0xA0;
    if (byte == 0xED) high_ = 0x9F;
  } else if (byte >= 0xF0 && byte <= 0xF4) {
    left_ = 3;
    if (byte == 0xF0) low_ = 0x90;
    if (byte == 0xF4) high_ = 0x8F;
  } else {
    return false;
  }
  return true;
}

}  // namespace swarm::websocket
