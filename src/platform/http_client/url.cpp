#include "platform/http_client/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

#include "base/text.hpp"

namespace swarm::http_client {

namespace {

constexpr std::uint16_t kHttpPort = 80, kHttpsPort = 443;

std::unexpected<Error> refuse(std::string_view why) {
  return fail(ErrorCode::invalid_input, "url", fmt::format("the URL cannot be used: {}", why));
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_hexadecimal(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// RFC 3986, sections 3.3 and 3.4.
bool is_target_character(char c) {
  return is_digit(c) || is_letter(c) || std::string_view("-._~!$&'()*+,;=:@/?%").contains(c);
}

Result<Done> check_target(std::string_view target) {
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (!is_target_character(target[i])) return refuse("the path or query has a character that must be written as %XX");
    const bool is_escape =
        target[i] != '%' || (i + 2 < target.size() && is_hexadecimal(target[i + 1]) && is_hexadecimal(target[i + 2]));
    if (!is_escape) return refuse("a percent sign without two hexadecimal digits behind it");
  }
  return Done{};
}

Result<std::uint16_t> port_of(std::string_view digits) {
  constexpr std::size_t kDigitsMax = 5;
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (digits.size() > kDigitsMax || error != std::errc{} || end != digits.data() + digits.size() || port == 0)
    return refuse("a port is a number from 1 to 65535");
  return port;
}

bool is_label(std::string_view label) {
  constexpr std::size_t kLabelMax = 63;
  return !label.empty() && label.size() <= kLabelMax && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return is_digit(c) || is_letter(c) || c == '-' || c == '_'; });
}

// A host whose last label is a number is an address to some readers: "127.1", "2130706433", "0x7f000001".
bool looks_like_ipv4(std::string_view last_label) {
  const bool is_hex = last_label.size() >= 2 && last_label[0] == '0' && (last_label[1] == 'x' || last_label[1] == 'X');
  return is_hex || std::ranges::all_of(last_label, is_digit);
}

Result<Done> set_name(Url& url, std::string_view host) {
  constexpr std::size_t kNameMax = 253;
  if (host.empty()) return refuse("it names no host");
  if (host.ends_with('.')) return refuse("the host ends with a dot; leave it out");
  if (host.size() > kNameMax) return refuse("the host name is longer than 253 characters");
  if (!std::ranges::all_of(host, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
    return refuse("the host is not ASCII; write an international name in its form xn--…");
  const std::vector<std::string_view> labels = split(host, '.');
  if (!std::ranges::all_of(labels, is_label)) return refuse("the host is no host name");
  url.host = to_lower(host);
  if (!looks_like_ipv4(labels.back())) return Done{};
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address_v4(url.host, error);
  if (error) return refuse("an IPv4 address is written as four decimal numbers, such as 192.0.2.1");
  url.address = address;
  return Done{};
}

Result<Done> set_ipv6(Url& url, std::string_view inside) {
  constexpr std::size_t kTextMax = 45;
  boost::system::error_code error;
  const bool is_plain = inside.size() <= kTextMax &&
                        std::ranges::all_of(inside, [](char c) { return is_hexadecimal(c) || c == ':' || c == '.'; });
  if (!is_plain) return refuse("there is no IPv6 address between the brackets");
  const auto address = boost::asio::ip::make_address_v6(std::string(inside), error);
  if (error) return refuse("there is no IPv6 address between the brackets");
  url.host = address.to_string();
  url.address = http::plain_address(address);
  return Done{};
}

Result<Done> set_authority(Url& url, std::string_view authority) {
  if (authority.contains('@')) return refuse("it has a user name or password before '@'");
  std::string_view rest;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return refuse("a bracket of an IPv6 address is not closed");
    TRY(set_ipv6(url, authority.substr(1, end - 1)));
    rest = authority.substr(end + 1);
  } else {
    const std::size_t colon = std::min(authority.find(':'), authority.size());
    TRY(set_name(url, authority.substr(0, colon)));
    rest = authority.substr(colon);
  }
  if (rest.empty()) return Done{};
  if (rest.front() != ':') return refuse("something stands between the host and the port");
  url.port = TRY(port_of(rest.substr(1)));
  return Done{};
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  if (text.size() > kUrlBytesMax) return refuse(fmt::format("it is longer than {} bytes", kUrlBytesMax));
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return refuse("it does not begin with https:// or http://");
  Url url;
  const std::string scheme = to_lower(text.substr(0, colon));
  if (scheme != "http" && scheme != "https") return refuse("only https and http are spoken here");
  url.scheme = scheme == "https" ? Scheme::https : Scheme::http;
  url.port = url.is_tls() ? kHttpsPort : kHttpPort;
  const std::string_view rest = text.substr(colon + 3);
  if (rest.contains('#')) return refuse("it has a fragment, which is never sent; leave out what follows '#'");
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  TRY(set_authority(url, rest.substr(0, end)));
  const std::string_view target = rest.substr(end);
  TRY(check_target(target));
  url.target = target.starts_with('/') ? std::string(target) : "/" + std::string(target);
  return url;
}

std::string Url::authority() const {
  const std::string name = host.contains(':') ? fmt::format("[{}]", host) : host;
  const bool is_default = port == (is_tls() ? kHttpsPort : kHttpPort);
  return is_default ? name : fmt::format("{}:{}", name, port);
}

std::string Url::origin() const {
  return fmt::format("{}://{}", is_tls() ? "https" : "http", authority());
}

}  // namespace swarm::http_client
