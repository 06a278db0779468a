#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/sizes.hpp"
#include "platform/http_client/url.hpp"
#include "platform/http_server/message.hpp"

namespace swarm::http_client {

using http::Header;

struct Timeouts {
  std::chrono::milliseconds connect{10'000};         // look-up, connection and TLS together
  std::chrono::milliseconds first_byte{30'000};      // from the end of the request to the end of the answer's head
  std::chrono::milliseconds pause{30'000};           // between two pieces of a body, in either direction
  std::optional<std::chrono::milliseconds> total{};  // of everything; none for a stream that may last
};

struct Request {
  std::string method = "GET";
  Url url{};
  std::vector<Header> headers{};  // beside Host, Content-Length and Connection, which are ours
  std::string body{};
  Timeouts timeouts{};
  // Sent again when a kept connection breaks after it took the request but before a byte came back. GET, HEAD, PUT,
  // DELETE and OPTIONS always may be.
  bool may_repeat = false;
};

struct ResponseHead {
  int status = 0;
  std::vector<Header> headers{};  // names in lower case, in the order in which they came
  std::optional<std::string_view> header(std::string_view lower_case_name) const;  // the first of that name
};

struct WholeResponse {
  ResponseHead head;
  std::string body;
};

// A request that cannot be written without changing its meaning is refused: `invalid_input`.
Result<Done> check_request(const Request& request);
// The request as it goes over the wire, up to its body.
std::string head_text(const Request& request);
bool is_idempotent(const Request& request);  // RFC 9110, section 9.2.2, or said so

}  // namespace swarm::http_client
