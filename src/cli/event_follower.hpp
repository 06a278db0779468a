#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "cli/api.hpp"
#include "cli/sse_parser.hpp"

namespace swarm::cli {

// Reads an event stream and comes back after a lost connection with Last-Event-ID, so that no event is missed and none
// is seen twice. One thread; used for one stream.
class EventFollower {
 public:
  static constexpr int kReconnectMax = 20;  // in a row, without one event in between

  struct Options {
    std::string path;                    // "/api/v1/events"
    std::optional<std::string> after{};  // where to begin: an id, "oldest" or "now"
    std::optional<SteadyTime> until{};   // then it ends as `timeout`
  };
  EventFollower(Api& api, const Clock& clock, Options options)
      : api_(api), clock_(clock), options_(std::move(options)) {}

  // Until `take` returns false or, when `ends` is set, until the server ends the stream. Trouble: `cancelled` (Ctrl-C),
  // `expired` (the place is no longer kept), `timeout` (options.until), `unavailable` after kReconnectMax attempts.
  Outcome<Done> follow(const std::function<bool(const SseEvent&)>& take, bool ends);

  // The place to go on from, for --after; empty before the first event.
  const std::string& last_id() const { return parser_.last_id(); }
  // Told once per lost connection.
  void on_reconnect(std::function<void(const Trouble&)> tell) { tell_ = std::move(tell); }

 private:
  enum class End { by_taker, by_server };
  Outcome<End> read_once(const std::function<bool(const SseEvent&)>& take);
  Outcome<Done> wait_to_reconnect(const std::optional<Trouble>& lost);

  Api& api_;
  const Clock& clock_;
  Options options_;
  SseParser parser_;
  std::function<void(const Trouble&)> tell_;
  int failures_ = 0;
};

}  // namespace swarm::cli
