#include "platform/http_server/address.hpp"

#include <gtest/gtest.h>

namespace swarm::http {
namespace {

Address address(std::string_view text) {
  return parse_address(text).value();
}
bool contains(std::string_view block, std::string_view one) {
  return AddressBlock::parse(block).value().contains(address(one));
}

TEST(AddressBlock, HoldsWhatItsPrefixSays) {
  EXPECT_TRUE(contains("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(contains("192.168.4.0/22", "192.168.7.255"));
  EXPECT_FALSE(contains("192.168.4.0/22", "192.168.8.0"));
  EXPECT_TRUE(contains("1.2.3.4", "1.2.3.4"));
  EXPECT_FALSE(contains("1.2.3.4", "1.2.3.5"));
  EXPECT_TRUE(contains("0.0.0.0/0", "203.0.113.1"));
  EXPECT_TRUE(contains("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
  EXPECT_FALSE(contains("0.0.0.0/0", "::1"));
}

TEST(AddressBlock, SeesAnIpv4AddressThroughIpv6) {
  EXPECT_TRUE(contains("10.0.0.0/8", "::ffff:10.1.2.3"));
}

TEST(AddressBlock, RefusesWhatIsNoBlock) {
  for (const std::string_view text :
       {"", "x", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "10.0.0/8", "::1/129", "10.0.0.0/8/8"}) {
    EXPECT_FALSE(AddressBlock::parse(text)) << text;
  }
}

TEST(TrustedProxies, BelieveFromTheRightUntilTheFirstStranger) {
  const TrustedProxies proxies = TrustedProxies::parse({"10.0.0.0/8", "::1"}).value();
  EXPECT_EQ(proxies.client_of(address("10.0.0.1"), "1.1.1.1, 2.2.2.2, 10.0.0.2"), "2.2.2.2");
  EXPECT_EQ(proxies.client_of(address("10.0.0.1"), "10.0.0.3,10.0.0.2"), "10.0.0.3");
  EXPECT_EQ(proxies.client_of(address("10.0.0.1"), "1.1.1.1, unknown"), "10.0.0.1");
  EXPECT_EQ(proxies.client_of(address("10.0.0.1"), "2.2.2.2:80"), "10.0.0.1");
  EXPECT_EQ(proxies.client_of(address("10.0.0.1"), ""), "10.0.0.1");
  EXPECT_EQ(proxies.client_of(address("::1"), "2001:db8::5"), "2001:db8::5");
  EXPECT_EQ(proxies.client_of(address("3.3.3.3"), "1.1.1.1"), "3.3.3.3");
}

}  // namespace
}  // namespace swarm::http
