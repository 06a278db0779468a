#pragma once

#include "base/sizes.hpp"

namespace swarm::storage {

// When to copy the write-ahead log into the database file. A log that was copied whole is begun anew by the next
// commit, in place, which is the cheapest to sync; so it is cut back only when it grew too long, because a reader kept
// it from being begun anew.
class LogPolicy {
 public:
  enum class Step { none, copy, cut_back };
  // 16 MiB: seldom enough that a hot page is copied once for many commits, small enough to be quick.
  static constexpr int kCopyPages = 4096;
  static constexpr std::uint64_t kPageBytes = 4096;

  explicit LogPolicy(Bytes wal_max) : pages_max_(static_cast<int>(wal_max.count / kPageBytes)) {}

  // `pages` are in the log now; `idle`: nobody waits.
  Step after_commit(int pages, bool idle);

 private:
  const int pages_max_;
  int pages_at_last_step_ = 0;
};

}  // namespace swarm::storage
