#include "providers/gateway/retry_rules.hpp"

#include <algorithm>

namespace swarm::gateway {

Ending ending_of(int status, bool has_retry_after) {
  switch (status) {
    case 408:
    case 409:
    case 425:
      return Ending::try_again;
    case 429:
      return Ending::busy;
    case 503:
      return has_retry_after ? Ending::busy : Ending::refused;
    default:
      return status >= 500 ? Ending::refused : Ending::answered;
  }
}

bool is_repeatable(Ending ending, bool is_free) {
  switch (ending) {
    case Ending::never_sent:
    case Ending::refused:
    case Ending::busy:
    case Ending::try_again:
      return true;
    case Ending::unknown:
      return is_free;
    case Ending::answered:
    case Ending::no_place:
    case Ending::nonsense:
    case Ending::ours_to_stop:
      return false;
  }
  return false;
}

bool allows_fallback(Ending ending, bool is_free) {
  return is_repeatable(ending, is_free) || ending == Ending::no_place || (ending == Ending::nonsense && is_free);
}

std::optional<std::chrono::milliseconds> backoff(const GatewayConfig& config, std::int64_t number,
                                                 std::optional<std::chrono::milliseconds> retry_after, double chance) {
  constexpr std::int64_t kDoublingsMax = 20;
  const std::int64_t factor = std::int64_t{1} << std::clamp<std::int64_t>(number - 1, 0, kDoublingsMax);
  const auto range = std::min(config.backoff * factor, config.backoff_max);
  const auto jitter = std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(range.count()) * chance));
  if (!retry_after) return jitter;
  if (*retry_after > config.retry_after_max) return std::nullopt;
  return *retry_after + jitter;
}

void RetryAllowance::earn() {
  MutexLock lock(mutex_);
  left_ = std::min(left_ + ratio_, most_);
}

bool RetryAllowance::take() {
  MutexLock lock(mutex_);
  if (left_ < 1) return false;
  left_ -= 1;
  return true;
}

}  // namespace swarm::gateway
