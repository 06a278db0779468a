#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "swarm/sandbox/run_types.hpp"

namespace swarm::sandbox {

struct SandboxFacts {
  bool ready = false;     // whether code is run
  bool is_known = false;  // false before the jail has been tried out
  std::string backend;    // "bubblewrap 0.8.0"
  std::string detail;     // which limits cover the whole tree; when not ready, why, and what to do
};

// Runs programs that nobody trusts. Containers often forbid what one implementation needs, so this is an interface.
class Runner {
 public:
  virtual ~Runner() = default;

  // Runs all at the same time and waits for their ends: blocking, for the blocking pool. Bounded by the limits of time.
  // A request to stop ends them soon. How a program ended is in its report; errors are about running at all:
  // `unavailable` (no sandbox here: nothing was run), `limit_exceeded` (too many wait), `cancelled`.
  // Safe to call from any thread.
  virtual Result<std::vector<RunReport>> run(std::vector<RunRequest> requests, std::stop_token stop) = 0;

  virtual SandboxFacts facts() = 0;  // never waits
};

}  // namespace swarm::sandbox
