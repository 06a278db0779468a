// HTTP/1.1 as bytes on a socket: what is right comes back, what two readers could read differently is refused, and
// nothing behind a refusal is taken for a request (RFC 9112).
#include <gtest/gtest.h>

#include "echo_fixture.hpp"
#include "support/http_client.hpp"

namespace swarm::tests {
namespace {

using namespace std::string_literals;

constexpr std::string_view kSmuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\nX-Smuggled: yes\r\n\r\n";

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

struct Wrong {
  std::string name;
  std::string bytes;
  int status = 400;
};
void PrintTo(const Wrong& one, std::ostream* out) {
  *out << one.name;
}
std::string name_of_wrong(const testing::TestParamInfo<Wrong>& info) {
  return info.param.name;
}

std::string post(std::string_view fields, std::string_view body = "") {
  return fmt::format("POST / HTTP/1.1\r\nHost: a\r\n{}\r\n{}", fields, body);
}
std::string chunked(std::string_view body) {
  return post("Transfer-Encoding: chunked\r\n", body);
}
std::string line(std::string_view request_line) {
  return fmt::format("{}\r\nHost: a\r\n\r\n", request_line);
}
std::string host(std::string_view fields) {
  return fmt::format("GET / HTTP/1.1\r\n{}\r\n", fields);
}

std::vector<Wrong> wrong_lengths() {
  const std::string te = "Transfer-Encoding: chunked\r\n";
  return {{"cl_te", post("Content-Length: 6\r\n" + te, "0\r\n\r\nG")},
          {"te_cl", post(te + "Content-Length: 4\r\n", "5c\r\n")},
          {"cl_te_with_equal_length", post("Content-Length: 5\r\n" + te, "0\r\n\r\n")},
          {"te_te", post(te + "Transfer-Encoding: chunked\r\n", "0\r\n\r\n")},
          {"te_te_other", post(te + "Transfer-Encoding: x\r\n", "0\r\n\r\n")},
          {"te_x_chunked", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")},
          {"te_identity", post("Transfer-Encoding: identity\r\n")},
          {"te_gzip_chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")},
          {"te_chunked_gzip", post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n")},
          {"te_chunked_twice", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n")},
          {"te_chunked_empty_element", post("Transfer-Encoding: chunked,\r\n", "0\r\n\r\n")},
          {"te_chunked_with_parameter", post("Transfer-Encoding: chunked;q=1\r\n", "0\r\n\r\n")},
          {"te_quoted", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n")},
          {"te_empty", post("Transfer-Encoding:\r\n", "0\r\n\r\n")},
          {"te_blank_before_colon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")},
          {"te_tab_before_colon", post("Transfer-Encoding\t: chunked\r\n", "0\r\n\r\n")},
          {"te_vertical_tab", post("Transfer-Encoding: \x0b"
                                   "chunked\r\n",
                                   "0\r\n\r\n")},
          {"te_folded", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n")},
          {"te_folded_name", post("X: y\r\n Transfer-Encoding: chunked\r\n", "0\r\n\r\n")},
          {"te_behind_bare_lf", post("X: y\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
          {"te_behind_bare_cr", post("X: y\rTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
          {"te_with_nul", post("Transfer-Encoding: chunked\0\r\n"s, "0\r\n\r\n")},
          {"te_on_http_1_0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
          {"te_on_http_1_0_keep_alive",
           "POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
          {"cl_twice", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")},
          {"cl_twice_different", post("Content-Length: 5\r\nContent-Length: 0\r\n", "hello")},
          {"cl_list", post("Content-Length: 5, 5\r\n", "hello")},
          {"cl_list_different", post("Content-Length: 5, 6\r\n", "hello")},
          {"cl_plus", post("Content-Length: +5\r\n", "hello")},
          {"cl_minus", post("Content-Length: -5\r\n", "hello")},
          {"cl_minus_zero", post("Content-Length: -0\r\n")},
          {"cl_hex", post("Content-Length: 0x5\r\n", "hello")},
          {"cl_point", post("Content-Length: 5.0\r\n", "hello")},
          {"cl_exponent", post("Content-Length: 5e0\r\n", "hello")},
          {"cl_blank_inside", post("Content-Length: 1 0\r\n", "hello")},
          {"cl_empty", post("Content-Length:\r\n")},
          {"cl_word", post("Content-Length: five\r\n")},
          {"cl_quoted", post("Content-Length: \"5\"\r\n", "hello")},
          {"cl_nul", post("Content-Length: 5\0\r\n"s, "hello")},
          {"cl_beyond_64_bits", post("Content-Length: 18446744073709551621\r\n", "hello")},
          {"cl_many_digits", post("Content-Length: " + std::string(300, '9') + "\r\n")},
          {"cl_blank_before_colon", post("Content-Length : 5\r\n", "hello")},
          {"cl_folded", post("Content-Length:\r\n 5\r\n", "hello")}};
}

std::vector<Wrong> wrong_chunks() {
  return {{"size_plus", chunked("+5\r\nhello\r\n0\r\n\r\n")},
          {"size_minus", chunked("-5\r\nhello\r\n0\r\n\r\n")},
          {"size_0x", chunked("0x5\r\nhello\r\n0\r\n\r\n")},
          {"size_blank_before", chunked(" 5\r\nhello\r\n0\r\n\r\n")},
          {"size_blank_behind", chunked("5 \r\nhello\r\n0\r\n\r\n")},
          {"size_empty", chunked("\r\nhello\r\n0\r\n\r\n")},
          {"size_word", chunked("five\r\nhello\r\n0\r\n\r\n")},
          {"size_underscore", chunked("0_5\r\nhello\r\n0\r\n\r\n")},
          {"size_wraps_to_5", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n")},
          {"size_of_64_bits", chunked("ffffffffffffffff\r\nhello\r\n0\r\n\r\n"), 413},
          {"size_of_63_bits", chunked("7fffffffffffffff\r\nhello\r\n0\r\n\r\n"), 413},
          {"size_line_with_bare_lf", chunked("5\nhello\r\n0\r\n\r\n")},
          {"size_line_with_bare_cr", chunked("5\rhello\r\n0\r\n\r\n")},
          {"size_line_with_cr_cr_lf", chunked("5\r\r\nhello\r\n0\r\n\r\n")},
          {"data_without_end", chunked("5\r\nhello0\r\n\r\n")},
          {"data_longer_than_its_size", chunked("3\r\nhello\r\n0\r\n\r\n")},
          {"data_shorter_than_its_size", chunked("6\r\nhello\r\n0\r\n\r\n")},
          {"data_ends_with_bare_lf", chunked("5\r\nhello\n0\r\n\r\n")},
          {"data_ends_with_two_other_bytes", chunked("5\r\nhelloXX0\r\n\r\n")},
          {"extension_with_lf", chunked("5;a=b\nX\r\nhello\r\n0\r\n\r\n")},
          {"extension_with_bare_cr", chunked("5;a=b\rX\r\nhello\r\n0\r\n\r\n")},
          {"extension_with_nul", chunked("5;a=\0b\r\nhello\r\n0\r\n\r\n"s)},
          {"extension_of_many_bytes", chunked("5;" + std::string(8192, 'a') + "\r\nhello\r\n0\r\n\r\n")},
          {"last_chunk_with_bare_lf", chunked("0\n\n")},
          {"last_chunk_without_cr", chunked("5\r\nhello\r\n0\r\n\n")},
          {"trailer_with_bare_lf", chunked("0\r\nA: b\n\r\n")},
          {"trailer_without_colon", chunked("0\r\nnothing\r\n\r\n")},
          {"trailer_with_blank_before_colon", chunked("0\r\nA : b\r\n\r\n")},
          {"trailer_folded", chunked("0\r\nA: b\r\n c\r\n\r\n")},
          {"trailer_with_nul", chunked("0\r\nA: \0\r\n\r\n"s)},
          {"trailer_is_a_request", chunked("0\r\nGET /smuggled HTTP/1.1\r\n\r\n")},
          {"trailer_of_many_bytes", chunked("0\r\nA: " + std::string(8192, 'a') + "\r\n\r\n")}};
}

std::vector<Wrong> wrong_headers() {
  std::string many = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 200; ++i)
    many += fmt::format("x{}: y\r\n", i);
  return {{"host_missing", "GET / HTTP/1.1\r\n\r\n"},
          {"host_twice", host("Host: a\r\nHost: a\r\n")},
          {"host_twice_different", host("Host: a\r\nHost: b\r\n")},
          {"host_with_user", host("Host: u@a\r\n")},
          {"host_with_user_and_password", host("Host: u:p@a\r\n")},
          {"host_with_path", host("Host: a/b\r\n")},
          {"host_list", host("Host: a, b\r\n")},
          {"host_with_blank", host("Host: a b\r\n")},
          {"host_empty", host("Host:\r\n")},
          {"host_port_word", host("Host: a:http\r\n")},
          {"host_port_long", host("Host: a:123456\r\n")},
          {"host_bracket_open", host("Host: [::1\r\n")},
          {"host_blank_before_colon", host("Host : a\r\n")},
          {"name_empty", host("Host: a\r\n: b\r\n")},
          {"name_with_blank", host("Host: a\r\nX Y: b\r\n")},
          {"name_with_nul", host("Host: a\r\nX\0Y: b\r\n"s)},
          {"name_with_8_bits", host("Host: a\r\nX\xc3\xa9: b\r\n")},
          {"no_colon", host("Host: a\r\nnothing\r\n")},
          {"value_with_nul", host("Host: a\r\nX: \0\r\n"s)},
          {"value_with_bare_cr", host("Host: a\r\nX: a\rb\r\n")},
          {"value_with_bare_lf", host("Host: a\r\nX: a\nb\r\n")},
          {"value_with_escape", host("Host: a\r\nX: \x1b[0m\r\n")},
          {"value_with_delete", host("Host: a\r\nX: \x7f\r\n")},
          {"folded_by_blank", host("Host: a\r\nX: a\r\n b\r\n")},
          {"folded_by_tab", host("Host: a\r\nX: a\r\n\tb\r\n")},
          {"folded_first_line", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
          {"end_by_bare_lf", "GET / HTTP/1.1\r\nHost: a\n\n"},
          {"end_by_lf_behind_crlf", "GET / HTTP/1.1\r\nHost: a\r\n\n"},
          {"end_by_bare_cr", "GET / HTTP/1.1\r\nHost: a\r\r\r\n\r\n"},
          {"many_fields", many + "\r\n", 431},
          {"long_field", host("Host: a\r\nX: " + std::string(100'000, 'a') + "\r\n"), 431},
          {"expectation_unknown", post("Expect: 200-ok\r\nContent-Length: 5\r\n", "hello"), 417}};
}

std::vector<Wrong> wrong_request_lines() {
  return {{"http_0_9", "GET /\r\n"},
          {"http_0_9_with_fields", line("GET /")},
          {"http_1_2_digits", line("GET / HTTP/1.10")},
          {"http_2", line("GET / HTTP/2.0"), 505},
          {"http_2_preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
          {"http_9_9", line("GET / HTTP/9.9"), 505},
          {"version_in_small_letters", line("GET / http/1.1")},
          {"version_of_another_protocol", line("GET / HTCPCP/1.1")},
          {"version_without_minor", line("GET / HTTP/1")},
          {"version_with_blank_behind", line("GET / HTTP/1.1 ")},
          {"two_blanks", line("GET  / HTTP/1.1")},
          {"two_blanks_before_the_version", line("GET /  HTTP/1.1")},
          {"tabs", line("GET\t/\tHTTP/1.1")},
          {"blank_at_the_beginning", line(" GET / HTTP/1.1")},
          {"blank_in_the_target", line("GET /a b HTTP/1.1")},
          {"nul_in_the_target", line("GET /\0 HTTP/1.1"s)},
          {"bytes_beyond_ascii", line("GET /\xc3\xa9 HTTP/1.1")},
          {"fragment", line("GET /a#b HTTP/1.1")},
          {"percent_without_digits", line("GET /%zz HTTP/1.1")},
          {"no_target", line("GET HTTP/1.1")},
          {"relative_target", line("GET a HTTP/1.1")},
          {"asterisk_of_get", line("GET * HTTP/1.1")},
          {"authority_of_get", line("GET a:80 HTTP/1.1")},
          {"connect", line("CONNECT a:443 HTTP/1.1"), 501},
          {"absolute_with_user", line("GET http://u@a/ HTTP/1.1")},
          {"absolute_of_another_host", line("GET http://b/ HTTP/1.1")},
          {"absolute_of_another_scheme", line("GET ftp://a/ HTTP/1.1")},
          {"method_with_colon", line("GE:T / HTTP/1.1")},
          {"method_missing", line("/ HTTP/1.1")},
          {"long_target", line("GET /" + std::string(100'000, 'a') + " HTTP/1.1"), 414},
          {"bare_cr", "GET / HTTP/1.1\rHost: a\r\n\r\n"},
          {"bare_lf", "GET / HTTP/1.1\nHost: a\n\n"},
          {"bare_lf_before", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
          {"tls_hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s}};
}

class EchoRefuses : public EchoTest, public testing::WithParamInterface<Wrong> {};

// One answer, then the end: what stands behind is never answered, whether it comes in the same packet or byte by byte.
TEST_P(EchoRefuses, AndTakesNothingBehindItForARequest) {
  for (const std::size_t step : {std::size_t{1} << 20U, std::size_t{7}}) {
    RawHttpClient client(port());
    const std::string bytes = GetParam().bytes + std::string(kSmuggled);
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      if (!client.send(std::string_view(bytes).substr(at, step))) break;
    }
    const std::string said = client.read_to_end();
    EXPECT_TRUE(said.starts_with(fmt::format("HTTP/1.1 {} ", GetParam().status))) << said;
    EXPECT_EQ(count_of(said, "\r\nX-Request-Id: "), 1U) << said;
    EXPECT_NE(said.find("\r\nConnection: close\r\n"), std::string::npos) << said;
  }
}

INSTANTIATE_TEST_SUITE_P(Lengths, EchoRefuses, testing::ValuesIn(wrong_lengths()), name_of_wrong);
INSTANTIATE_TEST_SUITE_P(Chunks, EchoRefuses, testing::ValuesIn(wrong_chunks()), name_of_wrong);
INSTANTIATE_TEST_SUITE_P(Headers, EchoRefuses, testing::ValuesIn(wrong_headers()), name_of_wrong);
INSTANTIATE_TEST_SUITE_P(RequestLines, EchoRefuses, testing::ValuesIn(wrong_request_lines()), name_of_wrong);

struct Right {
  std::string name;
  std::string bytes;
  std::string body{};
  bool is_head = false;
};
void PrintTo(const Right& one, std::ostream* out) {
  *out << one.name;
}

std::vector<Right> right() {
  return {
      {"get", host("Host: a\r\n")},
      {"get_with_body", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "hello"},
      {"get_with_chunks", "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
       "hello"},
      {"head", line("HEAD / HTTP/1.1"), "", true},
      {"head_with_body", "HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "", true},
      {"delete_with_body", "DELETE /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", "x"},
      {"unknown_method", "BREW /pot HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\ntea", "tea"},
      {"method_of_every_sign", "!#$%&'*+-.^_`|~9aZ / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", "x"},
      {"method_in_small_letters", "post / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", "x"},
      {"trace", line("TRACE / HTTP/1.1")},
      {"options_of_the_server", line("OPTIONS * HTTP/1.1")},
      {"absolute_target", line("GET http://a/b?c HTTP/1.1")},
      {"absolute_target_without_path", line("GET http://a HTTP/1.1")},
      {"absolute_target_of_options", line("OPTIONS http://a HTTP/1.1")},
      {"empty_line_before", "\r\n" + line("GET / HTTP/1.1")},
      {"length_with_zeros", post("Content-Length: 0005\r\n", "hello"), "hello"},
      {"length_with_blanks_around", post("Content-Length: \t 5 \t\r\n", "hello"), "hello"},
      {"length_zero", post("Content-Length: 0\r\n")},
      {"name_in_any_case", post("cONTENT-lENGTH: 5\r\n", "hello"), "hello"},
      {"coding_in_any_case", post("TRANSFER-encoding: ChUnKeD\r\n", "5\r\nhello\r\n0\r\n\r\n"), "hello"},
      {"chunks", chunked("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"), "hello world"},
      {"chunk_sizes_in_any_case", chunked("A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n"), "01234567890123456789"},
      {"chunk_sizes_with_zeros", chunked("0000000000000005\r\nhello\r\n000\r\n\r\n"), "hello"},
      {"chunk_extensions", chunked("5;a;b=c;d=\"e\"\r\nhello\r\n0;x\r\n\r\n"), "hello"},
      {"trailers", chunked("5\r\nhello\r\n0\r\nA: b\r\nContent-Length: 99\r\n\r\n"), "hello"},
      {"chunk_that_looks_like_an_end", chunked("5\r\n0\r\n\r\n\r\n0\r\n\r\n"), "0\r\n\r\n"},
      {"body_that_looks_like_a_request",
       post("Content-Length: " + std::to_string(kSmuggled.size()) + "\r\n", kSmuggled), std::string(kSmuggled)},
      {"no_chunk_at_all", chunked("0\r\n\r\n")},
      {"field_values_beyond_ascii", host("Host: a\r\nX: \xc3\xa9\xff\r\n")},
      {"field_value_empty", host("Host: a\r\nX:\r\n")},
      {"host_with_port", host("Host: example.com:8080\r\n")},
      {"host_of_ipv6", host("Host: [::1]:80\r\n")},
      {"connection_of_many_words", post("Connection: keep-alive, x\r\nContent-Length: 1\r\n", "x"), "x"},
      {"upgrade_to_something_else", host("Host: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n")},
      {"http_1_0_kept_body", post("Content-Length: 5\r\nContent-Type: text/plain\r\n", "hello"), "hello"}};
}

class EchoAnswers : public EchoTest, public testing::WithParamInterface<Right> {};

// The answer, and then the answer to what was sent behind it: no byte was taken too many or too few.
TEST_P(EchoAnswers, WithTheBodyAndStaysInStep) {
  for (const std::size_t step : {std::size_t{1} << 20U, std::size_t{1}}) {
    RawHttpClient client(port());
    const std::string bytes = GetParam().bytes + http_request("PUT", "/next", "", "the next one");
    for (std::size_t at = 0; at < bytes.size(); at += step)
      ASSERT_TRUE(client.send(std::string_view(bytes).substr(at, step)));
    const HttpAnswer answer = client.read_answer(GetParam().is_head);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.body, GetParam().body);
    EXPECT_EQ(client.read_answer().body, "the next one");
  }
}

INSTANTIATE_TEST_SUITE_P(Requests, EchoAnswers, testing::ValuesIn(right()),
                         [](const testing::TestParamInfo<Right>& info) { return info.param.name; });

class EchoHttp : public EchoTest {};

TEST_F(EchoHttp, AnswersAThousandPipelinedRequestsInOrder) {
  RawHttpClient client(port());
  std::string requests;
  for (int i = 0; i < 1000; ++i)
    requests += i % 2 == 0 ? http_request("POST", "/", "", fmt::to_string(i))
                           : chunked(fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", fmt::to_string(i).size(), i));
  client.send(requests);
  for (int i = 0; i < 1000; ++i)
    ASSERT_EQ(client.read_answer().body, fmt::to_string(i));
}

TEST_F(EchoHttp, ReadsNothingBehindARequestThatCloses) {
  RawHttpClient client(port());
  client.send(post("Connection: close\r\nContent-Length: 1\r\n", "x") + std::string(kSmuggled));
  const std::string said = client.read_to_end();
  EXPECT_EQ(count_of(said, "HTTP/1.1 "), 1U);
  EXPECT_NE(said.find("Connection: close"), std::string::npos);
}

TEST_F(EchoHttp, ClosesAfterEachRequestOfHttp10) {
  RawHttpClient client(port());
  client.send("POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello" + std::string(kSmuggled));
  const std::string said = client.read_to_end();
  EXPECT_EQ(count_of(said, "HTTP/1.1 "), 1U);
  EXPECT_TRUE(said.ends_with("\r\n\r\nhello")) << said;
}

TEST_F(EchoHttp, SaysContinueToWhoWaitsForIt) {
  RawHttpClient client(port());
  client.send(post("Expect: 100-continue\r\nContent-Length: 5\r\n"));
  EXPECT_EQ(client.read_head().status, 100);
  client.send("hello");
  EXPECT_EQ(client.read_answer().body, "hello");
  client.send(post("Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_EQ(client.read_head().status, 100);
  client.send("5\r\nagain\r\n0\r\n\r\n");
  EXPECT_EQ(client.read_answer().body, "again");
}

TEST_F(EchoHttp, SaysTheLengthOfTheBodyThatAHeadHasNot) {
  RawHttpClient client(port());
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
  const HttpAnswer answer = client.read_answer(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-length"), "5");
}

TEST_F(EchoHttp, AnswersNothingToARequestThatIsNeverWhole) {
  RawHttpClient client(port());
  client.send(post("Content-Length: 10\r\n", "hello"));
  client.finish_sending();
  EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(EchoHttp, GivesBackALongBody) {
  RawHttpClient client(port());
  std::string body;
  for (int i = 0; body.size() < 8 * MiB; ++i)
    body += fmt::to_string(i);
  EXPECT_EQ(client.ask(http_request("PUT", "/long", "Content-Type: text/plain\r\n", body)).body, body);
}

}  // namespace
}  // namespace swarm::tests
