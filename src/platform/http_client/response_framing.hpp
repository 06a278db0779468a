#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http_client/client_types.hpp"

// Where the head of an answer ends and how its body is delimited: RFC 9112 read strictly, because a connection on
// which one answer's end is doubtful hands the next caller somebody else's bytes. Pure.
namespace swarm::http_client {

inline constexpr std::size_t kResponseFieldsMax = 200;

enum class BodyEnd { none, length, chunked, close };

struct ParsedHead {
  ResponseHead head{};
  BodyEnd body = BodyEnd::none;
  std::uint64_t content_length = 0;
  bool keep_alive = true;
};

// The length of a head with its empty line, once it is there; looks again only at what is new.
class HeadEnd {
 public:
  std::optional<std::size_t> find(std::string_view bytes);

 private:
  std::size_t searched_ = 0;
};

// `bytes`: a whole head with its empty line. The error says what is wrong with it.
std::expected<ParsedHead, std::string> parse_response_head(std::string_view bytes, bool is_answer_to_head);

}  // namespace swarm::http_client
