#pragma once

#include <deque>
#include <vector>

#include "platform/storage/postgres/group_commit.hpp"
#include "platform/storage/postgres/requests.hpp"

namespace swarm::storage {

// One thread's work on the writes: takes what waits as one group, commits it, and answers. A group that cannot be
// committed is taken apart: what passed is tried again together, what was not reached as well, and each unit that is to
// blame alone, where its fate is decided. Each attempt settles at least one unit, so this ends.
class PostgresWriter {
 public:
  // A unit that loses against others (deadlock, serialization) is run this often in all.
  static constexpr int kRepeatsMax = 6;
  static constexpr std::chrono::milliseconds kRepeatPause{5};  // doubled each time
  // No further unit joins a group beyond this many bytes.
  static constexpr std::size_t kGroupBytesMax = 8 * MiB;

  PostgresWriter(const PostgresParts& parts, RequestQueue<PostgresWrite>& queue)
      : parts_(parts), queue_(queue), keeper_(Role::writer, parts) {}

  void work();  // until the queue is closed and empty

 private:
  using Group = std::vector<PostgresWrite>;
  struct Step {
    Group group;
    bool alone;           // of one unit that was to blame
    bool merges = false;  // a first try with equal statements merged
  };

  std::vector<PostgresWrite> run(PostgresConnection& connection, Group requests);
  void settle(Step step, Attempt attempt, PostgresConnection& connection);
  void acknowledge(const Group& group, std::vector<Attempt::Unit>& units);
  void take_apart(Group group, const Attempt& attempt);
  void decide(PostgresWrite request, bool alone, const Attempt& attempt);
  void run_elsewhere(Group group, const SqlFailure& failure);
  void leave_unknown(const Group& group, const SqlFailure& failure);
  void refuse(const PostgresWrite& request, Error error);

  const PostgresParts& parts_;
  RequestQueue<PostgresWrite>& queue_;
  ConnectionKeeper keeper_;
  std::deque<Step> steps_;                // to be run; no more units than were taken
  std::vector<PostgresWrite> elsewhere_;  // to be run on another connection
};

}  // namespace swarm::storage
