#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "base/result.hpp"

namespace swarm::http {

using Address = boost::asio::ip::address;

// An IPv4 address that came as IPv6 (::ffff:1.2.3.4) is the IPv4 address. Nothing for what is no address.
std::optional<Address> parse_address(std::string_view text);
Address plain_address(const Address& address);

// "10.0.0.0/8", "2001:db8::/32", or one address.
class AddressBlock {
 public:
  static Result<AddressBlock> parse(std::string_view text);
  bool contains(const Address& address) const;

 private:
  AddressBlock(Address base, unsigned prefix_bits) : base_(base), prefix_bits_(prefix_bits) {}
  Address base_;
  unsigned prefix_bits_;
};

// Proxies whose X-Forwarded-For is believed. Each adds the address that it saw at the right end, so the client is the
// right-most address that is no proxy of ours; what stands left of it anybody may have written.
class TrustedProxies {
 public:
  static Result<TrustedProxies> parse(const std::vector<std::string>& blocks);
  bool empty() const { return blocks_.empty(); }
  bool contains(const Address& address) const;
  // `forwarded`: all X-Forwarded-For fields, joined with commas.
  std::string client_of(const Address& peer, std::string_view forwarded) const;

 private:
  std::vector<AddressBlock> blocks_;
};

}  // namespace swarm::http
