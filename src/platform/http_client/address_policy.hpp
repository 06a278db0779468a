#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "platform/http_server/address.hpp"

namespace swarm::http_client {

using http::Address;

// Which addresses may be connected to. Asked for every address that a name resolves to, and the connection is then
// made to one of the very addresses that were asked about. Thread-safe.
class AddressPolicy {
 public:
  virtual ~AddressPolicy() = default;
  virtual bool allows(const Address& address) const = 0;
};

// For servers that the operator chose.
class AnyAddress final : public AddressPolicy {
 public:
  bool allows(const Address&) const override { return true; }
};

// Whether strangers on the Internet can own it: no private, loopback, link-local (cloud metadata), shared, multicast,
// documentation or translated address (IANA's special-purpose registries). An IPv6 address that carries an IPv4 one
// (mapped, compatible, 6to4, Teredo, NAT64) is none.
bool is_public(const Address& address);

// For URLs that a user can choose: public addresses, and what the operator listed.
class PublicAddresses final : public AddressPolicy {
 public:
  // `listed`: CIDR blocks that are allowed although they are not public. `invalid_input`.
  static Result<PublicAddresses> parse(const std::vector<std::string>& listed);

  bool allows(const Address& address) const override { return is_public(address) || is_listed(address); }
  bool is_listed(const Address& address) const;

 private:
  std::vector<http::AddressBlock> listed_;
};

}  // namespace swarm::http_client
