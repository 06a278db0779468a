#include "platform/http_server/framing.hpp"

#include <gtest/gtest.h>

#include "platform/http_server/chunked.hpp"

namespace swarm::http {
namespace {

constexpr std::size_t kHeaderBytesMax = 2048;
constexpr std::uint64_t kBodyBytesMax = 100;
constexpr int kAccepted = 0;
constexpr int kIncomplete = -1;

// What becomes of these bytes when they come one piece of `step` bytes after the other: 0, or the status of the
// refusal.
int status_of(std::string_view bytes, std::size_t step, std::string* body = nullptr) {
  HeadScanner scanner(kHeaderBytesMax);
  std::optional<std::size_t> length;
  for (std::size_t end = 0; !length;) {
    if (end == bytes.size()) return kIncomplete;
    end = std::min(bytes.size(), end + step);
    const auto scanned = scanner.scan(bytes.substr(0, end));
    if (!scanned) return scanned.error().status;
    length = *scanned;
  }
  const Framed<Head> head = parse_head(bytes.substr(0, *length));
  if (!head) return head.error().status;
  if (head->body != BodyFraming::chunked) return kAccepted;
  ChunkDecoder decoder(kBodyBytesMax);
  std::string decoded;
  for (std::size_t at = *length; at < bytes.size() && !decoder.is_done();) {
    const auto fed = decoder.feed(bytes.substr(at, step), decoded);
    if (!fed) return fed.error().status;
    at += *fed;
  }
  if (body != nullptr) *body = decoded;
  return decoder.is_done() ? kAccepted : kIncomplete;
}

struct Case {
  std::string name;
  std::string bytes;
  int status;
};
void PrintTo(const Case& one, std::ostream* out) {
  *out << one.name;
}

std::string get(std::string_view more) {
  return fmt::format("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", more);
}
std::string post(std::string_view more) {
  return fmt::format("POST / HTTP/1.1\r\nHost: a\r\n{}\r\n", more);
}
std::string chunked(std::string_view body) {
  return post("Transfer-Encoding: chunked\r\n") + std::string(body);
}
std::string line(std::string_view request_line) {
  return fmt::format("{}\r\nHost: a\r\n\r\n", request_line);
}
std::string host(std::string_view value) {
  return fmt::format("GET / HTTP/1.1\r\nHost:{}\r\n\r\n", value);
}
std::string fields(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text += fmt::format("x{}: y\r\n", i);
  return text;
}

const std::vector<Case>& cases() {
  using namespace std::string_literals;
  static const std::vector<Case> kCases{
      // the request line
      {"plain", line("GET / HTTP/1.1"), kAccepted},
      {"query", line("GET /a/b?c=d&e=%20 HTTP/1.1"), kAccepted},
      {"http_1_0", "GET / HTTP/1.0\r\n\r\n", kAccepted},
      {"unknown_method_is_a_token", line("BREW / HTTP/1.1"), kAccepted},
      {"options_of_the_server", line("OPTIONS * HTTP/1.1"), kAccepted},
      {"absolute_target", line("GET http://a/b HTTP/1.1"), kAccepted},
      {"absolute_target_in_capitals", line("GET HTTP://A/b HTTP/1.1"), kAccepted},
      {"one_empty_line_before", "\r\n" + line("GET / HTTP/1.1"), kAccepted},
      {"two_empty_lines_before", "\r\n\r\n" + line("GET / HTTP/1.1"), 400},
      {"bare_lf_before", "\n" + line("GET / HTTP/1.1"), 400},
      {"asterisk_of_get", line("GET * HTTP/1.1"), 400},
      {"absolute_target_of_another_host", line("GET http://b/ HTTP/1.1"), 400},
      {"absolute_target_without_path", line("GET http://a HTTP/1.1"), kAccepted},
      {"absolute_target_with_query_only", line("GET http://a?b=c HTTP/1.1"), kAccepted},
      {"absolute_target_of_options", line("OPTIONS http://a HTTP/1.1"), kAccepted},
      {"absolute_target_without_authority", line("GET http:///b HTTP/1.1"), 400},
      {"absolute_target_with_fragment", line("GET http://a#b HTTP/1.1"), 400},
      {"absolute_target_with_user", line("GET http://u@a/ HTTP/1.1"), 400},
      {"absolute_target_of_another_scheme", line("GET ftp://a/ HTTP/1.1"), 400},
      {"authority_target", line("CONNECT a:443 HTTP/1.1"), 501},
      {"connect_to_a_path", line("CONNECT / HTTP/1.1"), 501},
      {"no_slash", line("GET path HTTP/1.1"), 400},
      {"no_target", line("GET HTTP/1.1"), 400},
      {"empty_target", line("GET  HTTP/1.1"), 400},
      {"two_blanks", line("GET  / HTTP/1.1"), 400},
      {"two_blanks_before_version", line("GET /  HTTP/1.1"), 400},
      {"blank_in_target", line("GET /a b HTTP/1.1"), 400},
      {"blank_before_method", line(" GET / HTTP/1.1"), 400},
      {"blank_at_the_end", line("GET / HTTP/1.1 "), 400},
      {"tab_as_separator", line("GET\t/\tHTTP/1.1"), 400},
      {"http_0_9", "GET /\r\n\r\n", 400},
      {"method_is_no_token", line("GE(T / HTTP/1.1"), 400},
      {"no_http_at_all", "\x16\x03\x01\x02", 400},
      {"lower_case_version", line("GET / http/1.1"), 400},
      {"version_with_two_digits", line("GET / HTTP/1.10"), 400},
      {"version_without_point", line("GET / HTTP/11"), 400},
      {"version_2", line("GET / HTTP/2.0"), 505},
      {"version_1_2", line("GET / HTTP/1.2"), 505},
      {"preface_of_http_2", "PRI * HTTP/2.0\r\n\r\n", 505},
      {"fragment", line("GET /a#b HTTP/1.1"), 400},
      {"quote_in_target", line("GET /\" HTTP/1.1"), 400},
      {"brace_in_query", line("GET /?a={} HTTP/1.1"), 400},
      {"byte_beyond_ascii_in_target", line("GET /\xC3\xA9 HTTP/1.1"), 400},
      {"percent_without_digits", line("GET /%zz HTTP/1.1"), 400},
      {"percent_at_the_end", line("GET /?a=% HTTP/1.1"), 400},
      {"encoded_nul_in_path", line("GET /%00 HTTP/1.1"), 400},
      {"nul_in_target", line("GET /\0 HTTP/1.1"s), 400},
      {"bare_cr_in_request_line", "GET /\rHTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"bare_lf_after_request_line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
      {"long_request_line", "GET /" + std::string(kHeaderBytesMax, 'a'), 414},
      // Host
      {"host_with_port", host(" a.example:8080"), kAccepted},
      {"host_v6", host(" [::1]:80"), kAccepted},
      {"host_without_blank", host("a"), kAccepted},
      {"no_host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"empty_host", host(""), 400},
      {"two_hosts", get("Host: a\r\n"), 400},
      {"two_hosts_of_which_one_in_capitals", get("HOST: b\r\n"), 400},
      {"host_list", host(" a,b"), 400},
      {"host_with_path", host(" a/b"), 400},
      {"host_with_user", host(" u@a"), 400},
      {"host_with_blank", host(" a b"), 400},
      {"host_with_letters_as_port", host(" a:b"), 400},
      {"host_with_long_port", host(" a:123456"), 400},
      {"host_with_open_bracket", host(" [::1"), 400},
      // fields
      {"empty_value", get("X:\r\n"), kAccepted},
      {"tab_in_value", get("X: a\tb\r\n"), kAccepted},
      {"bytes_beyond_ascii_in_value", get("X: \xC3\xA9\r\n"), kAccepted},
      {"blank_before_colon", get("X : a\r\n"), 400},
      {"tab_before_colon", get("X\t: a\r\n"), 400},
      {"folded", get("X: a\r\n b\r\n"), 400},
      {"folded_with_tab", get("X: a\r\n\tb\r\n"), 400},
      {"blank_before_first_field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
      {"no_colon", get("X\r\n"), 400},
      {"no_name", get(": a\r\n"), 400},
      {"name_is_no_token", get("X(y): a\r\n"), 400},
      {"nul_in_value", get("X: a\0b\r\n"s), 400},
      {"control_character_in_value", get("X: a\x01\r\n"), 400},
      {"delete_in_value", get("X: a\x7F\r\n"), 400},
      {"bare_cr_in_value", get("X: a\rb\r\n"), 400},
      {"bare_lf_after_field", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400},
      {"bare_lf_as_empty_line", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400},
      {"cr_cr_lf", get("X: a\r\r\n"), 400},
      {"two_authorizations", get("Authorization: a\r\nAuthorization: b\r\n"), 400},
      {"as_many_fields_as_may_be", get(fields(kHeaderFieldsMax - 1)), kAccepted},
      {"one_field_too_many", get(fields(kHeaderFieldsMax)), 431},
      {"long_header", get("X: " + std::string(kHeaderBytesMax, 'a') + "\r\n"), 431},
      {"long_header_without_end", "GET / HTTP/1.1\r\nX: " + std::string(kHeaderBytesMax, 'a'), 431},
      {"expectation", post("Content-Length: 1\r\nExpect: 100-Continue\r\n"), kAccepted},
      {"unknown_expectation", get("Expect: tea\r\n"), 417},
      // the length of the body
      {"length", post("Content-Length: 5\r\n"), kAccepted},
      {"length_and_chunked", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"chunked_and_length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400},
      {"two_lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n"), 400},
      {"the_same_length_twice", post("Content-Length: 5\r\nContent-Length: 5\r\n"), 400},
      {"length_list", post("Content-Length: 5, 5\r\n"), 400},
      {"length_with_plus", post("Content-Length: +5\r\n"), 400},
      {"length_below_zero", post("Content-Length: -5\r\n"), 400},
      {"length_in_hexadecimal", post("Content-Length: 0x5\r\n"), 400},
      {"length_with_blank", post("Content-Length: 5 5\r\n"), 400},
      {"length_with_fraction", post("Content-Length: 5.0\r\n"), 400},
      {"empty_length", post("Content-Length:\r\n"), 400},
      {"length_beyond_64_bits", post("Content-Length: 18446744073709551617\r\n"), 400},
      {"chunked_twice", post("Transfer-Encoding: chunked, chunked\r\n"), 400},
      {"chunked_in_two_fields", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"gzip_and_chunked", post("Transfer-Encoding: gzip, chunked\r\n"), 400},
      {"chunked_and_identity", post("Transfer-Encoding: chunked, identity\r\n"), 400},
      {"identity", post("Transfer-Encoding: identity\r\n"), 400},
      {"something_like_chunked", post("Transfer-Encoding: xchunked\r\n"), 400},
      {"chunked_in_quotes", post("Transfer-Encoding: \"chunked\"\r\n"), 400},
      {"chunked_behind_a_vertical_tab",
       post("Transfer-Encoding: \x0B"
            "chunked\r\n"),
       400},
      {"empty_coding", post("Transfer-Encoding:\r\n"), 400},
      {"blank_before_colon_of_coding", post("Transfer-Encoding : chunked\r\n"), 400},
      {"chunked_in_http_1_0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      // chunks
      {"chunks", chunked("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), kAccepted},
      {"chunked_in_capitals", post("Transfer-Encoding: CHUNKED\r\n") + "0\r\n\r\n", kAccepted},
      {"size_in_capitals_with_zeros", chunked("0000A\r\n0123456789\r\n0\r\n\r\n"), kAccepted},
      {"extension", chunked("3;name=value;x=\"y\"\r\nabc\r\n0;last\r\n\r\n"), kAccepted},
      {"trailers", chunked("0\r\nX: a\r\nY: b\r\n\r\n"), kAccepted},
      {"as_much_as_may_be", chunked("64\r\n" + std::string(100, 'a') + "\r\n0\r\n\r\n"), kAccepted},
      {"one_byte_too_much", chunked("65\r\n"), 413},
      {"too_much_in_two", chunked("64\r\n" + std::string(100, 'a') + "\r\n1\r\n"), 413},
      {"size_that_overflows_the_sum", chunked("1\r\na\r\nFFFFFFFFFFFFFFFF\r\n"), 413},
      {"size_of_17_digits", chunked("00000000000000001\r\na\r\n"), 400},
      {"size_with_0x", chunked("0x3\r\nabc\r\n"), 400},
      {"size_with_plus", chunked("+3\r\nabc\r\n"), 400},
      {"size_below_zero", chunked("-3\r\nabc\r\n"), 400},
      {"size_with_blank_before", chunked(" 3\r\nabc\r\n"), 400},
      {"size_with_blank_behind", chunked("3 \r\nabc\r\n"), 400},
      {"size_with_underscore", chunked("0_3\r\nabc\r\n"), 400},
      {"no_size", chunked("\r\nabc\r\n"), 400},
      {"size_is_no_number", chunked("g\r\n"), 400},
      {"extension_without_size", chunked(";a\r\n"), 400},
      {"bare_lf_after_size", chunked("3\nabc\r\n0\r\n\r\n"), 400},
      {"bare_cr_after_size", chunked("3\rabc\r\n0\r\n\r\n"), 400},
      {"bare_lf_in_extension", chunked("3;a\nabc\r\n0\r\n\r\n"), 400},
      {"nul_in_extension", chunked("3;\0\r\nabc\r\n"s), 400},
      {"bare_lf_after_chunk", chunked("3\r\nabc\n0\r\n\r\n"), 400},
      {"chunk_longer_than_its_size", chunked("3\r\nabcd\r\n0\r\n\r\n"), 400},
      {"chunk_shorter_than_its_size", chunked("3\r\nab\r\n0\r\n\r\n"), 400},
      {"long_extensions", chunked("0;" + std::string(ChunkDecoder::kExtensionBytesMax + 1, 'a')), 400},
      {"long_trailers", chunked("0\r\nX: " + std::string(ChunkDecoder::kTrailerBytesMax, 'a')), 400},
      {"folded_trailer", chunked("0\r\nX: a\r\n b\r\n\r\n"), 400},
      {"trailer_with_bare_lf", chunked("0\r\nX: a\n\r\n"), 400},
      {"trailer_without_colon", chunked("0\r\nX\r\n\r\n"), 400},
      {"bare_lf_as_end", chunked("0\r\n\n"), 400},
      // not yet whole
      {"half_a_request_line", "GET / HT", kIncomplete},
      {"no_empty_line", "GET / HTTP/1.1\r\nHost: a\r\n", kIncomplete},
      {"half_a_chunk", chunked("3\r\nab"), kIncomplete},
  };
  return kCases;
}

class Framing : public testing::TestWithParam<Case> {};

TEST_P(Framing, IsStrictHoweverTheBytesAreCut) {
  EXPECT_EQ(status_of(GetParam().bytes, GetParam().bytes.size()), GetParam().status) << "at once";
  EXPECT_EQ(status_of(GetParam().bytes, 1), GetParam().status) << "byte by byte";
  EXPECT_EQ(status_of(GetParam().bytes, 7), GetParam().status) << "in sevens";
}

INSTANTIATE_TEST_SUITE_P(Cases, Framing, testing::ValuesIn(cases()), [](const auto& info) { return info.param.name; });

TEST(FramingTable, IsLong) {
  EXPECT_GE(cases().size(), 80U);
}

Head parsed(std::string_view bytes) {
  Framed<Head> head = parse_head(bytes);
  if (!head) throw std::runtime_error(head.error().message);
  return std::move(*head);
}

TEST(ParseHead, TellsMethodPathQueryAndFields) {
  const Head head = parsed("PATCH /a%2Fb/c?x=%20 HTTP/1.1\r\nHost: a\r\nX-One:  two \t\r\n\r\n");
  EXPECT_EQ(head.request.method, Method::patch);
  EXPECT_EQ(head.request.path, "/a/b/c");
  EXPECT_EQ(head.raw_path, "/a%2Fb/c");
  EXPECT_EQ(head.request.query, "x=%20");
  EXPECT_EQ(head.request.header("x-one"), "two");
  EXPECT_EQ(head.request.header("x-two"), std::nullopt);
}

TEST(ParseHead, KnowsWhoWantsToStay) {
  EXPECT_TRUE(parsed(get("")).keep_alive);
  EXPECT_TRUE(parsed(get("Connection: keep-alive, upgrade\r\n")).keep_alive);
  EXPECT_FALSE(parsed(get("Connection: Upgrade, CLOSE\r\n")).keep_alive);
  EXPECT_FALSE(parsed("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
}

TEST(ParseHead, ExpectsContinueOnlyWithABody) {
  EXPECT_TRUE(parsed(post("Content-Length: 3\r\nExpect: 100-continue\r\n")).expects_continue);
  EXPECT_FALSE(parsed(get("Expect: 100-continue\r\n")).expects_continue);
}

TEST(HeadScanner, StopsAtTheFirstRequestOfSeveral) {
  const std::string first = get("X: y\r\n");
  HeadScanner scanner(kHeaderBytesMax);
  const auto length = scanner.scan(first + get(""));
  ASSERT_TRUE(length);
  EXPECT_EQ(*length, first.size());
}

TEST(ChunkDecoder, JoinsChunksAndLeavesWhatComesBehind) {
  ChunkDecoder decoder(kBodyBytesMax);
  std::string body;
  const std::string_view bytes = "3\r\nabc\r\n1;x\r\nd\r\n0\r\nT: t\r\n\r\nGET";
  const auto taken = decoder.feed(bytes, body);
  ASSERT_TRUE(taken);
  EXPECT_TRUE(decoder.is_done());
  EXPECT_EQ(body, "abcd");
  EXPECT_EQ(bytes.substr(*taken), "GET");
}

}  // namespace
}  // namespace swarm::http
