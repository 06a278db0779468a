#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/json.hpp"

namespace swarm::breaker {

enum class State { closed, half_open, open };
constexpr std::array<json::EnumName<State>, 3> enum_names(State) {
  return {{{State::closed, "closed"}, {State::half_open, "half_open"}, {State::open, "open"}}};
}

// Why a breaker is in its state.
enum class Cause {
  none,              // it never changed
  errors,            // too many calls of the window failed
  slow_calls,        // too many were slow
  trial_failed,      // so it is open again
  trials_succeeded,  // all of them
  time,              // it was open for long enough
  manual,            // somebody said so
  disabled,          // breakers were switched off
};
constexpr std::array<json::EnumName<Cause>, 8> enum_names(Cause) {
  return {{{Cause::none, "none"},
           {Cause::errors, "errors"},
           {Cause::slow_calls, "slow_calls"},
           {Cause::trial_failed, "trial_failed"},
           {Cause::trials_succeeded, "trials_succeeded"},
           {Cause::time, "time"},
           {Cause::manual, "manual"},
           {Cause::disabled, "disabled"}}};
}

// What the calls of a window came to.
struct CallCounts {
  std::int64_t calls = 0;  // that succeeded or failed
  std::int64_t failed = 0;
  std::int64_t slow = 0;
  std::int64_t limited = 0;  // beside the calls
  bool operator==(const CallCounts&) const = default;
};

struct Change {
  State from = State::closed;
  State to = State::closed;
  Cause cause = Cause::none;
  CallCounts window{};  // that it was decided on
};

// Of the trial calls of a half-open breaker.
struct TrialCounts {
  std::int64_t of = 0;
  std::int64_t out = 0;
  std::int64_t succeeded = 0;
};

// What survives a restart.
struct Remembered {
  State state = State::closed;
  Cause cause = Cause::none;
  bool manual = false;                                  // open by hand
  std::optional<std::chrono::milliseconds> open_for{};  // from now; nothing: not open, or until closed by hand
  std::int64_t failed_rounds = 0;
};

// A row of the table: how the breaker of a provider is in one server.
struct StoredBreaker {
  std::string provider;
  Remembered remembered;
  Time since{};
  std::int64_t order_number = 0;  // the last order that it followed
  std::int64_t version = 0;
};

enum class OrderAction { open, close, reset };
constexpr std::array<json::EnumName<OrderAction>, 3> enum_names(OrderAction) {
  return {{{OrderAction::open, "open"}, {OrderAction::close, "close"}, {OrderAction::reset, "reset"}}};
}

// What somebody said that all servers do, the last word about one provider.
struct Order {
  std::string provider;
  std::int64_t number = 0;  // rises with every order about it
  OrderAction action = OrderAction::open;
  std::optional<std::chrono::milliseconds> open_for{};  // from now, negative: over; nothing: until closed by hand
  std::string reason{};
  std::string given_by{};  // a key's id

  bool holds_open() const { return action == OrderAction::open && (!open_for || open_for->count() > 0); }
};

// What is asked for when an order is given.
struct NewOrder {
  OrderAction action = OrderAction::open;
  std::optional<std::chrono::milliseconds> open_for{};
  std::string reason{};
};

struct BreakerStatus {
  std::string provider;
  State state = State::closed;
  Cause cause = Cause::none;
  bool manual = false;
  std::string note{};  // of the order that it follows, while it is in the state that was ordered
  std::string ordered_by{};
  std::optional<Time> since{};  // nothing: it never changed
  std::optional<Time> until{};  // of an open one; nothing: until closed by hand
  std::int64_t failed_rounds = 0;
  CallCounts window{};
  TrialCounts trials{};
};

inline constexpr std::size_t kReasonLengthMax = 256;
inline constexpr std::chrono::milliseconds kManualOpenMin{1'000};
inline constexpr std::chrono::milliseconds kManualOpenMax{std::chrono::hours{24 * 365}};

}  // namespace swarm::breaker
