#include "platform/outbox/webhook_url.hpp"

#include <gtest/gtest.h>

namespace swarm::outbox {
namespace {

using http_client::Scheme;

WebhookUrlRules rules(std::vector<std::string> listed = {}, bool allow_http = false) {
  return WebhookUrlRules::make(listed, allow_http).value();
}
bool accepts(const WebhookUrlRules& rules, std::string_view url) {
  const auto checked = rules.check(url);
  if (!checked) EXPECT_EQ(checked.error().reason, "url") << url;
  return checked.has_value();
}
http_client::Address address(const char* text) {
  return boost::asio::ip::make_address(text);
}

TEST(WebhookUrl, IsHttpsToAPublicPlace) {
  EXPECT_TRUE(accepts(rules(), "https://hooks.example.com/in?token=1"));
  EXPECT_TRUE(accepts(rules(), "https://hooks.example.com:8443/"));
  EXPECT_TRUE(accepts(rules(), "https://8.8.8.8/"));
  EXPECT_FALSE(accepts(rules(), "http://hooks.example.com/"));
  EXPECT_FALSE(accepts(rules(), "http://8.8.8.8/"));
}

TEST(WebhookUrl, LeadsNowhereInside) {
  for (const char* url : {"https://127.0.0.1/",
                          "https://2130706433/",
                          "https://0x7f000001/",
                          "https://0177.0.0.1/",
                          "https://127.1/",
                          "https://[::1]/",
                          "https://[::]/",
                          "https://[::ffff:127.0.0.1]/",
                          "https://[::ffff:7f00:1]/",
                          "https://[64:ff9b::7f00:1]/",
                          "https://[2002:7f00:1::]/",
                          "https://0.0.0.0/",
                          "https://10.1.2.3/",
                          "https://169.254.169.254/latest/meta-data/",
                          "https://[fd00:ec2::254]/",
                          "https://100.100.100.200/",
                          "https://192.168.0.1/",
                          "https://user@hooks.example.com/",
                          "https://hooks.example.com@10.0.0.1/",
                          "https://localhost./",
                          "https://hooks.example.com/\r\nX: y",
                          "https://hooks.example.com:22/",
                          "https://hooks.example.com:6379/",
                          "https://hooks.example.com:25/",
                          "file:///etc/passwd",
                          "ftp://a.example/"}) {
    EXPECT_FALSE(accepts(rules(), url)) << url;
    EXPECT_FALSE(accepts(rules({}, true), url)) << url;
  }
}

TEST(WebhookUrl, WithoutTlsNeedsASettingOrAListedNetwork) {
  EXPECT_TRUE(accepts(rules({}, true), "http://hooks.example.com/"));
  EXPECT_TRUE(accepts(rules({"10.0.0.0/8"}), "http://10.1.2.3:8080/"));
  EXPECT_FALSE(accepts(rules({"10.0.0.0/8"}), "http://192.168.0.1/"));
  EXPECT_FALSE(accepts(rules({"10.0.0.0/8"}), "http://8.8.8.8/"));
  // What the name has is seen when it is looked up.
  EXPECT_TRUE(accepts(rules({"10.0.0.0/8"}), "http://receiver.internal/"));
  EXPECT_TRUE(rules({"10.0.0.0/8"}).allows(Scheme::http, address("10.0.0.1")));
  EXPECT_FALSE(rules({"10.0.0.0/8"}).allows(Scheme::http, address("8.8.8.8")));
  EXPECT_TRUE(rules({"10.0.0.0/8"}).allows(Scheme::https, address("8.8.8.8")));
  EXPECT_FALSE(rules({"10.0.0.0/8"}, true).allows(Scheme::http, address("127.0.0.1")));
  EXPECT_TRUE(rules({}, true).allows(Scheme::http, address("8.8.8.8")));
}

TEST(WebhookUrl, RulesSayWhichBlockIsWrong) {
  const auto wrong = WebhookUrlRules::make({"10.0.0.0/8", "nonsense"}, false);
  ASSERT_FALSE(wrong);
  EXPECT_TRUE(wrong.error().message.contains("nonsense")) << wrong.error().message;
}

TEST(WebhookUrl, PortsOfOtherProtocolsAreKnown) {
  for (const int port : {22, 25, 110, 143, 587, 3306, 5432, 6379, 6667, 11211})
    EXPECT_TRUE(is_port_of_another_protocol(static_cast<std::uint16_t>(port))) << port;
  for (const int port : {80, 443, 3000, 8000, 8080, 8443, 9000})
    EXPECT_FALSE(is_port_of_another_protocol(static_cast<std::uint16_t>(port))) << port;
}

}  // namespace
}  // namespace swarm::outbox
