#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "platform/http_server/address.hpp"

namespace swarm::http_client {

using http::Address;

inline constexpr std::size_t kUrlBytesMax = 2048;

enum class Scheme { http, https };

// An absolute http or https URL, read strictly: what two readers could take for two different servers is refused, so
// that the host that was checked is the host that is asked. Refused: user information, fragments, blanks, control
// characters, backslashes, anything beyond ASCII, percent signs in the host, zone ids, a dot at the end of the host,
// and IPv4 addresses in any form but four decimal numbers. What is parsed here is what is used.
struct Url {
  Scheme scheme = Scheme::https;
  std::string host{};                // lower case; an IPv6 address without brackets
  std::optional<Address> address{};  // when the host is one; IPv4 that came as IPv6 is IPv4
  std::uint16_t port = 443;
  std::string target = "/";  // path and query, as they are sent

  // `invalid_input` with the reason "url".
  static Result<Url> parse(std::string_view text);

  bool is_tls() const { return scheme == Scheme::https; }
  std::string authority() const;  // for Host: "example.com", "[2001:db8::1]:8443"
  std::string origin() const;     // "https://example.com"
  std::string text() const { return origin() + target; }
};

}  // namespace swarm::http_client
