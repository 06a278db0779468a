#include "platform/events/event_types.hpp"

#include <charconv>
#include <fmt/format.h>

namespace swarm::events {

namespace {

std::optional<std::int64_t> parse_hexadecimal(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

}  // namespace

Result<Cursor> Cursor::parse(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point != std::string_view::npos) {
    const auto transaction = parse_hexadecimal(text.substr(0, point));
    const auto sequence = parse_hexadecimal(text.substr(point + 1));
    if (transaction && sequence) return Cursor{*transaction, *sequence};
  }
  return fail(ErrorCode::invalid_input,
              fmt::format("'{}' is no cursor: take the id of an event as it was given", text.substr(0, 60)));
}

std::string Cursor::text() const {
  return fmt::format("{:x}.{:x}", transaction, sequence);
}

}  // namespace swarm::events
