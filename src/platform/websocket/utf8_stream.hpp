#pragma once

#include <cstdint>
#include <string_view>

namespace swarm::websocket {

// Checks UTF-8 (RFC 3629: shortest form, no surrogates, nothing above U+10FFFF) while its bytes come in, in whatever
// pieces, and says so at the first byte that cannot stand.
class Utf8Stream {
 public:
  // False once a byte cannot stand where it does; then for good.
  bool take(std::string_view bytes);
  // Whether the bytes so far end with a whole character.
  bool is_whole() const { return left_ == 0 && !is_broken_; }
  void reset() { *this = Utf8Stream(); }

 private:
  bool take_one(std::uint8_t byte);
  bool begin_character(std::uint8_t byte);

  std::uint8_t left_ = 0;                  // bytes that the character still needs
  std::uint8_t low_ = 0x80, high_ = 0xBF;  // between which the next one must lie
  bool is_broken_ = false;
};

}  // namespace swarm::websocket
