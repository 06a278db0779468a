#include "platform/http_server/framing.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

#include "base/text.hpp"
#include "platform/http_server/header_text.hpp"
#include "platform/http_server/percent_encoding.hpp"

namespace swarm::http {

namespace {

std::unexpected<FramingRefusal> refuse(int status, std::string message) {
  return std::unexpected(FramingRefusal{status, std::move(message)});
}
std::unexpected<FramingRefusal> refuse(std::string message) {
  return refuse(400, std::move(message));
}

constexpr int kBadRequest = 400, kTargetTooLong = 414, kExpectationFailed = 417, kHeaderTooLarge = 431,
              kVersionNotSupported = 505, kNotImplemented = 501;

}  // namespace

// --- The end of the header ------------------------------------------------------------------------------------------

Framed<std::optional<std::size_t>> HeadScanner::unfinished(std::size_t size) const {
  if (size <= bytes_max_) return std::nullopt;
  if (line_start_ == 0)
    return refuse(kTargetTooLong, fmt::format("the request line is longer than {} bytes", bytes_max_));
  return refuse(kHeaderTooLarge, fmt::format("the request header is longer than {} bytes", bytes_max_));
}

Framed<std::optional<std::size_t>> HeadScanner::scan(std::string_view bytes) {
  if (searched_ == 0 && !bytes.empty() && bytes[0] != '\r' && bytes[0] != '\n' && !is_token(bytes.substr(0, 1))) {
    return refuse("this is no HTTP request: it does not begin with a method");
  }
  while (true) {
    const std::size_t end = bytes.find('\n', searched_);
    if (end == std::string_view::npos) {
      searched_ = bytes.size();
      return unfinished(bytes.size());
    }
    if (end == 0 || bytes[end - 1] != '\r') return refuse("a line of the header ends with LF alone; CR LF expected");
    const bool line_is_empty = end - 1 == line_start_;
    const bool is_before_request_line = line_start_ == 0;
    searched_ = end + 1;
    if (line_is_empty && !is_before_request_line) {
      // An empty line at the very beginning was skipped; one right after it is no header's end but a second one.
      if (line_start_ == 2 && bytes[0] == '\r') return refuse("empty lines before the request line");
      if (searched_ > bytes_max_) return unfinished(searched_);
      return searched_;
    }
    line_start_ = searched_;
    if (line_start_ > bytes_max_) return unfinished(line_start_);
  }
}

// --- The request line -----------------------------------------------------------------------------------------------

namespace {

struct TargetTables {
  std::array<bool, 256> path{}, query{};
  constexpr TargetTables() {
    for (unsigned c = '0'; c <= '9'; ++c)
      path[c] = true;
    for (unsigned c = 'a'; c <= 'z'; ++c)
      path[c] = path[c - 'a' + 'A'] = true;
    for (const char c : std::string_view("-._~!$&'()*+,;=:@/%"))
      path[static_cast<unsigned char>(c)] = true;
    query = path;
    query[static_cast<unsigned char>('?')] = true;
  }
};
constexpr TargetTables kTarget;

bool consists_of(std::string_view text, const std::array<bool, 256>& table) {
  return std::ranges::all_of(text, [&](char c) { return table[static_cast<unsigned char>(c)]; });
}

Method method_named(std::string_view token) {
  for (const Method method :
       {Method::get, Method::post, Method::put, Method::patch, Method::delete_, Method::head, Method::options}) {
    if (token == name_of(method)) return method;
  }
  return Method::other;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

Framed<int> minor_version_of(std::string_view text) {
  const bool is_version =
      text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) && text[6] == '.' && is_digit(text[7]);
  if (!is_version) return refuse("the request line does not end with a version such as HTTP/1.1");
  if (text[5] != '1' || text[7] > '1')
    return refuse(kVersionNotSupported, "only HTTP/1.1 and HTTP/1.0 are spoken here");
  return text[7] - '0';
}

// RFC 9110, section 7.2, without names that only a registry would resolve.
bool is_host(std::string_view text) {
  std::string_view host = text, port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return false;
    const std::string_view inside = text.substr(1, end - 1);
    if (inside.size() < 2 || inside.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos)
      return false;
    if (end + 1 == text.size()) return true;
    if (text[end + 1] != ':') return false;
    port = text.substr(end + 2);
  } else {
    const std::size_t colon = text.find(':');
    host = text.substr(0, colon);
    if (host.empty() || !std::ranges::all_of(host, [](char c) {
          return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_' ||
                 c == '~';
        }))
      return false;
    if (colon == std::string_view::npos) return true;
    port = text.substr(colon + 1);
  }
  constexpr std::size_t kPortDigitsMax = 5;
  return port.size() <= kPortDigitsMax && std::ranges::all_of(port, is_digit);
}

struct Target {
  std::string_view authority;  // empty unless the target was absolute
  std::string_view path_and_query;
  std::string_view path_if_none = "/";  // of an absolute target that ends with its authority
};

Framed<Target> target_of(std::string_view text, std::string_view method) {
  if (text.starts_with('/')) return Target{{}, text};
  if (text == "*" && method == "OPTIONS") return Target{{}, text};
  constexpr std::string_view kSchemes[] = {"http://", "https://"};
  for (const std::string_view scheme : kSchemes) {
    if (!equals_ignoring_case(text.substr(0, scheme.size()), scheme)) continue;
    const std::string_view rest = text.substr(scheme.size());
    const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
    if (!is_host(rest.substr(0, end))) return refuse("the absolute request target has no valid authority");
    return Target{rest.substr(0, end), rest.substr(end), method == "OPTIONS" ? "*" : "/"};
  }
  return refuse("the request target must begin with a slash");
}

Framed<Head> parse_target(const Target& target) {
  Head head;
  const std::string_view path_and_query = target.path_and_query;
  const std::size_t mark = path_and_query.find('?');
  std::string_view path = path_and_query.substr(0, mark);
  if (path.empty()) path = mark == std::string_view::npos ? target.path_if_none : "/";
  const std::string_view query = mark == std::string_view::npos ? std::string_view{} : path_and_query.substr(mark + 1);
  if (!consists_of(path, kTarget.path) || !consists_of(query, kTarget.query)) {
    return refuse("the request target has a character that must be percent-encoded");
  }
  std::optional<std::string> decoded = percent_decode(path, Plus::is_plus);
  if (!decoded || !percent_decode(query, Plus::is_plus))
    return refuse("the request target has a % without two hexadecimal digits");
  if (decoded->find('\0') != std::string::npos) return refuse("the path has a U+0000");
  head.request.path = std::move(*decoded);
  head.raw_path = path;
  head.request.query = query;
  return head;
}

struct RequestLine {
  Head head;
  std::string_view authority;
};

Framed<RequestLine> parse_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last)
    return refuse("the request line is not 'METHOD TARGET HTTP/1.1'");
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (!is_token(method)) return refuse("the method is no token");
  if (target.find(' ') != std::string_view::npos) return refuse("the request line has more than two blanks");
  Framed<int> minor_version = minor_version_of(line.substr(last + 1));
  if (!minor_version) return std::unexpected(std::move(minor_version).error());
  if (method == "CONNECT") return refuse(kNotImplemented, "CONNECT is not spoken here: this is no proxy");
  Framed<Target> parts = target_of(target, method);
  if (!parts) return std::unexpected(std::move(parts).error());
  Framed<Head> head = parse_target(*parts);
  if (!head) return std::unexpected(std::move(head).error());
  head->request.method = method_named(method);
  head->minor_version = *minor_version;
  return RequestLine{std::move(*head), parts->authority};
}

// --- The fields -----------------------------------------------------------------------------------------------------

// Two of these and two readers may each believe another one.
constexpr std::string_view kSingletons[] = {"host",
                                            "content-length",
                                            "transfer-encoding",
                                            "content-type",
                                            "content-encoding",
                                            "authorization",
                                            "x-api-key",
                                            "x-project",
                                            "idempotency-key",
                                            "expect",
                                            "origin",
                                            "last-event-id",
                                            "x-request-id",
                                            "traceparent",
                                            "sec-websocket-key",
                                            "sec-websocket-version"};

Framed<std::vector<Header>> parse_fields(std::string_view lines) {
  std::vector<Header> headers;
  headers.reserve(16);
  std::uint32_t seen = 0;
  while (lines != "\r\n") {
    const std::size_t end = lines.find("\r\n");
    FieldLine field;
    if (lines[0] == ' ' || lines[0] == '\t') return refuse("a folded header line");
    if (!parse_field_line(lines.substr(0, end), field)) return refuse("a line of the header is not 'name: value'");
    if (headers.size() == kHeaderFieldsMax)
      return refuse(kHeaderTooLarge, fmt::format("more than {} header fields", kHeaderFieldsMax));
    headers.emplace_back(to_lower(field.name), field.value);
    const auto* single = std::ranges::find(kSingletons, headers.back().first);
    if (single != std::end(kSingletons)) {
      const std::uint32_t bit = 1U << static_cast<unsigned>(single - kSingletons);
      if ((seen & bit) != 0) return refuse(fmt::format("the header field {} stands twice", *single));
      seen |= bit;
    }
    lines.remove_prefix(end + 2);
  }
  return headers;
}

Framed<bool> check_host(const Head& head, std::string_view authority) {
  const auto host = head.request.header("host");
  if (!host && head.minor_version == 1) return refuse("the header field Host is missing");
  if (host && !is_host(*host)) return refuse("the header field Host is no host name with an optional port");
  if (!authority.empty() && host && !equals_ignoring_case(authority, *host))
    return refuse("the request target and Host name different servers");
  return true;
}

Framed<bool> set_body_framing(Head& head) {
  const auto length = head.request.header("content-length");
  const auto coding = head.request.header("transfer-encoding");
  if (length && coding) return refuse("Content-Length together with Transfer-Encoding");
  if (coding) {
    if (head.minor_version == 0) return refuse("Transfer-Encoding in HTTP/1.0");
    if (!equals_ignoring_case(*coding, "chunked"))
      return refuse("the only transfer coding spoken here is 'chunked', once");
    head.body = BodyFraming::chunked;
  } else if (length) {
    constexpr std::size_t kDigitsMax = 18;  // fits into 63 bits
    if (length->empty() || length->size() > kDigitsMax || !std::ranges::all_of(*length, is_digit))
      return refuse("Content-Length is no plain number");
    std::from_chars(length->data(), length->data() + length->size(), head.content_length);
    head.body = BodyFraming::length;
  }
  return true;
}

Framed<bool> set_connection(Head& head) {
  head.keep_alive = head.minor_version == 1;
  for (const auto& [name, value] : head.request.headers) {
    if (name == "connection" && list_has(value, "close")) head.keep_alive = false;
  }
  const auto expectation = head.request.header("expect");
  if (!expectation || head.minor_version == 0) return true;
  if (!equals_ignoring_case(*expectation, "100-continue"))
    return refuse(kExpectationFailed, "the only expectation met here is 100-continue");
  head.expects_continue = head.has_body();
  return true;
}

}  // namespace

Framed<Head> parse_head(std::string_view bytes) {
  if (bytes.starts_with("\r\n")) bytes.remove_prefix(2);
  const std::size_t end = bytes.find("\r\n");
  if (end == std::string_view::npos || !bytes.ends_with("\r\n\r\n"))
    return refuse(kBadRequest, "the header does not end with an empty line");
  Framed<RequestLine> line = parse_request_line(bytes.substr(0, end));
  if (!line) return std::unexpected(std::move(line).error());
  Framed<std::vector<Header>> fields = parse_fields(bytes.substr(end + 2));
  if (!fields) return std::unexpected(std::move(fields).error());
  Head head = std::move(line->head);
  head.request.headers = std::move(*fields);
  for (Framed<bool> checked : {check_host(head, line->authority), set_body_framing(head), set_connection(head)}) {
    if (!checked) return std::unexpected(std::move(checked).error());
  }
  return head;
}

}  // namespace swarm::http
