#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace swarm::limits {

// An address as 128 bits; IPv4 is ::ffff:a.b.c.d, so that both ways to write it are one.
struct NetworkAddress {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const NetworkAddress&) const = default;

  static std::optional<NetworkAddress> parse(std::string_view text);
  bool is_v4() const;
  bool is_loopback() const;  // 127.0.0.0/8 or ::1
  // With all bits after the first `bits` set to 0.
  NetworkAddress first_bits(unsigned bits) const;
  std::string text() const;
};

// "10.0.0.0/8", "2001:db8::/32", or one address. An IPv6 block that is wider than all IPv4 addresses, such as ::/0,
// does not contain these.
class NetworkBlock {
 public:
  // `invalid_input`: no address, a prefix that is too long, or bits beyond the prefix.
  static Result<NetworkBlock> parse(std::string_view text);

  bool contains(const NetworkAddress& address) const;
  bool is_loopback() const;  // all of it
  const NetworkAddress& base() const { return base_; }
  unsigned prefix_bits() const { return prefix_bits_; }  // of 128
  std::string text() const;                              // as people write it, always with the prefix

 private:
  NetworkBlock(NetworkAddress base, unsigned prefix_bits) : base_(base), prefix_bits_(prefix_bits) {}
  NetworkAddress base_;
  unsigned prefix_bits_;
};

}  // namespace swarm::limits

template <>
struct std::hash<swarm::limits::NetworkAddress> {
  std::size_t operator()(const swarm::limits::NetworkAddress& address) const {
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(address.bytes.data()), address.bytes.size()});
  }
};
