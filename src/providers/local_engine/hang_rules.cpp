#include "providers/local_engine/hang_rules.hpp"

#include <fmt/format.h>

#include "base/sizes.hpp"

namespace swarm::local_engine {

void HangRules::showed(Work work, SteadyTime now) {
  const bool stands = work.answers > 0 && work.calls == calls_;
  calls_ = work.calls;
  if (!stands)
    stands_since_.reset();
  else if (!stands_since_)
    stands_since_ = now;
}

std::optional<std::string> HangRules::why_hung(SteadyTime now) const {
  if (misses_ >= kMissesMax)
    return fmt::format("it hung: {} times in a row its /health did not answer within {}", misses_,
                       to_text(health_timeout_));
  if (stall_timeout_.count() > 0 && stands_since_ && now - *stands_since_ >= stall_timeout_)
    return fmt::format("it hung: it wrote answers and did not call its model for {}", to_text(stall_timeout_));
  return std::nullopt;
}

}  // namespace swarm::local_engine
