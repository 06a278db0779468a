#include "platform/http_server/address.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <ranges>

#include "base/text.hpp"

namespace swarm::http {

namespace asio = boost::asio;

Address plain_address(const Address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

std::optional<Address> parse_address(std::string_view text) {
  constexpr std::size_t kTextMax = 64;
  if (text.empty() || text.size() > kTextMax) return std::nullopt;
  boost::system::error_code error;
  const Address address = asio::ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  return plain_address(address);
}

Result<AddressBlock> AddressBlock::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::optional<Address> base = parse_address(text.substr(0, slash));
  if (!base)
    return fail(ErrorCode::invalid_input, fmt::format("'{}' is no address or CIDR block such as 10.0.0.0/8", text));
  const unsigned bits_max = base->is_v4() ? 32 : 128;
  unsigned bits = bits_max;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc{} || end != digits.data() + digits.size() || bits > bits_max) {
      return fail(ErrorCode::invalid_input, fmt::format("'{}': a prefix of 0 to {} bits expected", text, bits_max));
    }
  }
  return AddressBlock(*base, bits);
}

namespace {

bool equal_prefix(const unsigned char* a, const unsigned char* b, unsigned bits) {
  const unsigned whole = bits / 8;
  if (!std::equal(a, a + whole, b)) return false;
  const unsigned rest = bits % 8;
  return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

}  // namespace

bool AddressBlock::contains(const Address& address) const {
  if (address.is_v4() != base_.is_v4()) return false;
  if (address.is_v4()) {
    return equal_prefix(address.to_v4().to_bytes().data(), base_.to_v4().to_bytes().data(), prefix_bits_);
  }
  return equal_prefix(address.to_v6().to_bytes().data(), base_.to_v6().to_bytes().data(), prefix_bits_);
}

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& blocks) {
  TrustedProxies proxies;
  for (const std::string& block : blocks)
    proxies.blocks_.push_back(TRY(AddressBlock::parse(block)));
  return proxies;
}

bool TrustedProxies::contains(const Address& address) const {
  return std::ranges::any_of(blocks_, [&](const AddressBlock& block) { return block.contains(address); });
}

std::string TrustedProxies::client_of(const Address& peer, std::string_view forwarded) const {
  Address nearest = peer;
  for (const std::string_view entry : split(forwarded, ',') | std::views::reverse) {
    if (!contains(nearest)) break;
    const std::optional<Address> before = parse_address(trim(entry));
    if (!before) break;  // a proxy of ours wrote no address: believe nothing further left
    nearest = *before;
  }
  return nearest.to_string();
}

}  // namespace swarm::http
