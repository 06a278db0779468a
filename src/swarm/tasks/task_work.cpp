#include "swarm/tasks/task_work.hpp"

#include <algorithm>

#include "platform/events/event_store.hpp"
#include "swarm/tasks/task_rows.hpp"
#include "swarm/tasks/task_rules.hpp"
#include "swarm/tasks/task_sql.hpp"

namespace swarm::tasks {

using storage::Expect;
using storage::Rows;
using storage::sql;
using storage::WriteUnit;

namespace {

std::string trouble_data(TaskState state, std::int64_t attempts, TaskTrouble trouble, const std::string& failure) {
  return json::to_text(json::Object{{"state", json::name_of(state)},
                                    {"attempts", attempts},
                                    {"reason", json::name_of(trouble)},
                                    {"failure", failure}});
}

std::string event_type_of(TaskState state) {
  if (state == TaskState::dead_letter) return "task.dead_lettered";
  return fmt::format("task.{}", json::name_of(state));
}

std::string completed_data(const Assignment& assignment, const TaskResult& result) {
  json::Object data{
      {"state", "completed"}, {"attempts", assignment.attempt}, {"verdict", json::name_of(result.verdict)}};
  if (result.reason) data.emplace("reason", *result.reason);
  return json::to_text(data);
}

}  // namespace

std::string ended_topic(const TaskId& id) {
  return ".task." + id.text();
}

Async<Result<Done>> TaskWork::enlist(WorkerId worker, std::string replica, std::chrono::milliseconds lease) {
  WriteUnit unit;
  unit.add(kExpireReplica, {sql(replica), sql(worker.text)});
  unit.add(kEnlistWorker, {sql(worker.text), sql(replica), static_cast<std::int64_t>(lease.count())});
  unit.add(kForgetWorkers, {});
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

Async<Result<Done>> TaskWork::heartbeat(WorkerId worker, std::chrono::milliseconds lease) {
  WriteUnit unit;
  unit.add(kRenewWorker, {sql(worker.text), static_cast<std::int64_t>(lease.count())}, Expect::exactly(1));
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

Async<Result<Done>> TaskWork::leave(WorkerId worker) {
  WriteUnit unit;
  unit.add(kLeaveWorker, {sql(worker.text)});
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

Async<Result<std::vector<Assignment>>> TaskWork::claim(WorkerId worker, std::string claim, std::int64_t count) {
  WriteUnit unit;
  unit.add(kClaim, {sql(worker.text), sql(claim), count}, Expect::at_most(count));
  unit.add(kClaimEvents, {sql(worker.text), sql(claim)});
  events::wake_readers_of_rows(unit, 0, kClaimedProject);
  storage::WriteOutcome outcome = CO_TRY(co_await database_.write(std::move(unit)));
  std::vector<std::pair<std::int64_t, Assignment>> ranked;
  for (storage::Row& row : outcome.rows.at(0)) {
    std::int64_t rank = 0;
    Assignment assignment = assignment_of(row, rank);
    ranked.emplace_back(rank, std::move(assignment));
  }
  std::ranges::sort(ranked, {}, [](const auto& entry) { return std::pair(entry.first, entry.second.id.text()); });
  std::vector<Assignment> assignments;
  for (auto& [rank, assignment] : ranked)
    assignments.push_back(std::move(assignment));
  co_return assignments;
}

Async<Result<Done>> TaskWork::complete(WorkerId worker, Assignment assignment, TaskResult result, std::string trace,
                                       answers::Spent spent, WriteUnit beside) {
  WriteUnit unit;
  unit.add(kComplete,
           {sql(assignment.project.text()), sql(assignment.id.text()), assignment.fence, sql(worker.text),
            result.head ? sql(json::name_of(*result.head)) : storage::SqlValue{}, sql(json::name_of(result.verdict)),
            sql(result.reason), sql(result.answer), sql(result.value), result_text(result), model_answer_value(result),
            spent.input_tokens, spent.output_tokens, spent.cost.nanodollars},
           Expect::exactly(1));
  unit.add(kInsertTrace,
           {sql(assignment.project.text()), sql(assignment.id.text()), assignment.attempt, std::move(trace)});
  events::add_event(unit, {assignment.project, assignment.id.text(), assignment.events_count + 1, "task.completed",
                           completed_data(assignment, result)});
  std::ranges::move(beside.statements, std::back_inserter(unit.statements));
  std::ranges::move(beside.topics, std::back_inserter(unit.topics));
  unit.topics.push_back(ended_topic(assignment.id));
  unit.topics.emplace_back(kEndedTopic);
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

Async<Result<Done>> TaskWork::give_up(WorkerId worker, Assignment assignment, GivenUp how, std::string trace) {
  WriteUnit unit;
  unit.add(kGiveUp,
           {sql(assignment.project.text()), sql(assignment.id.text()), assignment.fence, sql(worker.text),
            sql(json::name_of(how.to)), sql(json::name_of(how.trouble)), sql(how.failure), sql(how.ready_at),
            head_start_ms(assignment.input.priority), how.spent.input_tokens, how.spent.output_tokens,
            how.spent.cost.nanodollars},
           Expect::exactly(1));
  unit.add(kInsertTrace,
           {sql(assignment.project.text()), sql(assignment.id.text()), assignment.attempt, std::move(trace)});
  events::add_event(unit, {assignment.project, assignment.id.text(), assignment.events_count + 1, event_type_of(how.to),
                           trouble_data(how.to, assignment.attempt, how.trouble, how.failure)});
  if (is_final(how.to)) {
    unit.topics.push_back(ended_topic(assignment.id));
    unit.topics.emplace_back(kEndedTopic);
  }
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

Async<Result<std::set<std::string>>> TaskWork::still_held(WorkerId worker) {
  Rows rows = CO_TRY(co_await database_.read(&kStillHeld, {sql(worker.text)}));
  std::set<std::string> held;
  for (storage::Row& row : rows)
    held.insert(row.take_text(0));
  co_return held;
}

// `row` is one of kAbandoned or kHeld. False: another was first.
Async<Result<bool>> TaskWork::put_back(const storage::NamedStatement* how, storage::Row row,
                                       std::optional<WorkerId> held_by) {
  const bool last = row.integer(5) + 1 >= kLostLeasesMax;
  const TaskState to = last ? TaskState::dead_letter : TaskState::pending;
  const TaskTrouble trouble = last ? TaskTrouble::leases_lost : TaskTrouble::lease_lost;
  const std::string failure =
      last ? fmt::format("the server ended {} times while it worked on this task", kLostLeasesMax)
           : std::string("the worker's lease ended; the task waits again");
  const TaskId id = task_id_of(row.text(1));
  storage::Parameters parameters{sql(row.text(0)),
                                 sql(id.text()),
                                 row.integer(2),
                                 sql(json::name_of(to)),
                                 last ? sql(json::name_of(trouble)) : storage::SqlValue{},
                                 last ? sql(failure) : storage::SqlValue{}};
  if (held_by) parameters.push_back(sql(held_by->text));
  WriteUnit unit;
  unit.add(*how, std::move(parameters), Expect::exactly(1));
  events::add_event(
      unit, {project_id_of(row.text(0)), id.text(), row.integer(3) + 1, last ? "task.dead_lettered" : "task.retrying",
             trouble_data(to, row.integer(4) - 1, trouble, failure)});
  unit.topics.emplace_back(last ? ended_topic(id) : std::string(kWorkTopic));
  if (last) unit.topics.emplace_back(kEndedTopic);
  const Result<storage::WriteOutcome> done = co_await database_.write(std::move(unit));
  if (!done && done.error().code != ErrorCode::conflict) co_return std::unexpected(done.error());
  co_return done.has_value();
}

Async<Result<std::int64_t>> TaskWork::reclaim(std::int64_t count) {
  Rows rows = CO_TRY(co_await database_.read(&kAbandoned, {count}));
  std::int64_t reclaimed = 0;
  for (storage::Row& row : rows) {
    if (CO_TRY(co_await put_back(&kReclaim, std::move(row), std::nullopt))) ++reclaimed;
  }
  co_return reclaimed;
}

Async<Result<std::int64_t>> TaskWork::release(WorkerId worker, std::set<std::string> running) {
  Rows rows = CO_TRY(co_await database_.read(&kHeld, {sql(worker.text)}));
  std::int64_t released = 0;
  for (storage::Row& row : rows) {
    if (running.contains(std::string(row.text(1)))) continue;
    if (CO_TRY(co_await put_back(&kRelease, std::move(row), worker))) ++released;
  }
  co_return released;
}

Async<Result<std::int64_t>> TaskWork::queue_due(std::int64_t count) {
  WriteUnit unit;
  unit.add(kQueueDue, {count});
  const storage::WriteOutcome outcome = CO_TRY(co_await database_.write(std::move(unit)));
  co_return outcome.changed.at(0);
}

Async<Result<std::int64_t>> TaskWork::expire(std::int64_t count) {
  Rows rows = CO_TRY(co_await database_.read(&kOverdue, {count}));
  std::int64_t expired = 0;
  for (const storage::Row& row : rows) {
    const TaskId id = task_id_of(row.text(1));
    const std::string failure = "the deadline passed while the task waited; submit it again with a longer deadline_ms";
    WriteUnit unit;
    unit.add(kEndTask,
             {sql(row.text(0)), sql(id.text()), row.integer(2), sql("failed"),
              sql(json::name_of(TaskTrouble::deadline_exceeded)), sql(failure)},
             Expect::exactly(1));
    events::add_event(unit, {project_id_of(row.text(0)), id.text(), row.integer(3) + 1, "task.failed",
                             trouble_data(TaskState::failed, row.integer(4), TaskTrouble::deadline_exceeded, failure)});
    unit.topics.push_back(ended_topic(id));
    unit.topics.emplace_back(kEndedTopic);
    const Result<storage::WriteOutcome> done = co_await database_.write(std::move(unit));
    if (done)
      ++expired;
    else if (done.error().code != ErrorCode::conflict)
      co_return std::unexpected(done.error());
  }
  co_return expired;
}

}  // namespace swarm::tasks
