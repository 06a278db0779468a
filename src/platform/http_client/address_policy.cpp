#include "platform/http_client/address_policy.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace swarm::http_client {

namespace {

using http::AddressBlock;

// https://www.iana.org/assignments/iana-ipv4-special-registry: all that is not globally reachable, and multicast.
constexpr std::array<std::string_view, 17> kIpv4NotPublic{
    "0.0.0.0/8",       "10.0.0.0/8",    "100.64.0.0/10",   "127.0.0.0/8",     "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24",    "192.0.2.0/24",  "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
    "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",  "224.0.0.0/3"};
// Of IPv6 only 2000::/3 is given to anybody; these are the parts of it that are not.
constexpr std::array<std::string_view, 5> kIpv6NotPublic{"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
                                                         "2620:4f:8000::/48"};

template <std::size_t N>
std::vector<AddressBlock> blocks_of(const std::array<std::string_view, N>& texts) {
  std::vector<AddressBlock> blocks;
  for (const std::string_view text : texts)
    blocks.push_back(AddressBlock::parse(text).value());
  return blocks;
}

bool any_contains(const std::vector<AddressBlock>& blocks, const Address& address) {
  return std::ranges::any_of(blocks, [&](const AddressBlock& block) { return block.contains(address); });
}

}  // namespace

bool is_public(const Address& given) {
  static const std::vector<AddressBlock> kFour = blocks_of(kIpv4NotPublic);
  static const std::vector<AddressBlock> kSix = blocks_of(kIpv6NotPublic);
  static const AddressBlock kUnicast = AddressBlock::parse("2000::/3").value();
  const Address address = http::plain_address(given);
  if (address.is_v4()) return !any_contains(kFour, address);
  return kUnicast.contains(address) && !any_contains(kSix, address);
}

Result<PublicAddresses> PublicAddresses::parse(const std::vector<std::string>& listed) {
  PublicAddresses policy;
  for (const std::string& block : listed)
    policy.listed_.push_back(TRY(AddressBlock::parse(block)));
  return policy;
}

bool PublicAddresses::is_listed(const Address& address) const {
  return any_contains(listed_, http::plain_address(address));
}

}  // namespace swarm::http_client
