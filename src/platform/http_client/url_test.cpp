#include "platform/http_client/url.hpp"

#include <gtest/gtest.h>

namespace swarm::http_client {
namespace {

TEST(Url, IsTakenApart) {
  const Url url = Url::parse("HTTPS://Hooks.Example.com:8443/in/here?token=a%2Fb&x=1").value();
  EXPECT_TRUE(url.is_tls());
  EXPECT_EQ(url.host, "hooks.example.com");
  EXPECT_FALSE(url.address);
  EXPECT_EQ(url.port, 8443);
  EXPECT_EQ(url.target, "/in/here?token=a%2Fb&x=1");
  EXPECT_EQ(url.origin(), "https://hooks.example.com:8443");
  EXPECT_EQ(url.text(), "https://hooks.example.com:8443/in/here?token=a%2Fb&x=1");
}

TEST(Url, LeavesTheUsualPortOutOfHost) {
  EXPECT_EQ(Url::parse("https://a.example")->authority(), "a.example");
  EXPECT_EQ(Url::parse("https://a.example:443")->authority(), "a.example");
  EXPECT_EQ(Url::parse("http://a.example:443")->authority(), "a.example:443");
  EXPECT_EQ(Url::parse("http://a.example?q")->target, "/?q");
  EXPECT_EQ(Url::parse("http://a.example")->port, 80);
}

TEST(Url, KnowsAddresses) {
  EXPECT_EQ(Url::parse("http://192.0.2.7/")->address->to_string(), "192.0.2.7");
  const Url six = Url::parse("https://[2001:DB8::1]:444/").value();
  EXPECT_EQ(six.host, "2001:db8::1");
  EXPECT_EQ(six.authority(), "[2001:db8::1]:444");
  EXPECT_EQ(Url::parse("http://[::ffff:127.0.0.1]/")->address->to_string(), "127.0.0.1");
  EXPECT_EQ(Url::parse("http://[::]/")->address->to_string(), "::");
  EXPECT_FALSE(Url::parse("https://xn--bcher-kva.example/")->address);
}

class RefusedUrl : public testing::TestWithParam<const char*> {};

TEST_P(RefusedUrl, HasTwoReadingsOrIsNone) {
  const Result<Url> url = Url::parse(GetParam());
  ASSERT_FALSE(url) << url->text();
  EXPECT_EQ(url.error().code, ErrorCode::invalid_input);
  EXPECT_EQ(url.error().reason, "url");
}

INSTANTIATE_TEST_SUITE_P(
    Ssrf, RefusedUrl,
    testing::Values("http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/",
                    "http://017700000001/", "http://127.1/", "http://127.0.1/", "http://127.0.0.1.5/",
                    "http://127.0.0.01/", "http://127.0.0.1./", "http://example.com./", "http://localhost./",
                    "http://user@example.com/", "http://example.com@127.0.0.1/", "http://a:b@example.com/",
                    "http://example.com:80@127.0.0.1/", "http://127.0.0.1:80:81/", "http://127.0.0.1:11211:80/",
                    "http://example.com:/", "http://example.com:0/", "http://example.com:65536/",
                    "http://example.com:+80/", "http://example.com:8 0/", "http://example.com:80a/"));
INSTANTIATE_TEST_SUITE_P(Characters, RefusedUrl,
                         testing::Values("http://example.com/a b", "http://example.com/\r\nX: y",
                                         "http://example.com\r\n/", "http://exa\tmple/", "http://example.com/\x01",
                                         "http://example.com\\@127.0.0.1/", "http:\\\\example.com/",
                                         "http://example.com/a\\b", "http://\u2460\u2461\u2466.0.0.1/",
                                         "http://b\u00fccher.example/", "http://127\u30020.0.1/",
                                         "http://example.com/\u00fc", "http://%31%32%37.0.0.1/",
                                         "http://example.com%2f@127.0.0.1/", "http://example.com/%",
                                         "http://example.com/%4", "http://example.com/%zz",
                                         "http://example.com/#fragment", "http://example.com#@127.0.0.1/"));
INSTANTIATE_TEST_SUITE_P(Forms, RefusedUrl,
                         testing::Values("", "example.com", "//example.com/", "/path", "http:/example.com",
                                         "http:example.com", "http://", "http:///path", "http://?q",
                                         "ftp://example.com/", "file:///etc/passwd", "gopher://127.0.0.1:70/_x",
                                         "javascript://x/", "http://[::1", "http://[::1]x/", "http://[fe80::1%25eth0]/",
                                         "http://[fe80::1%eth0]/", "http://[1.2.3.4]/", "http://[]/", "http://::1/",
                                         "http://a..example/", "http://-a.example/", "http://a-.example/",
                                         "http://.example/", " http://example.com/", "http://example.com/ "));

TEST(Url, IsAtMostSoLong) {
  const std::string head = "http://example.com/";
  EXPECT_TRUE(Url::parse(head + std::string(kUrlBytesMax - head.size(), 'a')));
  EXPECT_FALSE(Url::parse(head + std::string(kUrlBytesMax - head.size() + 1, 'a')));
  EXPECT_TRUE(Url::parse("http://" + std::string(63, 'a') + ".example/"));
  EXPECT_FALSE(Url::parse("http://" + std::string(64, 'a') + ".example/"));
}

}  // namespace
}  // namespace swarm::http_client
