#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http_server/message.hpp"

// Where one request ends and the next begins, and nothing else: RFC 9112 read strictly, because a proxy and a server
// that read the same bytes differently are how requests are smuggled. Pure: bytes in, a header or a refusal out. What
// is checked here is what is used: there is no second parser.
namespace swarm::http {

// Why a request was refused before anything looked at its meaning. The connection closes after the answer.
struct FramingRefusal {
  int status = 400;
  std::string message;
};
template <class T>
using Framed = std::expected<T, FramingRefusal>;

inline constexpr std::size_t kHeaderFieldsMax = 100;

enum class BodyFraming { none, length, chunked };

// A request without its body, and how the body is delimited.
struct Head {
  Request request{};       // method, path, query and headers are set
  std::string raw_path{};  // as written, for the router: "%2F" is no separator; "*" for OPTIONS of the whole server
  int minor_version = 1;   // of HTTP/1
  BodyFraming body = BodyFraming::none;
  std::uint64_t content_length = 0;
  bool keep_alive = true;         // the client's wish, by version and Connection
  bool expects_continue = false;  // it waits for "100 Continue" before it sends the body
  bool has_body() const { return body == BodyFraming::chunked || (body == BodyFraming::length && content_length > 0); }
};

// Finds the end of a header while its bytes come in, and refuses what cannot become one as soon as that is seen.
class HeadScanner {
 public:
  explicit HeadScanner(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // The length of the header with its empty line, once it is there. Call again with more bytes behind the same ones.
  Framed<std::optional<std::size_t>> scan(std::string_view bytes);
  void reset() { searched_ = line_start_ = 0; }

 private:
  Framed<std::optional<std::size_t>> unfinished(std::size_t size) const;

  std::size_t bytes_max_;
  std::size_t searched_ = 0;
  std::size_t line_start_ = 0;
};

// `bytes`: a whole header with its empty line, as HeadScanner found it. Decisions beyond the letter of RFC 9112: one
// empty line before the request line is skipped; an absolute target is taken when its authority equals Host; a repeated
// Content-Length is refused even when the values agree; fields that carry identity may stand only once.
Framed<Head> parse_head(std::string_view bytes);

}  // namespace swarm::http
