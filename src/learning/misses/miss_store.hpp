#pragma once

#include <map>
#include <optional>
#include <vector>

#include "learning/misses/miss_types.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/database.hpp"

namespace swarm::misses {

std::span<const storage::Migration> migrations();
storage::Schema schema();

struct MissFilter {
  std::optional<answers::Head> head{};
  std::optional<Source> source{};
  std::optional<MissId> before{};
  std::int64_t count = 50;
};

// How many misses of each head of a project are kept, and for how long.
struct Kept {
  std::chrono::milliseconds age_max;
  std::int64_t count_max;
};

// Misses in the database. Thread-safe. Every call may fail with `unavailable`. A miss of another project is
// `not_found`.
class MissStore {
 public:
  explicit MissStore(storage::Database& database) : database_(database) {}

  // The same question again is counted in the row that there is, with the newest answers; a person's stays.
  static void add_record(storage::WriteUnit& unit, const Miss& miss);
  // Takes the place of whatever was taken for right. The outcome's last row holds the miss's id.
  static storage::WriteUnit correct(const Miss& miss);
  static storage::WriteUnit remove(const Scope& scope, const MissId& miss);  // `conflict`: there is none

  Async<Result<Miss>> find(Scope scope, MissId miss);                     // `not_found`
  Async<Result<std::vector<Miss>>> list(Scope scope, MissFilter filter);  // newest first
  // Of one head, those that were seen last first, behind `after`.
  Async<Result<std::vector<Miss>>> newest(Scope scope, answers::Head head, std::optional<Miss> after,
                                          std::int64_t count);

  Async<Result<std::map<answers::Head, std::int64_t>>> count();
  // Deletes at most `count` that are older or more than kept allows, those that were seen longest ago first; how many.
  Async<Result<std::int64_t>> forget(Kept kept, std::int64_t count);

 private:
  storage::Database& database_;
};

// What a lesson is recognised by within its project and head.
std::string prompt_key(const Miss& miss);

}  // namespace swarm::misses
