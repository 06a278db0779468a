#include "platform/storage/postgres/flight_timer.hpp"

namespace swarm::storage {

void FlightTimer::ran(const NamedStatement& what) {
  if (!is_exact_) {
    ran_.push_back(&what);
    return;
  }
  const SteadyTime now = clock_.steady_now();
  accounts_.ran(what, now - last_);
  last_ = now;
}

void FlightTimer::end() {
  if (ran_.empty()) return;
  const auto share = (clock_.steady_now() - last_) / static_cast<std::int64_t>(ran_.size());
  for (const NamedStatement* what : ran_)
    accounts_.ran(*what, share);
  ran_.clear();
}

}  // namespace swarm::storage
