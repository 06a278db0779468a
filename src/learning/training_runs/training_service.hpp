#pragma once

#include <optional>
#include <string>
#include <vector>

#include "learning/training_runs/lesson_files.hpp"
#include "learning/training_runs/missed_lessons.hpp"
#include "learning/training_runs/run_folder.hpp"
#include "learning/training_runs/training_runner.hpp"
#include "learning/training_runs/training_store.hpp"
#include "platform/audit/audit_writer.hpp"
#include "platform/runtime/blocking_pool.hpp"

namespace swarm::training_runs {

// What is asked for when a run is made.
struct NewRun {
  answers::Head head = answers::Head::math;
  std::string name{};
  std::string base{};  // empty: as configured
  std::optional<std::string> dataset{};
  std::vector<Lesson> lessons{};
  bool misses = false;  // what the head's model got wrong in this project
  std::optional<std::string> replay{};
  std::optional<std::string> validation{};
  TrainingSettings settings{};
};

// What people and programs do with training runs. Thread-safe.
class TrainingService {
 public:
  struct Deps {
    storage::Database& database;
    audit::AuditWriter& audit;
    runtime::BlockingPool& blocking;
    IdSource& ids;
    RunFolders folders;
    FindModel find_model;
    storage::FreeSpace free_space;
    std::string replica;
    std::filesystem::path program_folder;
    MissedLessons* missed = nullptr;  // nothing: there are none
  };
  TrainingService(TrainingConfig config, Deps deps);

  // Copies and checks the lessons, then queues the run. `invalid_input`: not exactly one of dataset, lessons and
  // misses, no miss, a name or a base that is none, a bad line, more time than may be asked for; `not_found`: no such
  // dataset or base; `limit_exceeded`: enough wait; `too_large`; `storage_full`.
  Async<Result<TrainingRun>> create(audit::Caller caller, NewRun wanted);
  Async<Result<TrainingRun>> find(Scope scope, RunId run) { return store_.find(std::move(scope), std::move(run)); }
  Async<Result<std::vector<TrainingRun>>> list(Scope scope, RunFilter filter) {
    return store_.list(std::move(scope), std::move(filter));
  }
  // One that waits is cancelled at once; one that runs is told to stop, and its state follows. `conflict`: it has
  // ended.
  Async<Result<TrainingRun>> cancel(audit::Caller caller, RunId run);
  // Goes on from its checkpoint. `conflict`: it has not failed and was not cancelled, has no checkpoint (reason
  // "no_checkpoint"), or belongs to another server (reason "another_server").
  Async<Result<TrainingRun>> resume(audit::Caller caller, RunId run);

  Async<Result<RunWords>> words(Scope scope, RunId run) { return store_.words(std::move(scope), std::move(run)); }
  // The end of its log: of the file where this server has it, else of what the row keeps.
  Async<Result<std::string>> log(Scope scope, RunId run, std::size_t bytes_max);

 private:
  Async<Result<std::vector<Lesson>>> missed_lessons(Scope scope, answers::Head head) const;
  Result<Done> check(const NewRun& wanted) const;
  Result<RunData> take_lessons(const RunId& run, const NewRun& wanted) const;
  Result<RunData> copy_all(const RunId& run, const NewRun& wanted) const;

  const TrainingConfig config_;
  const Deps deps_;
  TrainingStore store_;
};

}  // namespace swarm::training_runs
