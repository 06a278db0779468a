#include "platform/limits/network_block.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarm::limits {
namespace {

NetworkAddress address(std::string_view text) {
  const auto parsed = NetworkAddress::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(NetworkAddress{});
}

bool contains(std::string_view block, std::string_view inside) {
  return NetworkBlock::parse(block)->contains(address(inside));
}

TEST(NetworkAddress, ReadsBothWaysToWriteAnIpv4AddressAsOne) {
  EXPECT_EQ(address("10.1.2.3"), address("::ffff:10.1.2.3"));
  EXPECT_EQ(address("::ffff:10.1.2.3").text(), "10.1.2.3");
  EXPECT_EQ(address("2001:DB8::1").text(), "2001:db8::1");
}

TEST(NetworkAddress, KnowsLoopback) {
  for (const auto* text : {"127.0.0.1", "127.255.1.2", "::1", "::ffff:127.0.0.1"})
    EXPECT_TRUE(address(text).is_loopback()) << text;
  for (const auto* text : {"128.0.0.1", "126.0.0.1", "::2", "::", "0.0.0.0"})
    EXPECT_FALSE(address(text).is_loopback()) << text;
}

TEST(NetworkAddress, RefusesWhatIsNone) {
  const std::string zero("10.0.0.1\0", 9);
  for (const std::string& text :
       {std::string(), std::string("10.0.0"), std::string("10.0.0.256"), std::string("010.0.0.1"), std::string("x"),
        std::string("::1%lo"), std::string("1:2:3"), std::string(" 10.0.0.1"), zero, std::string(1000, '1')}) {
    EXPECT_FALSE(NetworkAddress::parse(text)) << text;
  }
}

TEST(NetworkBlock, ContainsWhatItsPrefixSays) {
  EXPECT_TRUE(contains("10.0.0.0/8", "10.255.255.255"));
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(contains("10.1.2.128/25", "10.1.2.129"));
  EXPECT_FALSE(contains("10.1.2.128/25", "10.1.2.127"));
  EXPECT_TRUE(contains("10.1.2.3", "10.1.2.3"));
  EXPECT_FALSE(contains("10.1.2.3", "10.1.2.4"));
  EXPECT_TRUE(contains("0.0.0.0/0", "203.0.113.9"));
  EXPECT_TRUE(contains("2001:db8::/32", "2001:db8:ffff::1"));
  EXPECT_FALSE(contains("2001:db8::/32", "2001:db9::1"));
  EXPECT_TRUE(contains("::/0", "2001:db8::1"));
  EXPECT_TRUE(contains("2001:db8::1/128", "2001:db8::1"));
}

TEST(NetworkBlock, TreatsMappedAddressesAsIpv4) {
  EXPECT_TRUE(contains("10.0.0.0/8", "::ffff:10.1.2.3"));
  EXPECT_TRUE(contains("::ffff:10.0.0.0/104", "10.1.2.3"));
  EXPECT_EQ(NetworkBlock::parse("::ffff:10.0.0.0/104")->text(), "10.0.0.0/8");
  EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
  EXPECT_FALSE(contains("::/0", "10.1.2.3")) << "all of IPv6 is not all of IPv4";
}

TEST(NetworkBlock, IsWrittenWithItsPrefix) {
  for (const auto& [text, written] : {std::pair{"10.0.0.0/8", "10.0.0.0/8"},
                                      {"10.1.2.3", "10.1.2.3/32"},
                                      {"2001:DB8::/32", "2001:db8::/32"},
                                      {"::1", "::1/128"},
                                      {"0.0.0.0/0", "0.0.0.0/0"},
                                      {"::/0", "::/0"}}) {
    EXPECT_EQ(NetworkBlock::parse(text)->text(), written);
    EXPECT_EQ(NetworkBlock::parse(written)->text(), written) << "and can be read again";
  }
}

TEST(NetworkBlock, RefusesWhatIsNoneAndSaysWhatMayBeMeant) {
  for (const auto* text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "::/129", "10.0.0.0/8/8",
                           "all", "10.0.0.0/99999999999"}) {
    EXPECT_FALSE(NetworkBlock::parse(text)) << text;
  }
  EXPECT_THAT(NetworkBlock::parse("10.0.0.1/8").error().message, testing::HasSubstr("'10.0.0.0/8' may be meant"));
  EXPECT_THAT(NetworkBlock::parse("2001:db8::1/32").error().message,
              testing::HasSubstr("'2001:db8::/32' may be meant"));
}

TEST(NetworkBlock, KnowsWhenItIsOnlyLoopback) {
  for (const auto* text : {"127.0.0.1", "127.0.0.0/8", "127.1.0.0/16", "::1", "::ffff:127.0.0.1"})
    EXPECT_TRUE(NetworkBlock::parse(text)->is_loopback()) << text;
  for (const auto* text : {"0.0.0.0/0", "126.0.0.0/7", "::/0", "::/127", "10.0.0.0/8"})
    EXPECT_FALSE(NetworkBlock::parse(text)->is_loopback()) << text;
}

}  // namespace
}  // namespace swarm::limits
