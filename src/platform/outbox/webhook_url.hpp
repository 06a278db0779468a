#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "platform/http_client/address_policy.hpp"
#include "platform/http_client/url.hpp"

namespace swarm::outbox {

// Where users may have webhooks sent to. Immutable.
class WebhookUrlRules {
 public:
  WebhookUrlRules(http_client::PublicAddresses addresses, bool allow_http, bool has_listed_addresses)
      : addresses_(std::move(addresses)), allow_http_(allow_http), has_listed_addresses_(has_listed_addresses) {}
  static Result<WebhookUrlRules> make(const std::vector<std::string>& allow_private_addresses, bool allow_http);

  // What can be said of a URL before its name is looked up: its form, its scheme, its port, and an address in place of
  // a name. `invalid_input`; addresses are checked again at every connection.
  Result<http_client::Url> check(std::string_view text) const;

  // Of connections for `scheme`: without TLS only to what the operator listed, unless allow_http.
  bool allows(http_client::Scheme scheme, const http_client::Address& address) const;

 private:
  http_client::PublicAddresses addresses_;
  bool allow_http_;
  bool has_listed_addresses_;
};

// The rules as the clients ask them, one client per scheme.
class SchemePolicy final : public http_client::AddressPolicy {
 public:
  SchemePolicy(const WebhookUrlRules& rules, http_client::Scheme scheme) : rules_(rules), scheme_(scheme) {}
  bool allows(const http_client::Address& address) const override { return rules_.allows(scheme_, address); }

 private:
  const WebhookUrlRules& rules_;
  const http_client::Scheme scheme_;
};

// Ports of other protocols, to which an HTTP request may mean something (https://fetch.spec.whatwg.org/#bad-port).
bool is_port_of_another_protocol(std::uint16_t port);

}  // namespace swarm::outbox
