#include "platform/http_server/trace_context.hpp"

#include <algorithm>

namespace swarm::http {

namespace {

bool is_hexadecimal(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}
bool is_zero(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

bool is_request_id_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
}

}  // namespace

std::optional<TraceParent> parse_traceparent(std::string_view text) {
  constexpr std::size_t kLength = 55, kTraceAt = 3, kSpanAt = 36, kFlagsAt = 53;
  if (text.size() < kLength || text[2] != '-' || text[kSpanAt - 1] != '-' || text[kFlagsAt - 1] != '-')
    return std::nullopt;
  const std::string_view version = text.substr(0, 2), trace = text.substr(kTraceAt, 32),
                         span = text.substr(kSpanAt, 16), flags = text.substr(kFlagsAt, 2);
  if (!is_hexadecimal(version) || !is_hexadecimal(trace) || !is_hexadecimal(span) || !is_hexadecimal(flags))
    return std::nullopt;
  if (version == "ff" || is_zero(trace) || is_zero(span)) return std::nullopt;
  // Version 00 ends here; a later one may go on after another dash.
  if (text.size() > kLength && (version == "00" || text[kLength] != '-')) return std::nullopt;
  return TraceParent{std::string(trace), std::string(flags)};
}

bool is_request_id(std::string_view text) {
  constexpr std::size_t kLengthMax = 128;
  return !text.empty() && text.size() <= kLengthMax && std::ranges::all_of(text, is_request_id_character);
}

bool is_idempotency_key(std::string_view text) {
  constexpr std::size_t kLengthMax = 255;
  return !text.empty() && text.size() <= kLengthMax &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

}  // namespace swarm::http
