#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "platform/runtime/async.hpp"
#include "platform/storage/database.hpp"
#include "swarm/tasks/task_types.hpp"

namespace swarm::tasks {

// The topic on which workers look for new work again, and the one on which they look whether theirs was taken away.
inline constexpr std::string_view kWorkTopic = "tasks.work";
inline constexpr std::string_view kRevokedTopic = "tasks.revoked";
// Told with the end of any task; stays within the process that ended it, as everything that begins with a dot.
inline constexpr std::string_view kEndedTopic = ".tasks.ended";
// Told when this task has ended; stays within the process that ended it.
std::string ended_topic(const TaskId& id);

// The interface through which workers pull work: the resident pool of this server, and remote agents. All times are
// the database's. Thread-safe.
class TaskWork {
 public:
  explicit TaskWork(storage::Database& database) : database_(database) {}

  // Announces a worker, and takes back at once what earlier incarnations of the same replica left running.
  Async<Result<Done>> enlist(WorkerId worker, std::string replica, std::chrono::milliseconds lease);
  // Renews the lease of all that the worker runs. `conflict`: it was taken for dead; enlist again, everything is lost.
  Async<Result<Done>> heartbeat(WorkerId worker, std::chrono::milliseconds lease);
  Async<Result<Done>> leave(WorkerId worker);

  // At most `count` tasks, in the queue's order, each with its task.started event. `claim` is a new id for this call.
  Async<Result<std::vector<Assignment>>> claim(WorkerId worker, std::string claim, std::int64_t count);

  // The end of an attempt. `conflict`: the lease was lost or the task cancelled; the result is dropped.
  // `spent` is what models took in this attempt; `beside` is stored with the end, or not at all.
  Async<Result<Done>> complete(WorkerId worker, Assignment assignment, TaskResult result, std::string trace,
                               answers::Spent spent = {}, storage::WriteUnit beside = {});
  struct GivenUp {
    TaskState to;  // retrying, failed or dead_letter
    TaskTrouble trouble;
    std::string failure;
    Time ready_at;  // of the next attempt
    answers::Spent spent{};
  };
  Async<Result<Done>> give_up(WorkerId worker, Assignment assignment, GivenUp how, std::string trace);

  // The ids that this worker still holds: what it runs beside these was cancelled or taken over.
  Async<Result<std::set<std::string>>> still_held(WorkerId worker);

  // Puts back what this worker holds beside `running`: claimed without having heard of it, or ended without having
  // been able to say so. Not while a claim of the same worker is under way. How many.
  Async<Result<std::int64_t>> release(WorkerId worker, std::set<std::string> running);
  // Puts what dead workers left behind back into the queue (or, the tenth time, into dead_letter); how many.
  Async<Result<std::int64_t>> reclaim(std::int64_t count);
  // Queues retrying tasks whose time has come; how many.
  Async<Result<std::int64_t>> queue_due(std::int64_t count);
  // Ends waiting tasks whose deadline has passed; how many.
  Async<Result<std::int64_t>> expire(std::int64_t count);

 private:
  Async<Result<bool>> put_back(const storage::NamedStatement* how, storage::Row row, std::optional<WorkerId> held_by);

  storage::Database& database_;
};

}  // namespace swarm::tasks
