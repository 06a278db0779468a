#include "platform/outbox/delivery_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/time_text.hpp"

namespace swarm::outbox {

namespace {

constexpr int kGone = 410;

AttemptOutcome outcome_of(const Error& error) {
  if (error.reason == "address_refused") return AttemptOutcome::address_refused;
  if (error.code == ErrorCode::timeout) return AttemptOutcome::timeout;
  if (error.reason == "protocol" || error.code == ErrorCode::too_large) return AttemptOutcome::bad_answer;
  if (error.code == ErrorCode::unavailable && error.reason != "other_master_key") return AttemptOutcome::unreachable;
  return AttemptOutcome::not_sent;
}

// The statuses with which a receiver asks for fewer requests.
bool asks_to_wait(std::int64_t status) {
  constexpr std::array<std::int64_t, 4> kStatuses{429, 502, 503, 504};
  return std::ranges::find(kStatuses, status) != kStatuses.end();
}

std::chrono::milliseconds with_jitter(std::chrono::milliseconds delay, double chance) {
  constexpr double kJitter = 0.1;
  return std::chrono::milliseconds{
      static_cast<std::int64_t>(static_cast<double>(delay.count()) * (1 - kJitter + 2 * kJitter * chance))};
}

}  // namespace

AttemptOutcome outcome_of(const Answer& answer) {
  if (answer.error) return outcome_of(*answer.error);
  const std::int64_t status = answer.status.value_or(0);
  if (status >= 200 && status < 300) return AttemptOutcome::delivered;
  if (status >= 300 && status < 400) return AttemptOutcome::redirected;
  return status == kGone ? AttemptOutcome::gone : AttemptOutcome::http_error;
}

NextStep next_step(const Answer& answer, std::string_view type, std::int64_t round, const OutboxConfig& config,
                   double chance, Time now) {
  NextStep next;
  const AttemptOutcome outcome = outcome_of(answer);
  if (outcome == AttemptOutcome::delivered) return next;
  if (answer.retry_after && asks_to_wait(answer.status.value_or(0))) {
    const auto wanted = parse_retry_after(*answer.retry_after, now);
    if (wanted) next.pause_webhook = std::min<std::chrono::milliseconds>(*wanted, config.retry_after_max);
  }
  next.is_gone = outcome == AttemptOutcome::gone;
  const auto place = static_cast<std::size_t>(round);
  if (next.is_gone || type == kTestEvent || place >= config.retry_delays.size()) {
    next.state = DeliveryState::failed;
    return next;
  }
  next.state = DeliveryState::pending;
  next.retry_in = std::max(with_jitter(config.retry_delays[place], chance),
                           next.pause_webhook.value_or(std::chrono::milliseconds{0}));
  return next;
}

namespace {

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<Time> parse_http_date(std::string_view text) {
  constexpr std::string_view kShape = "Sun, 06 Nov 1994 08:49:37 GMT";
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != kShape.size() || !text.ends_with(" GMT") || text.substr(3, 2) != ", ") return std::nullopt;
  const std::size_t month = kMonths.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const Result<Time> time = parse_time(
      fmt::format("{}-{:02}-{}T{}Z", text.substr(12, 4), month / 3 + 1, text.substr(5, 2), text.substr(17, 8)));
  return time ? std::optional(*time) : std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view text, Time now) {
  constexpr std::size_t kDigitsMax = 9;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc{} && end == text.data() + text.size() && seconds >= 0 && text.size() <= kDigitsMax)
    return std::chrono::seconds{seconds};
  const std::optional<Time> date = parse_http_date(text);
  if (!date) return std::nullopt;
  return std::max(*date - now, std::chrono::milliseconds{0});
}

std::string safe_excerpt(std::string_view body) {
  std::string text(body.substr(0, kAnswerShownMax));
  for (char& c : text) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    if (c < ' ' || c > '~') c = '?';
  }
  return text;
}

}  // namespace swarm::outbox
