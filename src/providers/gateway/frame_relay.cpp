#include "providers/gateway/frame_relay.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace swarm::gateway {

std::string error_frame(const Error& error) {
  const std::string_view type = error.code == ErrorCode::timeout ? "timeout_error" : "server_error";
  const std::string_view code = error.reason.empty() ? name_of(error.code) : std::string_view(error.reason);
  return fmt::format("data: {}\n\n", chat::openai_error(error.message, type, std::nullopt, code));
}

FrameRelay::FrameRelay(Call call, http_client::Response response, CallAccount account)
    : call_(std::move(call)),
      response_(std::move(response)),
      account_(std::move(account)),
      cutter_(call_.frame_bytes_max) {}

void FrameRelay::close_broken() {
  response_.reset();
  account_.close(usage::CallResult::failed, breaker::CallOutcome::failed);
}

Async<Result<std::string>> FrameRelay::first() {
  Result<std::string> frames = co_await read_frames();
  if (!frames) close_broken();
  co_return frames;
}

Async<std::optional<std::string>> FrameRelay::next(std::chrono::milliseconds) {
  if (!response_) co_return std::nullopt;
  Result<std::string> frames = co_await read_frames();
  if (!frames) {
    close_broken();
    co_return error_frame(frames.error());
  }
  if (frames->empty()) co_return std::nullopt;
  co_return std::move(*frames);
}

// The next frames that the client is to see; empty at the end.
Async<Result<std::string>> FrameRelay::read_frames() {
  while (response_) {
    const Result<std::string> piece = co_await response_->read();
    if (!piece && is_done_) co_return take_end();  // everything was said before the connection broke
    if (!piece) co_return std::unexpected(piece.error());
    if (piece->empty()) co_return take_end();
    std::string frames = CO_TRY(cutter_.feed(*piece));
    if (frames.empty()) continue;
    std::string shown =
        CO_TRY(call_.translator ? translate(frames) : take(std::move(frames), cutter_.ends_of_frames()));
    if (!shown.empty()) co_return shown;
  }
  co_return std::string();
}

Result<std::string> FrameRelay::translate(const std::string& frames) {
  std::string translated;
  std::size_t begin = 0;
  for (const std::size_t end : cutter_.ends_of_frames()) {
    translated += TRY(call_.translator->translate(std::string_view(frames).substr(begin, end - begin)));
    begin = end;
  }
  return take_translated(translated);
}

Result<std::string> FrameRelay::take_translated(const std::string& text) {
  chat::FrameCutter cutter(std::max(text.size(), call_.frame_bytes_max));
  std::string frames = TRY(cutter.feed(text));
  return take(std::move(frames), cutter.ends_of_frames());
}

// What of these frames the client sees: all, nearly always, and then without a copy.
std::string FrameRelay::take(std::string frames, const std::vector<std::size_t>& ends) {
  std::size_t begin = 0, kept = 0;
  for (const std::size_t end : ends) {
    const std::size_t size = end - begin;
    if (is_shown(std::string_view(frames).substr(begin, size))) {
      if (kept != begin)
        std::copy_n(frames.begin() + static_cast<std::ptrdiff_t>(begin), size,
                    frames.begin() + static_cast<std::ptrdiff_t>(kept));
      kept += size;
    }
    begin = end;
  }
  frames.resize(kept);
  return frames;
}

bool FrameRelay::is_shown(std::string_view frame) {
  has_shown_ = true;
  const chat::FrameFacts facts = chat::look_at_frame(call_.operation, frame);
  if (facts.usage) account_.learn(*facts.usage);
  if (facts.has_output) account_.output_came();
  if (facts.is_done) is_done_ = true;
  if (facts.is_error) was_error_ = true;
  return !facts.is_usage_only || call_.usage_wanted;
}

Result<std::string> FrameRelay::take_end() {
  if (!cutter_.rest().empty() && !is_done_)
    return fail(ErrorCode::unavailable, "lost", "the provider's stream ended inside of a frame");
  std::string last;
  if (!has_shown_) return fail(ErrorCode::unavailable, "protocol", "the provider's stream ended without a frame");
  if (call_.translator) last = TRY(take_translated(call_.translator->finish()));
  response_.reset();
  if (was_error_ && !is_done_)
    account_.close(usage::CallResult::failed, breaker::CallOutcome::failed);
  else
    account_.close(usage::CallResult::answered, breaker::CallOutcome::succeeded);
  return last;
}

}  // namespace swarm::gateway
