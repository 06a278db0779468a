#pragma once

#include <span>
#include <string>
#include <vector>

#include "platform/runtime/async.hpp"
#include "platform/storage/database.hpp"
#include "providers/usage/usage_query.hpp"
#include "providers/usage/usage_record.hpp"

namespace swarm::usage {

std::span<const storage::Migration> migrations();
storage::Schema schema();

// Records of calls, and what they come to by the hour, which is what sums are read from: it is kept in the same write,
// so both always agree. Thread-safe. Every call may fail with `unavailable`.
class UsageStore {
 public:
  explicit UsageStore(storage::Database& database) : database_(database), kind_(database.facts().kind) {}

  // One batch of a writer, numbered from 1 without gaps. `conflict`: it was stored before.
  storage::WriteUnit batch(const std::string& writer, std::int64_t number, std::span<const UsageRecord> records) const;

  // Of whole hours from `from`, before `to`, by time, then the dearest first; at most `count`.
  Async<Result<std::vector<UsageSum>>> sums(UsageFilter filter, std::vector<Dimension> by, std::int64_t count);
  // The youngest first, behind `after`; of all projects the last stored first, and what was stored more than kLateness
  // after its time may be missing.
  Async<Result<std::vector<StoredRecord>>> records(UsageFilter filter, RecordPosition after, std::int64_t count);

  // At most `count` records that are older than `age_max`, or beyond `count_max`; how many went.
  Async<Result<std::int64_t>> forget_records(std::chrono::milliseconds age_max, std::int64_t count_max,
                                             std::int64_t count);
  Async<Result<std::int64_t>> forget_sums(std::chrono::milliseconds age_max, std::int64_t count);

  static constexpr std::chrono::hours kLateness{1};

 private:
  // About where records of this time begin; those that were stored at most kLateness out of order are behind it.
  Async<Result<std::int64_t>> sequence_of(Time time);
  Async<Result<std::vector<StoredRecord>>> read_records(const storage::NamedStatement* what, UsageFilter filter,
                                                        storage::Parameters parameters, std::int64_t count);

  storage::Database& database_;
  const storage::DatabaseKind kind_;
};

}  // namespace swarm::usage
