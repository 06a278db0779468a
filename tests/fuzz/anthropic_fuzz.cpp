// Requests to and answers from the Messages API: whatever the bytes, no exception, and what comes out is JSON, or
// frames that say something to a client of OpenAI.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/invariant.hpp"
#include "base/json.hpp"
#include "providers/chat/dialect.hpp"
#include "providers/chat/reply_scan.hpp"
#include "providers/chat/request_scan.hpp"

namespace {

using namespace swarm;
using namespace swarm::chat;

void try_request(std::string_view text) {
  const auto request = anthropic_dialect().request_body(Operation::chat, text);
  if (!request) {
    SWARM_INVARIANT(request.error().code == ErrorCode::invalid_input && !request.error().faults.empty() &&
                        request.error().faults.front().path.starts_with("$"),
                    "a refusal says where");
    return;
  }
  const auto value = json::parse(*request, 128);
  SWARM_INVARIANT(value && value->is_object(), "a request is JSON");
  for (const std::string_view name : {"messages", "max_tokens"})
    SWARM_INVARIANT(value->get_object().contains(name), "with what it needs");
}

void try_reply(std::string_view text) {
  const auto reply = anthropic_dialect().reply_body(Operation::chat, text);
  if (reply)
    SWARM_INVARIANT(json::parse(*reply, 128), "a reply is JSON");
  else
    SWARM_INVARIANT(reply.error().code == ErrorCode::unavailable && reply.error().reason == "protocol", "or refused");
  for (const int status : {400, 429, 529})
    SWARM_INVARIANT(json::parse(anthropic_dialect().error_body(status, text), 128), "an error is JSON");
}

void check_frames(const std::string& frames) {
  FrameCutter cutter(1UZ << 30);
  const auto fed = cutter.feed(frames);
  SWARM_INVARIANT(fed && cutter.rest().empty(), "only whole frames");
  std::size_t begin = 0;
  for (const std::size_t end : cutter.ends_of_frames()) {
    const std::string_view frame = std::string_view(frames).substr(begin, end - begin);
    SWARM_INVARIANT(frame.starts_with("data: ") && frame.ends_with("\n\n"), "of OpenAI's form");
    const std::string_view data = frame.substr(6, frame.size() - 8);
    SWARM_INVARIANT(data == "[DONE]" || json::parse(data, 128), "with JSON");
    begin = end;
  }
}

void try_stream(std::string_view text) {
  FrameCutter cutter(1UZ << 20);
  const auto frames = cutter.feed(text);
  if (!frames) return;
  const auto translator = anthropic_dialect().translate_stream(Operation::chat, "m", true);
  std::size_t begin = 0;
  for (const std::size_t end : cutter.ends_of_frames()) {
    const auto translated = translator->translate(std::string_view(*frames).substr(begin, end - begin));
    if (!translated) return;
    check_frames(*translated);
    begin = end;
  }
  check_frames(translator->finish());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try_request(text);
  try_reply(text);
  try_stream(text);
  return 0;
}
