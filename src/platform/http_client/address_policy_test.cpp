#include "platform/http_client/address_policy.hpp"

#include <gtest/gtest.h>

namespace swarm::http_client {
namespace {

Address address(const char* text) {
  return boost::asio::ip::make_address(text);
}

TEST(PublicAddress, IsNoneOfTheSpecialOnes) {
  for (const char* text :
       {"0.0.0.0",     "0.1.2.3",         "10.0.0.1",        "10.255.255.255", "100.64.0.1",     "100.127.255.255",
        "127.0.0.1",   "127.255.255.254", "169.254.169.254", "172.16.0.1",     "172.31.255.255", "192.0.0.1",
        "192.0.2.1",   "192.88.99.1",     "192.168.0.1",     "198.18.0.1",     "198.19.255.255", "198.51.100.1",
        "203.0.113.1", "224.0.0.1",       "239.255.255.255", "240.0.0.1",      "255.255.255.255"}) {
    EXPECT_FALSE(is_public(address(text))) << text;
    EXPECT_FALSE(is_public(address((std::string("::ffff:") + text).c_str()))) << text << ", mapped";
    EXPECT_FALSE(is_public(address((std::string("::") + text).c_str()))) << text << ", compatible";
    EXPECT_FALSE(is_public(address((std::string("64:ff9b::") + text).c_str()))) << text << ", translated";
  }
}

TEST(PublicAddress, OfIpv6IsGlobalUnicastOnly) {
  for (const char* text : {"::",
                           "::1",
                           "::8.8.8.8",
                           "64:ff9b::8.8.8.8",
                           "64:ff9b:1::1",
                           "100::1",
                           "fc00::1",
                           "fd12::1",
                           "fe80::1",
                           "febf::1",
                           "fec0::1",
                           "ff02::1",
                           "ff0e::1",
                           "2001::1",
                           "2001:0:4136:e378::1",
                           "2001:db8::1",
                           "2002:7f00:1::1",
                           "2002:a9fe:a9fe::",
                           "3fff::1",
                           "4000::1",
                           "5f00::1"}) {
    EXPECT_FALSE(is_public(address(text))) << text;
  }
}

TEST(PublicAddress, IsEverythingElse) {
  for (const char* text : {"1.1.1.1",
                           "8.8.8.8",
                           "9.255.255.255",
                           "11.0.0.1",
                           "100.63.255.255",
                           "100.128.0.1",
                           "126.255.255.255",
                           "128.0.0.1",
                           "169.253.255.255",
                           "172.15.255.255",
                           "172.32.0.1",
                           "192.167.255.255",
                           "192.169.0.1",
                           "198.17.255.255",
                           "198.20.0.1",
                           "223.255.255.255",
                           "2606:4700:4700::1111",
                           "2a00:1450::1",
                           "2001:4860:4860::8888",
                           "::ffff:8.8.8.8"}) {
    EXPECT_TRUE(is_public(address(text))) << text;
  }
}

TEST(PublicAddresses, AlsoAllowWhatIsListed) {
  const PublicAddresses policy = PublicAddresses::parse({"127.0.0.0/8", "fd00::/8"}).value();
  EXPECT_TRUE(policy.allows(address("127.0.0.1")));
  EXPECT_TRUE(policy.allows(address("::ffff:127.0.0.1")));
  EXPECT_TRUE(policy.allows(address("fd00::1")));
  EXPECT_TRUE(policy.allows(address("8.8.8.8")));
  EXPECT_FALSE(policy.allows(address("::1")));
  EXPECT_FALSE(policy.allows(address("10.0.0.1")));
  EXPECT_FALSE(policy.is_listed(address("8.8.8.8")));
  EXPECT_EQ(PublicAddresses::parse({"10.0.0.0/99"}).error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace swarm::http_client
