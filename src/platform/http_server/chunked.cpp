#include "platform/http_server/chunked.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "platform/http_server/header_text.hpp"

namespace swarm::http {

namespace {

std::unexpected<FramingRefusal> refuse(std::string message) {
  return std::unexpected(FramingRefusal{400, std::move(message)});
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Framed<std::size_t> ChunkDecoder::feed(std::string_view bytes, std::string& body) {
  std::size_t at = 0;
  while (at < bytes.size() && state_ != State::done) {
    if (state_ == State::data) {
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size() - at));
      body.append(bytes.substr(at, count));
      at += count;
      left_ -= count;
      if (left_ == 0) state_ = State::data_end;
      continue;
    }
    Framed<bool> taken = take(bytes[at]);
    if (!taken) return std::unexpected(std::move(taken).error());
    ++at;
  }
  return at;
}

Framed<bool> ChunkDecoder::take(char c) {
  switch (state_) {
    case State::size:
      return take_size(c);
    case State::extension:
      return take_extension(c);
    case State::size_end:
      if (c != '\n') return refuse("a chunk size line does not end with CR LF");
      return begin_data();
    case State::data_end:
      if (c != '\r') return refuse("a chunk is longer than its size says");
      state_ = State::data_end_lf;
      return true;
    case State::data_end_lf:
      if (c != '\n') return refuse("a chunk does not end with CR LF");
      state_ = State::size;
      return true;
    default:
      return take_trailer(c);
  }
}

Framed<bool> ChunkDecoder::take_size(char c) {
  constexpr std::size_t kDigitsMax = 16;
  const int digit = digit_of(c);
  if (digit >= 0) {
    if (++digits_ > kDigitsMax) return refuse("a chunk size has more than 16 digits");
    left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
    return true;
  }
  if (digits_ == 0 || (c != ';' && c != '\r')) return refuse("a chunk size is no hexadecimal number");
  state_ = c == ';' ? State::extension : State::size_end;
  return true;
}

Framed<bool> ChunkDecoder::take_extension(char c) {
  if (++extension_bytes_ > kExtensionBytesMax)
    return refuse(fmt::format("chunk extensions of more than {} bytes", kExtensionBytesMax));
  if (c == '\r') {
    state_ = State::size_end;
    return true;
  }
  if (!is_field_value(std::string_view(&c, 1))) return refuse("a chunk extension has a control character");
  return true;
}

Framed<bool> ChunkDecoder::begin_data() {
  digits_ = 0;
  if (left_ > body_bytes_max_ - taken_) {
    return std::unexpected(FramingRefusal{413, fmt::format("the body is longer than {} bytes", body_bytes_max_)});
  }
  taken_ += left_;
  state_ = left_ == 0 ? State::trailer : State::data;
  return true;
}

Framed<bool> ChunkDecoder::take_trailer(char c) {
  if (++trailer_bytes_ > kTrailerBytesMax)
    return refuse(fmt::format("trailers of more than {} bytes", kTrailerBytesMax));
  line_ += c;
  if (c != '\n') return true;
  if (!line_.ends_with("\r\n")) return refuse("a trailer line ends with LF alone; CR LF expected");
  line_.resize(line_.size() - 2);
  FieldLine field;
  if (line_.empty()) {
    state_ = State::done;
  } else if (!parse_field_line(line_, field)) {
    return refuse("a trailer line is not 'name: value'");
  }
  line_.clear();
  return true;
}

}  // namespace swarm::http
