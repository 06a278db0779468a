// Small rules about header fields, in and out.
#include <gtest/gtest.h>

#include "platform/http_server/percent_encoding.hpp"
#include "platform/http_server/response_head.hpp"
#include "platform/http_server/trace_context.hpp"
#include "support/fake_clock.hpp"

namespace swarm::http {
namespace {

constexpr std::string_view kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";

TEST(TraceParent, IsTakenOnlyWhenItIsWellFormed) {
  const auto valid = parse_traceparent(fmt::format("00-{}-00f067aa0ba902b7-01", kTrace));
  ASSERT_TRUE(valid);
  EXPECT_EQ(valid->trace_id, kTrace);
  EXPECT_EQ(valid->flags, "01");
  EXPECT_TRUE(parse_traceparent(fmt::format("01-{}-00f067aa0ba902b7-01-more", kTrace)));
  EXPECT_FALSE(parse_traceparent(fmt::format("00-{}-00f067aa0ba902b7-01-more", kTrace)));
  EXPECT_FALSE(parse_traceparent(fmt::format("01-{}-00f067aa0ba902b7-01more", kTrace)));
  EXPECT_FALSE(parse_traceparent(fmt::format("ff-{}-00f067aa0ba902b7-01", kTrace)));
  EXPECT_FALSE(parse_traceparent(fmt::format("00-{}-0000000000000000-01", kTrace)));
  EXPECT_FALSE(parse_traceparent("00-00000000000000000000000000000000-00f067aa0ba902b7-01"));
  EXPECT_FALSE(parse_traceparent("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"));
  EXPECT_FALSE(parse_traceparent(""));
}

TEST(IdempotencyKey, IsVisibleAsciiOfBoundedLength) {
  EXPECT_TRUE(is_idempotency_key("a"));
  EXPECT_TRUE(is_idempotency_key(std::string(255, '~')));
  EXPECT_FALSE(is_idempotency_key(std::string(256, '~')));
  EXPECT_FALSE(is_idempotency_key(""));
  EXPECT_FALSE(is_idempotency_key("a b"));
  EXPECT_FALSE(is_idempotency_key("\xC3\xA9"));
}

TEST(RequestId, HasLettersDigitsAndThreeSigns) {
  EXPECT_TRUE(is_request_id("aZ09._-"));
  EXPECT_TRUE(is_request_id(std::string(128, 'a')));
  EXPECT_FALSE(is_request_id(std::string(129, 'a')));
  EXPECT_FALSE(is_request_id(""));
  EXPECT_FALSE(is_request_id("a/b"));
}

TEST(PercentDecode, TakesTwoDigitsAndNothingElse) {
  EXPECT_EQ(percent_decode("a%20b+%2B", Plus::is_space), "a b +");
  EXPECT_EQ(percent_decode("a+b%4a", Plus::is_plus), "a+bJ");
  EXPECT_FALSE(percent_decode("%", Plus::is_plus));
  EXPECT_FALSE(percent_decode("%4", Plus::is_plus));
  EXPECT_FALSE(percent_decode("%g0", Plus::is_plus));
}

TEST(DateText, IsTheDateOfRfc9110) {
  DateText date;
  EXPECT_EQ(date.at(from_milliseconds(784'111'777'999)), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(date.at(from_milliseconds(784'111'778'000)), "Sun, 06 Nov 1994 08:49:38 GMT");
}

TEST(ResponseHead, CannotBeSplitByTextsOfUsers) {
  Response response{.headers = {{"Location", "/a\r\nSet-Cookie: b\n\x01"}}};
  std::string text;
  append_head(text, response, {.date = "now", .request_id = "r"});
  EXPECT_NE(text.find("Location: /a  Set-Cookie: b  \r\n"), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("\r\n\r\n"));
}

TEST(ResponseHead, LetsAHandlerSayHowLongToKeepAnAnswer) {
  Response response{.headers = {{"cache-control", "max-age=60"}}};
  std::string text;
  append_head(text, response, {});
  EXPECT_EQ(text.find("no-store"), std::string::npos);
}

TEST(ResponseHead, HasNoLengthWhereThereIsNoBody) {
  std::string text;
  append_head(text, Response{.status = 204, .content_type = ""}, {});
  EXPECT_TRUE(text.starts_with("HTTP/1.1 204 No Content\r\n"));
  EXPECT_EQ(text.find("Content-Length"), std::string::npos);
  EXPECT_EQ(text.find("Content-Type:"), std::string::npos);
}

}  // namespace
}  // namespace swarm::http
