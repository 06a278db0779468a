#pragma once

#include <span>
#include <string>
#include <vector>

#include "platform/storage/postgres/flight_timer.hpp"
#include "platform/storage/postgres/merged_statements.hpp"
#include "platform/storage/postgres/postgres_connection.hpp"
#include "platform/storage/postgres/requests.hpp"

namespace swarm::storage {

// How one try to commit a group of units as one transaction ended.
struct Attempt {
  enum class Ending {
    committed,
    rolled_back,  // at least one unit is to blame, or `failure` says why the commit was refused
    lost,         // the connection broke before the commit was asked for: nothing is stored
    unknown,      // it broke after that
  };
  enum class Verdict { passed, refused, untested };
  struct Unit {
    Verdict verdict = Verdict::untested;
    WriteOutcome outcome{};
    Error error{};         // of a refused one
    SqlFailure failure{};  // the server's part of it, if any
  };
  Ending ending = Ending::lost;
  std::vector<Unit> units{};
  SqlFailure failure{};
};

// Sends the units as one transaction without waiting, checks the replies against what the units expect, and only then
// asks for the commit: two round trips, whatever the number of units. The topics are told in a transaction of their own
// behind the commit, in the same flight: NOTIFY holds a lock of the whole database until its transaction's end, which
// must not wait for a disk.
class GroupCommit {
 public:
  // `patient`: wait for rows of others as long as lock_timeout says.
  GroupCommit(PostgresConnection& connection, const PostgresParts& parts, bool patient)
      : connection_(connection), parts_(parts), patient_(patient) {}

  Attempt run(std::span<const PostgresWrite> group);
  // With equal statements merged. When that does not go through, nothing is known of the single units: all are
  // untested.
  Attempt run_merged(std::span<const PostgresWrite> group);

 private:
  bool receive_merged(std::span<const PostgresWrite> group, const std::vector<MergedStatement>& statements,
                      FlightTimer& timer);
  void send(std::span<const PostgresWrite> group, const FlightTimer& timer);
  bool receive(std::span<const PostgresWrite> group, FlightTimer& timer);  // false: lost
  bool receive_unit(const WriteUnit& unit, Attempt::Unit& result, FlightTimer& timer);
  bool receive_opening();
  void refuse_all(const SqlFailure& failure);
  void commit(std::span<const PostgresWrite> group);
  void roll_back();

  PostgresConnection& connection_;
  const PostgresParts& parts_;
  const bool patient_;
  Attempt attempt_;
};

// Each topic once, as one text.
std::string joined_topics(std::span<const PostgresWrite> group, std::span<const Attempt::Unit> units);
inline constexpr char kTopicSeparator = '\x1f';
inline constexpr std::size_t kTopicLengthMax = 1'000;  // PostgreSQL takes less than 8,000 bytes

}  // namespace swarm::storage
