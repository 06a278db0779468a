#include "response_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <optional>
#include <strings.h>
#include <utility>

#include "http_exchange.hpp"

namespace swarm::load {

namespace {

constexpr std::size_t kHeadBytesMax = 64 * 1024;
constexpr std::size_t kBodyBytesMax = 64 * 1024 * 1024;

std::string_view value_of(std::string_view line) {
  line.remove_prefix(std::min(line.find(':') + 1, line.size()));
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return line;
}

bool is_named(std::string_view line, std::string_view name_and_colon) {
  return line.size() >= name_and_colon.size() &&
         ::strncasecmp(line.data(), name_and_colon.data(), name_and_colon.size()) == 0;
}

std::size_t number(std::string_view text, int base) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end == text.data() || value > kBodyBytesMax)
    give_up(fmt::format("a response with an impossible length: {}", text));
  return value;
}

}  // namespace

void ResponseReader::feed(std::string_view bytes) {
  input_.append(bytes);
  advance();
}

void ResponseReader::next() {
  state_ = State::head;
  left_ = 0;
  status_ = 0;
  keeps_connection_ = true;
  body_.clear();
  advance();
}

void ResponseReader::advance() {
  while (state_ != State::complete && step()) {
  }
  input_.erase(0, std::exchange(used_, 0));
}

bool ResponseReader::step() {
  switch (state_) {
    case State::head:
      return read_head();
    case State::counted:
      return read_counted(State::complete);
    case State::chunk_size:
      return read_chunk_size();
    case State::chunk:
      return read_counted(State::chunk_end);
    case State::chunk_end:
      return skip_line(State::chunk_size);
    case State::trailer:
      return skip_line(State::complete);
    case State::complete:
      break;
  }
  return false;
}

bool ResponseReader::read_head() {
  const std::string_view input = std::string_view(input_).substr(used_);
  const std::size_t end = input.find("\r\n\r\n");
  if (end == std::string_view::npos) {
    if (input.size() > kHeadBytesMax) give_up("a response's head is too long");
    return false;
  }
  if (!input.starts_with("HTTP/1.1 ")) give_up(fmt::format("no response: {}", input.substr(0, 100)));
  status_ = std::atoi(input.data() + std::strlen("HTTP/1.1 "));
  std::optional<std::size_t> length;
  bool is_chunked = false;
  for (std::size_t at = input.find("\r\n"); at < end; at = input.find("\r\n", at + 2)) {
    const std::string_view line = input.substr(at + 2, input.find("\r\n", at + 2) - at - 2);
    if (is_named(line, "content-length:")) length = number(value_of(line), 10);
    if (is_named(line, "transfer-encoding:")) is_chunked = true;
    if (is_named(line, "connection:") && is_named(value_of(line), "close")) keeps_connection_ = false;
  }
  if (!length && !is_chunked) give_up("a response without Content-Length or chunks");
  left_ = length.value_or(0);
  state_ = is_chunked ? State::chunk_size : State::counted;
  used_ += end + 4;
  return true;
}

bool ResponseReader::read_counted(State after) {
  const std::size_t count = std::min(left_, input_.size() - used_);
  body_.append(input_, used_, count);
  if (body_.size() > kBodyBytesMax) give_up("a response's body is too long");
  used_ += count;
  left_ -= count;
  if (left_ == 0) state_ = after;
  return left_ == 0;
}

bool ResponseReader::read_chunk_size() {
  const std::string_view input = std::string_view(input_).substr(used_);
  const std::size_t end = input.find("\r\n");
  if (end == std::string_view::npos) return false;
  left_ = number(input.substr(0, end), 16);
  used_ += end + 2;
  state_ = left_ == 0 ? State::trailer : State::chunk;
  return true;
}

bool ResponseReader::skip_line(State after) {
  const std::size_t end = std::string_view(input_).find("\r\n", used_);
  if (end == std::string_view::npos) return false;
  used_ = end + 2;
  state_ = after;
  return true;
}

}  // namespace swarm::load
