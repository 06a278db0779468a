#pragma once

#include "learning/misses/miss_lessons.hpp"
#include "learning/misses/miss_metrics.hpp"
#include "learning/misses/miss_store.hpp"
#include "learning/training_runs/missed_lessons.hpp"
#include "platform/audit/audit_writer.hpp"
#include "swarm/tasks/task_store.hpp"

namespace swarm::misses {

// What people and training runs do with misses. Thread-safe; calls may fail as the store's do.
class MissService final : public training_runs::MissedLessons {
 public:
  struct Deps {
    MissStore& store;
    tasks::TaskStore& tasks;
    const MissLessons& lessons;
    audit::AuditWriter& audit;
    IdSource& ids;
    const MissMetrics& metrics;
  };
  explicit MissService(Deps deps) : deps_(deps) {}

  // Says what would have been right; again: takes its own place. Errors: those of corrected_miss(), and `conflict` with
  // reason "verified_answer" where a computing head proves another answer than this one.
  Async<Result<Miss>> correct(audit::Caller caller, tasks::TaskId task, std::string right_answer);
  Async<Result<Miss>> find(Scope scope, MissId miss) { return deps_.store.find(std::move(scope), std::move(miss)); }
  Async<Result<std::vector<Miss>>> list(Scope scope, MissFilter filter) {
    return deps_.store.list(std::move(scope), std::move(filter));
  }
  Async<Result<Done>> remove(audit::Caller caller, MissId miss);  // `not_found`

  Async<Result<std::vector<training_runs::Lesson>>> newest_lessons(Scope scope, answers::Head head,
                                                                   std::int64_t count_max, Bytes bytes_max) override;

 private:
  const Deps deps_;
};

}  // namespace swarm::misses
