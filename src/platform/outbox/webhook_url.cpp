#include "platform/outbox/webhook_url.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace swarm::outbox {

using http_client::Scheme;
using http_client::Url;

namespace {

std::unexpected<Error> refuse(std::string message) {
  return fail(ErrorCode::invalid_input, "url", std::move(message));
}

}  // namespace

bool is_port_of_another_protocol(std::uint16_t port) {
  constexpr std::array<std::uint16_t, 87> kPorts{
      0,    1,    7,    9,    11,   13,   15,   17,   19,   20,   21,   22,   23,   25,    37,   42,   43,   53,
      69,   77,   79,   87,   95,   101,  102,  103,  104,  109,  110,  111,  113,  115,   117,  119,  123,  135,
      137,  139,  143,  161,  179,  389,  427,  465,  512,  513,  514,  515,  526,  530,   531,  532,  540,  548,
      554,  556,  563,  587,  601,  636,  989,  990,  993,  995,  1719, 1720, 1723, 2049,  3306, 3659, 4045, 4190,
      5060, 5061, 5432, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211};
  static_assert(std::ranges::is_sorted(kPorts));
  return std::ranges::binary_search(kPorts, port);
}

Result<WebhookUrlRules> WebhookUrlRules::make(const std::vector<std::string>& allow_private_addresses,
                                              bool allow_http) {
  auto addresses = http_client::PublicAddresses::parse(allow_private_addresses);
  if (!addresses) return fail(ErrorCode::invalid_input, "outbox.allow_private_addresses: " + addresses.error().message);
  return WebhookUrlRules(std::move(*addresses), allow_http, !allow_private_addresses.empty());
}

bool WebhookUrlRules::allows(Scheme scheme, const http_client::Address& address) const {
  if (scheme == Scheme::http && !allow_http_) return addresses_.is_listed(address);
  return addresses_.allows(address);
}

Result<Url> WebhookUrlRules::check(std::string_view text) const {
  Url url = TRY(Url::parse(text));
  if (is_port_of_another_protocol(url.port))
    return refuse(fmt::format("port {} belongs to another protocol; webhooks are not sent there", url.port));
  if (!url.is_tls() && !allow_http_ && !has_listed_addresses_)
    return refuse("https is needed here (outbox.allow_http is off)");
  if (url.address && !allows(url.scheme, *url.address)) {
    const bool would_do_with_tls = !url.is_tls() && allows(Scheme::https, *url.address);
    return refuse(would_do_with_tls ? std::string("https is needed for this address (outbox.allow_http is off)")
                                    : fmt::format("{} is no public address; an operator can list it in "
                                                  "outbox.allow_private_addresses",
                                                  url.address->to_string()));
  }
  return url;
}

}  // namespace swarm::outbox
