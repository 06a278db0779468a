#include "platform/limits/network_block.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <fmt/format.h>

namespace swarm::limits {

namespace {

constexpr unsigned kMappedBits = 96;  // the prefix of IPv4 in 128 bits
constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::unexpected<Error> no_block(std::string_view text, std::string_view why) {
  return fail(ErrorCode::invalid_input, fmt::format("'{}': {}", text.substr(0, 64), why));
}

}  // namespace

std::optional<NetworkAddress> NetworkAddress::parse(std::string_view text) {
  const std::string terminated(text.substr(0, INET6_ADDRSTRLEN));
  NetworkAddress address;
  std::ranges::copy(kMappedPrefix, address.bytes.begin());
  if (terminated.size() != text.size() || terminated.contains('\0')) return std::nullopt;
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data() + kMappedPrefix.size()) == 1) return address;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

bool NetworkAddress::is_v4() const {
  return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes.begin());
}

bool NetworkAddress::is_loopback() const {
  if (is_v4()) return bytes[12] == 127;
  NetworkAddress one;
  one.bytes[15] = 1;
  return *this == one;
}

NetworkAddress NetworkAddress::first_bits(unsigned bits) const {
  NetworkAddress masked;
  const unsigned whole = bits / 8;
  std::copy_n(bytes.begin(), whole, masked.bytes.begin());
  if (bits % 8 != 0) masked.bytes[whole] = static_cast<std::uint8_t>(bytes[whole] & (0xff << (8 - bits % 8)));
  return masked;
}

std::string NetworkAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  const int family = is_v4() ? AF_INET : AF_INET6;
  const auto* first = bytes.data() + (is_v4() ? kMappedPrefix.size() : 0);
  inet_ntop(family, first, buffer.data(), buffer.size());
  return buffer.data();
}

Result<NetworkBlock> NetworkBlock::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view address_text = text.substr(0, slash);
  const std::optional<NetworkAddress> base = NetworkAddress::parse(address_text);
  if (!base) return no_block(text, "an address or a block such as 10.0.0.0/8 or 2001:db8::/32 expected");
  // ::ffff:10.0.0.0/104 counts its bits as IPv6 does.
  const unsigned offset = address_text.contains(':') ? 0 : kMappedBits;
  unsigned bits = 128 - offset;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc{} || end != digits.data() + digits.size() || bits > 128 - offset) {
      return no_block(text, fmt::format("a prefix of 0 to {} bits expected", 128 - offset));
    }
  }
  const NetworkBlock block(*base, bits + offset);
  if (block.base_ != base->first_bits(block.prefix_bits_)) {
    const NetworkBlock meant(base->first_bits(block.prefix_bits_), block.prefix_bits_);
    return no_block(text, fmt::format("there are bits beyond the prefix; '{}' may be meant", meant.text()));
  }
  return block;
}

bool NetworkBlock::contains(const NetworkAddress& address) const {
  if (address.is_v4() && prefix_bits_ < kMappedBits) return false;
  return address.first_bits(prefix_bits_) == base_;
}

bool NetworkBlock::is_loopback() const {
  return base_.is_loopback() && (base_.is_v4() ? prefix_bits_ >= kMappedBits + 8 : prefix_bits_ == 128);
}

std::string NetworkBlock::text() const {
  const bool v4 = base_.is_v4() && prefix_bits_ >= kMappedBits;
  return fmt::format("{}/{}", base_.text(), v4 ? prefix_bits_ - kMappedBits : prefix_bits_);
}

}  // namespace swarm::limits
