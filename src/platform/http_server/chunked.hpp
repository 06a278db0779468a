#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/http_server/framing.hpp"

namespace swarm::http {

// Takes a chunked body apart while its bytes come in (RFC 9112, section 7.1), strictly: sizes are 1 to 16 hexadecimal
// digits, lines end with CR LF, and what stands beside the data is bounded. Extensions and trailers are dropped.
class ChunkDecoder {
 public:
  static constexpr std::size_t kExtensionBytesMax = 4096;  // of all chunks of one body together
  static constexpr std::size_t kTrailerBytesMax = 4096;

  explicit ChunkDecoder(std::uint64_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}

  // Appends data to `body`; the number of bytes taken, all of them unless the body ended. 413 beyond the maximum.
  Framed<std::size_t> feed(std::string_view bytes, std::string& body);
  bool is_done() const { return state_ == State::done; }

 private:
  enum class State { size, extension, size_end, data, data_end, data_end_lf, trailer, done };
  Framed<bool> take(char c);
  Framed<bool> take_size(char c);
  Framed<bool> take_extension(char c);
  Framed<bool> take_trailer(char c);
  Framed<bool> begin_data();

  State state_ = State::size;
  std::uint64_t body_bytes_max_;
  std::uint64_t left_ = 0;   // of the chunk
  std::uint64_t taken_ = 0;  // of the body
  std::size_t digits_ = 0;
  std::size_t extension_bytes_ = 0;
  std::size_t trailer_bytes_ = 0;
  std::string line_;  // of the trailers
};

}  // namespace swarm::http
