#pragma once

#include <memory>
#include <optional>
#include <string>

#include "platform/http_client/http_client.hpp"
#include "providers/chat/dialect.hpp"
#include "providers/chat/reply_scan.hpp"
#include "providers/gateway/call_account.hpp"
#include "providers/gateway/plain_lane.hpp"

namespace swarm::gateway {

// Hands on the frames of a provider's stream as they come, whole, and watches them for what governance wants: the
// usage, and the extra frame that only we asked for, which the client does not get. Pulled, so that a slow client slows
// the provider and nothing is buffered but one unfinished frame. On one Loop.
class FrameRelay final : public FrameSource {
 public:
  struct Call {
    chat::Operation operation;
    bool usage_wanted;  // by the client
    std::size_t frame_bytes_max;
    std::unique_ptr<chat::StreamTranslator> translator;  // none: frames pass as they are
  };
  FrameRelay(Call call, http_client::Response response, CallAccount account);

  // Before anything is promised to the client: the first frames. An error is one of a call that can still fail.
  Async<Result<std::string>> first();
  // A provider's silence is handed on as silence: `at_most` says nothing here, since a comment of ours would have to
  // interrupt the reading. Its pause_timeout_ms ends it.
  Async<std::optional<std::string>> next(std::chrono::milliseconds at_most) override;

 private:
  Async<Result<std::string>> read_frames();
  Result<std::string> translate(const std::string& frames);
  Result<std::string> take_translated(const std::string& text);
  std::string take(std::string frames, const std::vector<std::size_t>& ends);
  bool is_shown(std::string_view frame);
  Result<std::string> take_end();
  void close_broken();

  Call call_;
  std::optional<http_client::Response> response_;  // none: the stream has ended
  CallAccount account_;
  chat::FrameCutter cutter_;
  bool has_shown_ = false;  // at least one frame has come
  bool is_done_ = false;    // the last frame of the protocol has come
  bool was_error_ = false;  // the provider said so itself
};

// What a client is told in a stream that cannot go on: one frame with OpenAI's error object.
std::string error_frame(const Error& error);

}  // namespace swarm::gateway
