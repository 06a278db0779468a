#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "platform/http_server/gatekeepers.hpp"
#include "platform/http_server/message.hpp"

namespace swarm::http {

std::string_view reason_phrase(int status);

// "Sun, 06 Nov 1994 08:49:37 GMT", made anew once a second. For one Loop.
class DateText {
 public:
  std::string_view at(Time now);

 private:
  std::int64_t second_ = -1;
  std::string text_;
};

enum class Delimited { by_length, by_chunks, by_close, by_upgrade };

// What stands in a response's header beside the handler's own fields.
struct ResponseFacts {
  std::string_view date{};
  std::string_view request_id{};
  std::string_view traceparent{};
  const RateLimitState* rate = nullptr;
  Delimited delimited = Delimited::by_length;
  bool keep_alive = true;
};

// Appends the status line and all fields with the empty line. Control characters in the handler's fields become blanks:
// no text of a user can begin a line of its own.
void append_head(std::string& out, const Response& response, const ResponseFacts& facts);

}  // namespace swarm::http
