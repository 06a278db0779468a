#include "base/id.hpp"

#include <fmt/format.h>

namespace swarm {

namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";  // no i, l, o, u

std::string encode(std::uint64_t milliseconds, std::uint16_t high, std::uint64_t low) {
  std::string text(kIdLength, '0');
  for (std::size_t i = 10; i-- > 0; milliseconds >>= 5)
    text[i] = kAlphabet[milliseconds & 31];
  unsigned __int128 chance = (static_cast<unsigned __int128>(high) << 64) | low;
  for (std::size_t i = kIdLength; i-- > 10; chance >>= 5)
    text[i] = kAlphabet[static_cast<std::size_t>(chance & 31)];
  return text;
}

}  // namespace

Result<std::string> detail::parse_id(std::string_view kind, std::string_view text) {
  if (text.size() != kIdLength) {
    const std::string_view shown = text.substr(0, 40);
    return fail(ErrorCode::invalid_input,
                fmt::format("'{}' is no {} id: {} characters expected, got {}", shown, kind, kIdLength, text.size()));
  }
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (kAlphabet.find(c) == std::string_view::npos) {
      return fail(ErrorCode::invalid_input,
                  fmt::format("'{}' is no {} id: digits and letters without i, l, o, u expected", text, kind));
    }
  }
  if (lower[0] > '7')
    return fail(ErrorCode::invalid_input, fmt::format("'{}' is no {} id: it is beyond 128 bits", text, kind));
  return lower;
}

std::string IdSource::next() {
  MutexLock lock(mutex_);
  const std::int64_t now_ms = to_milliseconds(clock_.now());
  if (now_ms > last_ms_) {
    last_ms_ = now_ms;
    high_ = static_cast<std::uint16_t>(random_.next());
    low_ = random_.next();
  } else if (++low_ == 0) {
    ++high_;
  }
  return encode(static_cast<std::uint64_t>(last_ms_), high_, low_);
}

}  // namespace swarm
