#include "platform/http_server/web_pages.hpp"

#include <gtest/gtest.h>

namespace swarm::http {
namespace {

bool is_refused(std::vector<std::pair<std::string, std::string>> headers, bool listens_on_loopback = true) {
  Request request;
  request.headers = std::move(headers);
  return is_sent_by_web_page(request, listens_on_loopback);
}

TEST(WebPagesTest, ProgramsMayAsk) {
  EXPECT_FALSE(is_refused({}));
  for (const char* host :
       {"127.0.0.1", "127.0.0.1:8080", "localhost:1", "LOCALHOST", "[::1]:80", "[::1]", "127.8.8.8:1"})
    EXPECT_FALSE(is_refused({{"host", host}})) << host;
}

TEST(WebPagesTest, PagesOfThisMachineMayAsk) {
  EXPECT_FALSE(
      is_refused({{"host", "127.0.0.1:80"}, {"origin", "http://localhost:5173"}, {"sec-fetch-site", "same-site"}}));
  EXPECT_FALSE(
      is_refused({{"host", "127.0.0.1:80"}, {"origin", "http://127.0.0.1:80"}, {"sec-fetch-site", "same-origin"}}));
  EXPECT_FALSE(is_refused({{"host", "127.0.0.1:80"}, {"sec-fetch-site", "none"}}));  // typed into the address bar
}

TEST(WebPagesTest, PagesElsewhereMayNot) {
  for (const char* origin : {"http://evil.example", "https://evil.example:443", "null", "http://localhost.evil.example",
                             "http://127.0.0.1.evil.example", "http://10.0.0.1", "", "http://[::1", "file://"})
    EXPECT_TRUE(is_refused({{"host", "127.0.0.1:80"}, {"origin", origin}}, false)) << origin;
  for (const char* site : {"cross-site", "same-site"})
    EXPECT_TRUE(is_refused({{"host", "127.0.0.1:80"}, {"sec-fetch-site", site}}, false)) << site;
}

TEST(WebPagesTest, ANameThatWasPointedHereIsNotThisMachine) {
  EXPECT_TRUE(is_refused({{"host", "rebound.evil.example"}}));
  EXPECT_TRUE(is_refused({{"host", "192.168.1.4:80"}}));
  EXPECT_FALSE(is_refused({{"host", "gpu.internal:8000"}}, false));  // what listens for others has a name of its own
}

}  // namespace
}  // namespace swarm::http
