#include "platform/http_client/response_framing.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "platform/http_server/header_text.hpp"

namespace swarm::http_client {

namespace {

using Refusal = std::unexpected<std::string>;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

struct StatusLine {
  int minor_version;
  int status;
};

std::expected<StatusLine, std::string> parse_status_line(std::string_view line) {
  constexpr std::string_view kShape = "HTTP/1.1 200";
  const bool is_version = line.size() >= kShape.size() && line.starts_with("HTTP/1.") && is_digit(line[7]) &&
                          line[7] <= '1' && line[8] == ' ';
  if (!is_version) return Refusal("it does not begin with HTTP/1.1 or HTTP/1.0");
  const std::string_view digits = line.substr(9, 3);
  const bool is_status = std::ranges::all_of(digits, is_digit) && digits[0] != '0' &&
                         (line.size() == kShape.size() || line[kShape.size()] == ' ');
  if (!is_status || !http::is_field_value(line)) return Refusal("its status line has no status of three digits");
  StatusLine parsed{.minor_version = line[7] - '0', .status = 0};
  std::from_chars(digits.data(), digits.data() + digits.size(), parsed.status);
  return parsed;
}

std::expected<std::vector<Header>, std::string> parse_fields(std::string_view lines) {
  std::vector<Header> headers;
  while (lines != "\r\n") {
    const std::size_t end = lines.find("\r\n");
    http::FieldLine field;
    if (lines.starts_with(' ') || lines.starts_with('\t')) return Refusal("it has a folded header line");
    if (!http::parse_field_line(lines.substr(0, end), field)) return Refusal("a header line is not 'name: value'");
    if (headers.size() == kResponseFieldsMax) return Refusal("it has too many header fields");
    headers.emplace_back(to_lower(field.name), field.value);
    lines.remove_prefix(end + 2);
  }
  return headers;
}

// Several values that are equal count as one (RFC 9110, section 8.6).
std::expected<std::optional<std::uint64_t>, std::string> content_length_of(const ResponseHead& head) {
  constexpr std::size_t kDigitsMax = 18;  // fits into 63 bits
  std::optional<std::string_view> length;
  for (const auto& [name, value] : head.headers) {
    if (name != "content-length") continue;
    for (const std::string_view item : split(value, ',')) {
      const std::string_view digits = trim(item);
      if (digits.empty() || digits.size() > kDigitsMax || !std::ranges::all_of(digits, is_digit))
        return Refusal("its Content-Length is no plain number");
      if (length && *length != digits) return Refusal("it has two different Content-Lengths");
      length = digits;
    }
  }
  if (!length) return std::nullopt;
  std::uint64_t count = 0;
  std::from_chars(length->data(), length->data() + length->size(), count);
  return count;
}

// RFC 9112, section 6.3.
std::expected<bool, std::string> set_body_end(ParsedHead& parsed, int minor_version, bool is_answer_to_head) {
  const auto length = content_length_of(parsed.head);
  if (!length) return Refusal(length.error());
  std::size_t codings = 0;
  bool is_chunked = false;
  for (const auto& [name, value] : parsed.head.headers) {
    if (name != "transfer-encoding") continue;
    ++codings;
    is_chunked = http::equals_ignoring_case(value, "chunked");
  }
  if (codings > 0 && (codings > 1 || !is_chunked || minor_version == 0))
    return Refusal("its Transfer-Encoding is another than 'chunked', once");
  if (codings > 0 && *length) return Refusal("it has Content-Length together with Transfer-Encoding");
  const int status = parsed.head.status;
  if (is_answer_to_head || status < 200 || status == 204 || status == 304) return true;
  if (is_chunked) {
    parsed.body = BodyEnd::chunked;
  } else if (*length) {
    parsed.body = **length == 0 ? BodyEnd::none : BodyEnd::length;
    parsed.content_length = **length;
  } else {
    parsed.body = BodyEnd::close;
    parsed.keep_alive = false;
  }
  return true;
}

}  // namespace

std::optional<std::size_t> HeadEnd::find(std::string_view bytes) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const std::size_t from = searched_ < kEnd.size() ? 0 : searched_ - kEnd.size() + 1;
  const std::size_t end = bytes.find(kEnd, from);
  searched_ = bytes.size();
  if (end == std::string_view::npos) return std::nullopt;
  searched_ = 0;
  return end + kEnd.size();
}

std::expected<ParsedHead, std::string> parse_response_head(std::string_view bytes, bool is_answer_to_head) {
  const std::size_t end = bytes.find("\r\n");
  if (end == std::string_view::npos || !bytes.ends_with("\r\n\r\n")) return Refusal("it does not end");
  const auto line = parse_status_line(bytes.substr(0, end));
  if (!line) return Refusal(line.error());
  auto headers = parse_fields(bytes.substr(end + 2));
  if (!headers) return Refusal(headers.error());
  ParsedHead parsed;
  parsed.head = {.status = line->status, .headers = std::move(*headers)};
  parsed.keep_alive = line->minor_version == 1;
  for (const auto& [name, value] : parsed.head.headers) {
    if (name == "connection" && http::list_has(value, "close")) parsed.keep_alive = false;
  }
  const auto framed = set_body_end(parsed, line->minor_version, is_answer_to_head);
  if (!framed) return Refusal(framed.error());
  return parsed;
}

}  // namespace swarm::http_client
