#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "providers/breaker/breaker_types.hpp"

// What goes over the wire about breakers.
namespace swarm::breaker {

struct BreakerPath {
  std::string provider;
  static constexpr auto schema = json::object(
      "BreakerPath", json::field("provider", &BreakerPath::provider, "The provider's name.", json::required));
};

struct OpenBreaker {
  std::string reason;
  std::optional<std::chrono::milliseconds> duration;
  static constexpr auto schema = json::object(
      "OpenBreaker", json::field("reason", &OpenBreaker::reason, "Why, for people.", json::length{0, kReasonLengthMax}),
      json::field("duration_ms", &OpenBreaker::duration,
                  "Then it is tried again; null: open until it is closed by hand.",
                  json::between{kManualOpenMin.count(), kManualOpenMax.count()}));
};

struct BreakerView {
  std::string provider;
  State state = State::closed;
  Cause cause = Cause::none;
  bool manual = false;
  std::string reason;
  std::string ordered_by;
  std::optional<Time> since;
  std::optional<Time> until;
  std::int64_t failed_rounds = 0;
  std::int64_t calls = 0;
  std::int64_t failed_calls = 0;
  std::int64_t slow_calls = 0;
  std::int64_t limited_calls = 0;
  std::int64_t trials = 0;
  std::int64_t trials_running = 0;
  std::int64_t trials_succeeded = 0;
  static constexpr auto schema = json::object(
      "Breaker", json::field("provider", &BreakerView::provider, "Whose it is."),
      json::field("state", &BreakerView::state, "closed: calls pass; open: none; half_open: a few, to try."),
      json::field("cause", &BreakerView::cause, "Why it is in this state."),
      json::field("manual", &BreakerView::manual, "Whether it was opened by hand, and calls do not close it."),
      json::field("reason", &BreakerView::reason, "What whoever opened or closed it by hand said."),
      json::field("ordered_by", &BreakerView::ordered_by, "The id of their key; empty: it changed by itself."),
      json::field("since", &BreakerView::since, "Since when; null: it never changed."),
      json::field("until", &BreakerView::until, "When an open one is tried again; null: when it is closed by hand."),
      json::field("failed_rounds", &BreakerView::failed_rounds,
                  "Rounds of trials that failed since it was last closed; each doubles how long it is open."),
      json::field("calls", &BreakerView::calls, "Calls of the window that succeeded or failed."),
      json::field("failed_calls", &BreakerView::failed_calls, "Of these: failed."),
      json::field("slow_calls", &BreakerView::slow_calls, "Of these: slow."),
      json::field("limited_calls", &BreakerView::limited_calls,
                  "Calls beside these that the provider refused for its limits (429)."),
      json::field("trials", &BreakerView::trials, "Half-open: how many calls a round of trials has."),
      json::field("trials_running", &BreakerView::trials_running, "Of these: under way."),
      json::field("trials_succeeded", &BreakerView::trials_succeeded, "Of these: succeeded."));
};

struct BreakerList {
  std::string replica;
  std::vector<BreakerView> breakers;
  static constexpr auto schema =
      json::object("BreakerList",
                   json::field("replica", &BreakerList::replica,
                               "The server that answers: each judges its own calls, orders by hand act on all."),
                   json::field("breakers", &BreakerList::breakers, "In the order of the configuration."));
};

}  // namespace swarm::breaker
