#include "base/invariant.hpp"

#include <cstdio>
#include <cstdlib>

namespace swarm {

void invariant_failed(std::string_view condition, std::string_view why, const char* file, int line) {
  std::fprintf(stderr, "FATAL %s:%d: invariant '%.*s' is broken: %.*s\n", file, line,
               static_cast<int>(condition.size()), condition.data(), static_cast<int>(why.size()), why.data());
  std::abort();
}

}  // namespace swarm
