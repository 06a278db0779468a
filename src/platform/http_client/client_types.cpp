#include "platform/http_client/client_types.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "base/text.hpp"
#include "platform/http_server/header_text.hpp"

namespace swarm::http_client {

namespace {

// They say where a message ends or what becomes of its connection, which is decided here.
constexpr std::array<std::string_view, 10> kOurs{
    "host",    "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te",
    "trailer", "expect",         "proxy-connection"};

bool has_header(const Request& request, std::string_view name) {
  return std::ranges::any_of(request.headers,
                             [&](const Header& header) { return http::equals_ignoring_case(header.first, name); });
}

}  // namespace

std::optional<std::string_view> ResponseHead::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return std::nullopt;
}

Result<Done> check_request(const Request& request) {
  if (!http::is_token(request.method) || request.method == "CONNECT")
    return fail(ErrorCode::invalid_input, "the method cannot be sent");
  for (const auto& [name, value] : request.headers) {
    const std::string lower = to_lower(name);
    if (!http::is_token(name) || !http::is_field_value(value))
      return fail(ErrorCode::invalid_input, fmt::format("the header field {:?} cannot be sent", name));
    if (std::ranges::find(kOurs, lower) != kOurs.end())
      return fail(ErrorCode::invalid_input, fmt::format("the header field {} is set by the client itself", lower));
  }
  return Done{};
}

std::string head_text(const Request& request) {
  std::string text =
      fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", request.method, request.url.target, request.url.authority());
  for (const auto& [name, value] : request.headers)
    fmt::format_to(std::back_inserter(text), "{}: {}\r\n", name, value);
  if (!has_header(request, "user-agent")) text += "User-Agent: swarmkeeper/" SWARM_VERSION "\r\n";
  if (!has_header(request, "accept-encoding")) text += "Accept-Encoding: identity\r\n";
  const bool says_length =
      !request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (says_length) fmt::format_to(std::back_inserter(text), "Content-Length: {}\r\n", request.body.size());
  text += "\r\n";
  return text;
}

bool is_idempotent(const Request& request) {
  constexpr std::array<std::string_view, 5> kMethods{"GET", "HEAD", "PUT", "DELETE", "OPTIONS"};
  return request.may_repeat || std::ranges::find(kMethods, request.method) != kMethods.end();
}

}  // namespace swarm::http_client
