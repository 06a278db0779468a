#pragma once

#include <cstddef>

namespace swarm::consensus {

// How probable it is that more of all possible voters give the leading answer than the next one, after `leading` and
// `next` votes for them, every share being as likely before: 1 - I(1/2; leading + 1, next + 1), the stopping rule of
// Adaptive-Consistency (Aggarwal et al., arXiv 2305.11860). Pure; at most kElectorateMax votes together.
double posterior_of_leader(std::size_t leading, std::size_t next);

}  // namespace swarm::consensus
