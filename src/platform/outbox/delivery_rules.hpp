#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "platform/outbox/outbox_config.hpp"
#include "platform/outbox/webhook_types.hpp"

// What becomes of a delivery after an attempt. Pure.
namespace swarm::outbox {

inline constexpr std::size_t kAnswerShownMax = 512;  // bytes of a receiver's answer that the log keeps

// What a receiver did: an answer, or the error that stood in its place.
struct Answer {
  std::optional<std::int64_t> status{};
  std::optional<std::string> retry_after{};  // the header field, as it came
  std::string body{};                        // its beginning
  std::optional<Error> error{};
};

AttemptOutcome outcome_of(const Answer& answer);

// What happens next. Nothing of it when the delivery was delivered.
struct NextStep {
  DeliveryState state = DeliveryState::delivered;
  std::chrono::milliseconds retry_in{0};                     // of a delivery that stays pending
  std::optional<std::chrono::milliseconds> pause_webhook{};  // all its deliveries wait for this long
  bool is_gone = false;                                      // the webhook is to be disabled
};
// `round`: attempts before this one since the delivery was last put into the queue. `chance`: 0 to 1, for the jitter.
NextStep next_step(const Answer& answer, std::string_view type, std::int64_t round, const OutboxConfig& config,
                   double chance, Time now);

// Seconds, or a date in the form of RFC 9110, section 5.6.7 (IMF-fixdate). Nothing for anything else.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view text, Time now);

// At most kAnswerShownMax bytes of plain ASCII: line ends become blanks, everything else '?'. For logs and terminals.
std::string safe_excerpt(std::string_view body);

}  // namespace swarm::outbox
