#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "providers/chat/operation.hpp"

namespace swarm::chat {

// What the reply's member `usage` says; nothing when there is none, or it is nonsense (negative, beyond 2^40, no whole
// numbers, no figure for the output). Either spelling counts: `prompt_tokens` or `input_tokens`, `completion_tokens` or
// `output_tokens`; where `total_tokens` is more than both, the output is the rest of it. Pure; reads the reply once.
std::optional<TokenUsage> usage_of_reply(Operation operation, std::string_view reply);

// Whether the text is one JSON object to its end. Pure; reads it once.
bool is_json_object(std::string_view text);

// Cuts a stream of Server-Sent Events into whole frames as they come (each with its empty line; line ends LF, CRLF or
// CR), without changing a byte and in the same places however the stream is cut into pieces: a CR that came last waits
// for the byte behind it. `too_large` (reason "frame") once a frame is longer than `frame_bytes_max`; nothing may be
// fed after that.
class FrameCutter {
 public:
  explicit FrameCutter(std::size_t frame_bytes_max) : frame_bytes_max_(frame_bytes_max) {}
  // The frames that are whole with this piece, together as they stand; empty when there is none. Several frames are
  // returned as one text with their ends in `ends_of_frames()`.
  Result<std::string> feed(std::string_view piece);
  const std::vector<std::size_t>& ends_of_frames() const { return ends_; }
  // What has come of a frame whose end has not: at the end of the stream it is handed on as it stands.
  const std::string& rest() const { return rest_; }

 private:
  std::size_t find_line_end();
  std::unexpected<Error> too_large() const;

  const std::size_t frame_bytes_max_;
  std::string rest_;
  std::size_t line_at_ = 0;   // where the line begins that has not ended
  std::size_t searched_ = 0;  // up to here there is no end of that line
  std::vector<std::size_t> ends_;
};

struct FrameFacts {
  std::optional<TokenUsage> usage{};
  bool is_usage_only = false;  // `choices` is empty and `usage` is there: the extra frame of include_usage
  bool has_output = false;     // carries something of the answer (text, a tool call, reasoning)
  bool is_done = false;        // data: [DONE]; response.completed, .incomplete or .failed
  bool is_error = false;       // an `error` member or event; response.failed
};
// One whole frame, of OpenAI's form; one that is no JSON says nothing. Pure; linear in the frame.
FrameFacts look_at_frame(Operation operation, std::string_view frame);

}  // namespace swarm::chat
