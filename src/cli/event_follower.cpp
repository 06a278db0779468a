#include "cli/event_follower.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "cli/json_view.hpp"

namespace swarm::cli {

namespace {

constexpr std::chrono::milliseconds kPauseFirst{250};
constexpr std::chrono::milliseconds kPauseMax{10'000};

std::chrono::milliseconds pause_before(int attempt) {
  return std::min(kPauseMax, std::chrono::milliseconds(kPauseFirst * (1 << std::min(attempt, 10))));
}

// The server says why it ends a stream as an event of this type.
Trouble trouble_in(const SseEvent& event) {
  const Result<json::Value> data = json::parse(event.data);
  if (!data) return {ErrorCode::internal, "the server ended the stream with an error that cannot be read"};
  const auto code = error_code_named(raw_text(*data, "code"));
  return {code.value_or(ErrorCode::internal), raw_text(*data, "detail")};
}

}  // namespace

Outcome<EventFollower::End> EventFollower::read_once(const std::function<bool(const SseEvent&)>& take) {
  ApiRequest request{.path = options_.path};
  if (!parser_.last_id().empty())
    request.last_event_id = parser_.last_id();
  else if (options_.after)
    request.query.emplace_back("after", *options_.after);
  if (options_.until) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*options_.until - clock_.steady_now());
    if (left.count() <= 0) return trouble(ErrorCode::timeout, "the time to wait is over");
    request.stream_time = left;
  }
  std::optional<Trouble> ended;
  bool is_enough = false;
  const auto take_event = [&](const SseEvent& event) {
    failures_ = 0;
    if (event.type == "error") ended = trouble_in(event);
    is_enough = !ended && !take(event);
    return !ended && !is_enough;
  };
  parser_.reconnect();
  const Outcome<Done> read = api_.stream(request, [&](std::string_view bytes) {
    const Result<Done> fed = parser_.feed(bytes, take_event);
    if (!fed) ended = fed.error();
    return !ended && !is_enough;
  });
  if (ended) return std::unexpected(std::move(*ended));
  if (!read) return std::unexpected(read.error());
  return is_enough ? End::by_taker : End::by_server;
}

Outcome<Done> EventFollower::wait_to_reconnect(const std::optional<Trouble>& lost) {
  if (lost && failures_ == 0 && tell_) tell_(*lost);
  if (++failures_ > kReconnectMax) {
    return lost ? std::unexpected(*lost) : trouble(ErrorCode::unavailable, "the server keeps ending the stream");
  }
  const std::chrono::milliseconds pause = parser_.retry().value_or(pause_before(failures_ - 1));
  if (!api_.pause(lost ? lost->error.retry_after.value_or(pause) : pause)) {
    return trouble(ErrorCode::cancelled, "stopped by Ctrl-C");
  }
  return Done{};
}

Outcome<Done> EventFollower::follow(const std::function<bool(const SseEvent&)>& take, bool ends) {
  while (true) {
    const Outcome<End> end = read_once(take);
    if (end && (*end == End::by_taker || ends)) return Done{};
    if (!end && end.error().error.code != ErrorCode::unavailable) return std::unexpected(end.error());
    if (options_.until && clock_.steady_now() >= *options_.until) continue;  // the next attempt says so
    TRY(wait_to_reconnect(end ? std::nullopt : std::optional(end.error())));
  }
}

}  // namespace swarm::cli
