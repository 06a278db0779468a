#include "swarm/consensus/posterior.hpp"

#include <cmath>

#include "base/invariant.hpp"
#include "swarm/consensus/consensus_types.hpp"

namespace swarm::consensus {

// For whole numbers the incomplete beta function at 1/2 is a tail of the binomial distribution: the share of all
// sequences of leading + next + 1 throws of a coin in which at most `leading` show heads.
double posterior_of_leader(std::size_t leading, std::size_t next) {
  SWARM_INVARIANT(leading + next <= kElectorateMax, "the electorate is bounded, and 2^-1001 is a normal double");
  const std::size_t throws = leading + next + 1;
  double term = std::ldexp(1.0, -static_cast<int>(throws));
  double sum = term;
  for (std::size_t heads = 1; heads <= leading; ++heads) {
    term *= static_cast<double>(throws - heads + 1) / static_cast<double>(heads);
    sum += term;
  }
  return sum;
}

}  // namespace swarm::consensus
