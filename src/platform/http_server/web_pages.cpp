#include "platform/http_server/web_pages.hpp"

#include "base/text.hpp"
#include "platform/http_server/address.hpp"

namespace swarm::http {

namespace {

// "127.0.0.1:80", "[::1]", "localhost:3000".
bool is_this_machine(std::string_view host_and_port) {
  std::string_view host = host_and_port;
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    if (end == std::string_view::npos) return false;
    host = host.substr(1, end - 1);
  } else {
    host = host.substr(0, host.find(':'));
  }
  if (to_lower(host) == "localhost") return true;
  const std::optional<Address> address = parse_address(host);
  return address && address->is_loopback();
}

bool is_local_origin(std::string_view origin) {
  const std::size_t scheme_end = origin.find("://");  // "null" has none
  return scheme_end != std::string_view::npos && is_this_machine(origin.substr(scheme_end + 3));
}

}  // namespace

bool is_sent_by_web_page(const Request& request, bool listens_on_loopback) {
  if (const auto origin = request.header("origin")) return !is_local_origin(*origin);
  const auto site = request.header("sec-fetch-site");
  if (site && (*site == "cross-site" || *site == "same-site")) return true;
  const auto host = request.header("host");
  return listens_on_loopback && host && !is_this_machine(*host);
}

}  // namespace swarm::http
