#include "platform/storage/sqlite/log_policy.hpp"

namespace swarm::storage {

LogPolicy::Step LogPolicy::after_commit(int pages, bool idle) {
  constexpr int kNoLongerWaitForIdle = 4;
  if (pages < pages_at_last_step_) pages_at_last_step_ = 0;  // begun anew
  // Not again at every commit while a reader stays.
  if (pages - pages_at_last_step_ < kCopyPages) return Step::none;
  pages_at_last_step_ = pages;
  const bool too_long = pages >= pages_max_;
  return too_long && (idle || pages / kNoLongerWaitForIdle >= pages_max_) ? Step::cut_back : Step::copy;
}

}  // namespace swarm::storage
