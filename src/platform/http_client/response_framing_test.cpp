#include "platform/http_client/response_framing.hpp"

#include <gtest/gtest.h>

namespace swarm::http_client {
namespace {

auto parsed(std::string_view bytes, bool is_answer_to_head = false) {
  return parse_response_head(bytes, is_answer_to_head);
}

TEST(ResponseHead, IsTakenApart) {
  const auto head = parsed("HTTP/1.1 404 Not Found\r\nContent-Length: 12\r\nX-A:  b \r\nX-Empty:\r\n\r\n");
  ASSERT_TRUE(head) << head.error();
  EXPECT_EQ(head->head.status, 404);
  EXPECT_EQ(head->head.header("x-a"), "b");
  EXPECT_EQ(head->head.header("x-empty"), "");
  EXPECT_EQ(head->head.header("x-none"), std::nullopt);
  EXPECT_EQ(head->body, BodyEnd::length);
  EXPECT_EQ(head->content_length, 12U);
  EXPECT_TRUE(head->keep_alive);
}

TEST(ResponseHead, SaysHowTheBodyEnds) {
  EXPECT_EQ(parsed("HTTP/1.1 200 OK\r\nTransfer-Encoding: CHUNKED\r\n\r\n")->body, BodyEnd::chunked);
  EXPECT_EQ(parsed("HTTP/1.1 200\r\n\r\n")->body, BodyEnd::close);
  EXPECT_EQ(parsed("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n")->body, BodyEnd::none);
  EXPECT_EQ(parsed("HTTP/1.1 304 \r\nContent-Length: 5\r\n\r\n")->body, BodyEnd::none);
  EXPECT_EQ(parsed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", true)->body, BodyEnd::none);
  EXPECT_EQ(parsed("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")->body, BodyEnd::none);
  EXPECT_EQ(parsed("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\nContent-Length: 5\r\n\r\n")->content_length, 5U);
}

TEST(ResponseHead, SaysWhetherTheConnectionStays) {
  EXPECT_FALSE(parsed("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Keep-Alive, Close\r\n\r\n")->keep_alive);
  EXPECT_FALSE(parsed("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")->keep_alive);
  EXPECT_FALSE(parsed("HTTP/1.1 200 OK\r\n\r\n")->keep_alive);
}

class RefusedResponse : public testing::TestWithParam<const char*> {};

TEST_P(RefusedResponse, IsNoAnswer) {
  EXPECT_FALSE(parsed(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    Heads, RefusedResponse,
    testing::Values("", "\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.2 200 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n",
                    "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 099 OK\r\n\r\n",
                    "HTTP/1.1 abc OK\r\n\r\n", "ICY 200 OK\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                    "HTTP/1.1 200 O\x01K\r\n\r\n", "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "HTTP/1.1 200 OK\r\n: b\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", "HTTP/1.1 200 OK\r\nA\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nA: b\nc: d\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5 5\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                    "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));

TEST(ResponseHead, HasAtMostSoManyFields) {
  std::string text = "HTTP/1.1 200 OK\r\n";
  for (std::size_t i = 0; i < kResponseFieldsMax; ++i)
    text += "a: b\r\n";
  EXPECT_TRUE(parsed(text + "\r\n"));
  EXPECT_FALSE(parsed(text + "a: b\r\n\r\n"));
}

TEST(HeadEnd, IsFoundAcrossPieces) {
  const std::string text = "HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody";
  HeadEnd end;
  for (std::size_t count = 0; count < text.size() - 4; ++count)
    EXPECT_EQ(end.find(std::string_view(text).substr(0, count)), std::nullopt) << count;
  EXPECT_EQ(end.find(text), text.size() - 4);
}

}  // namespace
}  // namespace swarm::http_client
