#pragma once

#include "platform/storage/statement.hpp"

// Every statement of the slice, in one place: what a person tunes together. Times are the database's own.
namespace swarm::tasks {

using storage::NamedStatement;

// In the order that task_of() reads.
#define SWARM_TASK_COLUMNS                                                                                         \
  "t.id, t.project, t.state, t.priority, t.version, t.events_count, t.fence, t.worker, t.prompt, t.messages, "     \
  "t.head_wanted, t.metadata, t.deadline_ms, t.deadline_at_ms, t.attempts, t.attempts_max, t.lost_leases, "        \
  "t.created_by, "                                                                                                 \
  "t.request_id, t.trace_id, t.created_at_ms, t.updated_at_ms, t.started_at_ms, t.finished_at_ms, t.ready_at_ms, " \
  "t.head, "                                                                                                       \
  "t.verdict, t.reason, t.answer, t.value, t.result, t.failure, t.depends_on, t.open_dependencies, t.workflow, "   \
  "t.step, t.place, t.ask, t.model_answer, t.input_tokens, t.output_tokens, t.cost_nanodollars"

#define SWARM_INSERT_TASK                                                                                       \
  "INSERT INTO tasks (project, id, state, priority, rank, queued, ready_at_ms, version, events_count, fence, "  \
  "prompt, messages, head_wanted, metadata, deadline_ms, deadline_at_ms, attempts, attempts_max, lost_leases, " \
  "created_by, request_id, trace_id, ask, created_at_ms, updated_at_ms) "
#define SWARM_TASK_TIMES " RETURNING created_at_ms, updated_at_ms, deadline_at_ms"
inline constexpr NamedStatement kInsertTasks{
    "tasks.insert_many", "",
    "WITH clock AS MATERIALIZED (SELECT swarm_now_ms() AS now) " SWARM_INSERT_TASK
    "SELECT r.project, r.id, 'pending', r.priority, clock.now - r.head_start, 1, clock.now, 1, 1, 0, "
    "r.prompt, r.messages, r.head_wanted, r.metadata, r.deadline, clock.now + r.deadline, 0, r.attempts_max, 0, "
    "r.created_by, r.request_id, r.trace_id, r.ask, clock.now, clock.now FROM clock, "
    "unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], "
    "$9::bigint[], $10::bigint[], $11::text[], $12::text[], $13::text[], $14::text[]) WITH ORDINALITY AS "
    "r(project, id, priority, head_start, prompt, messages, head_wanted, metadata, deadline, attempts_max, created_by, "
    "request_id, trace_id, ask, place) ORDER BY r.place" SWARM_TASK_TIMES};
inline constexpr NamedStatement kInsertTask{
    "tasks.insert",
    SWARM_INSERT_TASK
    "VALUES ($1, $2, 'pending', $3, swarm_now_ms() - $4, 1, swarm_now_ms(), 1, 1, 0, $5, $6, $7, $8, $9, "
    "swarm_now_ms() + $9, 0, $10, 0, $11, $12, $13, $14, swarm_now_ms(), swarm_now_ms())" SWARM_TASK_TIMES,
    kInsertTasks};
inline constexpr NamedStatement kInsertIdempotencyKey{
    "tasks.insert_idempotency_key",
    "INSERT INTO idempotency_keys (project, key, fingerprint, tasks, at_ms) VALUES ($1, $2, $3, $4, swarm_now_ms())"};
inline constexpr NamedStatement kFindIdempotencyKey{
    "tasks.find_idempotency_key", "SELECT fingerprint, tasks FROM idempotency_keys WHERE project = $1 AND key = $2"};
inline constexpr NamedStatement kFindTask{
    "tasks.find", "SELECT " SWARM_TASK_COLUMNS " FROM tasks AS t WHERE t.project = $1 AND t.id = $2"};
inline constexpr NamedStatement kListTasks{
    "tasks.list",
    "SELECT " SWARM_TASK_COLUMNS
    " FROM tasks AS t WHERE t.project = $1 AND t.id < $2 AND ($3 = '' OR t.state = $3) AND ($4 = '' OR t.head = $4) "
    "AND ($5 = '' OR t.priority = $5) ORDER BY t.id DESC LIMIT $6"};
inline constexpr NamedStatement kListTraces{
    "tasks.list_traces",
    "SELECT attempt, at_ms, trace FROM task_traces WHERE project = $1 AND task = $2 ORDER BY attempt"};
#define SWARM_INSERT_TRACE "INSERT INTO task_traces (project, task, attempt, at_ms, trace) "
#define SWARM_REPLACE_TRACE \
  " ON CONFLICT (project, task, attempt) DO UPDATE SET at_ms = excluded.at_ms, trace = excluded.trace"
inline constexpr NamedStatement kInsertTraces{
    "tasks.insert_trace_many", "",
    SWARM_INSERT_TRACE
    "SELECT r.project, r.task, r.attempt, swarm_now_ms(), r.trace FROM "
    "unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) AS r(project, task, attempt, trace)" SWARM_REPLACE_TRACE};
inline constexpr NamedStatement kInsertTrace{
    "tasks.insert_trace", SWARM_INSERT_TRACE "VALUES ($1, $2, $3, swarm_now_ms(), $4)" SWARM_REPLACE_TRACE,
    kInsertTraces};
inline constexpr NamedStatement kInsertFeedback{
    "tasks.insert_feedback",
    "INSERT INTO task_feedback (id, project, task, correct, right_answer, note, given_by, at_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, swarm_now_ms())"};

// $4 the new state, $5 its reason, $6 what went wrong.
inline constexpr NamedStatement kEndTask{
    "tasks.end",
    "UPDATE tasks SET state = $4, reason = $5, failure = $6, queued = 0, open_dependencies = 0, worker = NULL, "
    "claim = NULL, version = version + 1, "
    "events_count = events_count + 1, updated_at_ms = swarm_now_ms(), finished_at_ms = swarm_now_ms() "
    "WHERE project = $1 AND id = $2 AND version = $3"};
// $4 the head start of its priority.
inline constexpr NamedStatement kRestartTask{"tasks.restart",
                                             "UPDATE tasks SET state = 'pending', reason = NULL, failure = NULL, head "
                                             "= NULL, verdict = NULL, answer = NULL, value = NULL, result = NULL, "
                                             "model_answer = NULL, "
                                             "queued = 1, rank = swarm_now_ms() - $4, ready_at_ms = swarm_now_ms(), "
                                             "deadline_at_ms = swarm_now_ms() + deadline_ms, attempts = 0, "
                                             "lost_leases = 0, version = version + 1, events_count = events_count + 1, "
                                             "updated_at_ms = swarm_now_ms(), started_at_ms = NULL, "
                                             "finished_at_ms = NULL WHERE project = $1 AND id = $2 AND version = $3"};

// A pair is compared by its first half only when SQLite seeks in an index, so there a cursor would cost a walk over all
// earlier events; but there is one transaction number there, 0, and equality seeks.
#define SWARM_EVENT_AND_TASK_COLUMNS \
  "SELECT e.transaction_id, e.sequence, e.subject, e.number, e.type, e.at_ms, e.data, " SWARM_TASK_COLUMNS
// Events of other subjects than tasks say all themselves; those of forgotten tasks are left out.
#define SWARM_EVENTS_OF_PROJECT                                                           \
  SWARM_EVENT_AND_TASK_COLUMNS                                                            \
  " FROM events AS e LEFT JOIN tasks AS t ON t.project = e.project AND t.id = e.subject " \
  "WHERE e.project = $1 AND (t.id IS NOT NULL OR e.type NOT LIKE 'task.%') "
inline constexpr NamedStatement kEventsOfProject{
    "tasks.events_of_project",
    SWARM_EVENTS_OF_PROJECT "AND e.transaction_id = $2 AND e.sequence > $3 ORDER BY e.sequence LIMIT $4",
    SWARM_EVENTS_OF_PROJECT
    "AND (e.transaction_id, e.sequence) > ($2, $3) AND e.transaction_id < swarm_transaction_floor() "
    "ORDER BY e.transaction_id, e.sequence LIMIT $4"};
// Of one task there are few: its events are read whole.
inline constexpr NamedStatement kEventsOfTask{
    "tasks.events_of_task", SWARM_EVENT_AND_TASK_COLUMNS
    " FROM events AS e JOIN tasks AS t ON t.project = e.project AND t.id = e.subject "
    "WHERE e.subject = $2 AND e.project = $1 AND (e.transaction_id, e.sequence) > ($3, $4) "
    "AND e.transaction_id < swarm_transaction_floor() ORDER BY e.number LIMIT $5"};
#undef SWARM_EVENTS_OF_PROJECT
#undef SWARM_EVENT_AND_TASK_COLUMNS

// The oldest by when it could begin: what waited for others is not older than their end.
inline constexpr NamedStatement kCountQueued{
    "tasks.count_queued", "SELECT priority, count(*), min(ready_at_ms) FROM tasks WHERE queued = 1 GROUP BY priority"};
inline constexpr NamedStatement kCountOthers{
    "tasks.count_others",
    "SELECT (SELECT count(*) FROM tasks WHERE state = 'running'), "
    "(SELECT count(*) FROM tasks WHERE state = 'retrying' AND queued = 0), "
    "(SELECT min(ready_at_ms) FROM tasks WHERE state = 'retrying' AND queued = 0), swarm_now_ms(), "
    "(SELECT count(*) FROM tasks WHERE open_dependencies > 0)"};

#define SWARM_TASKS_TO_FORGET                                                                                       \
  "(SELECT project, id FROM tasks WHERE finished_at_ms < swarm_now_ms() - $1 AND kept = 0 AND dependents_wait = 0 " \
  "ORDER BY finished_at_ms LIMIT $2)"
inline constexpr NamedStatement kForgetTraces{
    "tasks.forget_traces",
    "DELETE FROM task_traces WHERE (project, task, attempt) IN "
    "(SELECT project, task, attempt FROM task_traces WHERE at_ms < swarm_now_ms() - $1 ORDER BY at_ms LIMIT $2)"};
inline constexpr NamedStatement kForgetTracesOfTasks{
    "tasks.forget_traces_of_tasks", "DELETE FROM task_traces WHERE (project, task) IN " SWARM_TASKS_TO_FORGET};
inline constexpr NamedStatement kForgetFeedbackOfTasks{
    "tasks.forget_feedback_of_tasks", "DELETE FROM task_feedback WHERE (project, task) IN " SWARM_TASKS_TO_FORGET};
inline constexpr NamedStatement kForgetDependenciesOfTasks{
    "tasks.forget_dependencies_of_tasks",
    "DELETE FROM task_dependencies WHERE (project, task) IN " SWARM_TASKS_TO_FORGET};
inline constexpr NamedStatement kForgetTasks{"tasks.forget",
                                             "DELETE FROM tasks WHERE (project, id) IN " SWARM_TASKS_TO_FORGET};
inline constexpr NamedStatement kForgetIdempotencyKeys{
    "tasks.forget_idempotency_keys",
    "DELETE FROM idempotency_keys WHERE (project, key) IN "
    "(SELECT project, key FROM idempotency_keys WHERE at_ms < swarm_now_ms() - $1 ORDER BY at_ms LIMIT $2)"};

// --- Workers --------------------------------------------------------------------------------------------------------

inline constexpr NamedStatement kExpireReplica{"workers.expire_replica",
                                               "UPDATE workers SET lease_until_ms = 0 WHERE replica = $1 AND id <> $2"};
inline constexpr NamedStatement kEnlistWorker{
    "workers.enlist",
    "INSERT INTO workers (id, replica, started_at_ms, lease_until_ms) VALUES ($1, $2, swarm_now_ms(), swarm_now_ms() + "
    "$3) "
    "ON CONFLICT (id) DO UPDATE SET lease_until_ms = excluded.lease_until_ms"};
inline constexpr NamedStatement kRenewWorker{
    "workers.renew",
    "UPDATE workers SET lease_until_ms = swarm_now_ms() + $2 WHERE id = $1 AND lease_until_ms >= swarm_now_ms()"};
inline constexpr NamedStatement kLeaveWorker{"workers.leave", "UPDATE workers SET lease_until_ms = 0 WHERE id = $1"};
inline constexpr NamedStatement kForgetWorkers{
    "workers.forget",
    "DELETE FROM workers WHERE lease_until_ms < swarm_now_ms() - 86400000 "
    "AND NOT EXISTS (SELECT 1 FROM tasks WHERE tasks.worker = workers.id AND tasks.state = 'running')"};

#define SWARM_CLAIM_CHANGES                                                                                          \
  "UPDATE tasks SET state = 'running', queued = 0, fence = fence + 1, attempts = attempts + 1, version = version + " \
  "1, "                                                                                                              \
  "events_count = events_count + 1, worker = $1, claim = $2, started_at_ms = swarm_now_ms(), updated_at_ms = "       \
  "swarm_now_ms() "
#define SWARM_CLAIM_COLUMNS                                                                                      \
  "tasks.id, tasks.project, tasks.fence, tasks.attempts, tasks.attempts_max, tasks.events_count, tasks.prompt, " \
  "tasks.messages, "                                                                                             \
  "tasks.head_wanted, tasks.priority, tasks.created_at_ms, tasks.started_at_ms, tasks.deadline_at_ms, "          \
  "tasks.trace_id, tasks.rank, tasks.created_by, tasks.request_id, tasks.ask"
inline constexpr std::size_t kClaimedProject = 1;  // the place of tasks.project among them
// A worker without a live lease claims nothing: what it would take could be taken back before it began.
inline constexpr NamedStatement kClaim{
    "tasks.claim",
    SWARM_CLAIM_CHANGES
    "WHERE (project, id) IN (SELECT project, id FROM tasks WHERE queued = 1 ORDER BY rank LIMIT $3) "
    "AND EXISTS (SELECT 1 FROM workers WHERE workers.id = $1 AND workers.lease_until_ms >= swarm_now_ms()) "
    "RETURNING " SWARM_CLAIM_COLUMNS,
    "WITH picked AS (SELECT p.project AS picked_project, p.id AS picked_id FROM tasks AS p WHERE p.queued = 1 "
    "AND EXISTS (SELECT 1 FROM workers WHERE workers.id = $1 AND workers.lease_until_ms >= swarm_now_ms()) "
    "ORDER BY p.rank LIMIT $3 FOR UPDATE OF p SKIP LOCKED) " SWARM_CLAIM_CHANGES
    "FROM picked WHERE tasks.project = picked_project AND tasks.id = picked_id RETURNING " SWARM_CLAIM_COLUMNS};
inline constexpr NamedStatement kClaimEvents{
    "tasks.claim_events",
    "INSERT INTO events (transaction_id, project, subject, number, type, at_ms, data) "
    "SELECT swarm_transaction_id(), project, id, events_count, 'task.started', started_at_ms, "
    "'{\"state\":\"running\",\"attempts\":' || attempts || '}' "
    "FROM tasks WHERE worker = $1 AND state = 'running' AND claim = $2"};
// Written so that no index serves it: the task is found by its id, not among all that the worker runs.
#define SWARM_HELD_BY "CASE WHEN tasks.state = 'running' THEN tasks.worker END"
#define SWARM_COMPLETE                                                                                       \
  "UPDATE tasks SET state = 'completed', worker = NULL, claim = NULL, version = tasks.version + 1, "         \
  "events_count = tasks.events_count + 1, failure = NULL, updated_at_ms = swarm_now_ms(), finished_at_ms = " \
  "swarm_now_ms(), "
// What this attempt took is added to what earlier ones took.
#define SWARM_ADD_SPENT(input, output, cost)                                                     \
  "input_tokens = tasks.input_tokens + " input ", output_tokens = tasks.output_tokens + " output \
  ", cost_nanodollars = tasks.cost_nanodollars + " cost " "
inline constexpr NamedStatement kCompleteMany{
    "tasks.complete_many", "",
    SWARM_COMPLETE
    "head = r.head, verdict = r.verdict, reason = r.reason, answer = r.answer, value = r.value, result = r.result, "
    "model_answer = r.model_answer, " SWARM_ADD_SPENT("r.input", "r.output", "r.cost")
    "FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], "
    "$9::text[], $10::text[], $11::text[], $12::bigint[], $13::bigint[], $14::bigint[]) AS r(project, id, fence, "
    "worker, head, verdict, reason, answer, value, result, model_answer, input, output, cost) "
    "WHERE tasks.project = r.project AND tasks.id = r.id AND tasks.fence = r.fence AND " SWARM_HELD_BY " = r.worker"};
inline constexpr NamedStatement kComplete{
    "tasks.complete",
    SWARM_COMPLETE
    "head = $5, verdict = $6, reason = $7, answer = $8, value = $9, result = $10, "
    "model_answer = $11, " SWARM_ADD_SPENT(
        "$12", "$13", "$14") "WHERE project = $1 AND id = $2 AND fence = $3 AND " SWARM_HELD_BY " = $4",
    kCompleteMany};
// $5 the new state, $8 when the next attempt may start, $9 the head start of its priority, then what it took.
inline constexpr NamedStatement kGiveUp{
    "tasks.give_up",
    "UPDATE tasks SET state = $5, worker = NULL, claim = NULL, version = version + 1, events_count = events_count + 1, "
    "reason = $6, failure = $7, "
    "ready_at_ms = CAST($8 AS BIGINT), rank = CAST($8 AS BIGINT) - CAST($9 AS BIGINT), updated_at_ms = swarm_now_ms(), "
    "finished_at_ms = CASE WHEN $5 = 'retrying' THEN NULL ELSE swarm_now_ms() END, " SWARM_ADD_SPENT(
        "CAST($10 AS BIGINT)", "CAST($11 AS BIGINT)",
        "CAST($12 AS BIGINT)") "WHERE project = $1 AND id = $2 AND fence = $3 AND " SWARM_HELD_BY " = $4"};
inline constexpr NamedStatement kStillHeld{"tasks.still_held",
                                           "SELECT id FROM tasks WHERE worker = $1 AND state = 'running'"};
inline constexpr NamedStatement kAbandoned{
    "tasks.abandoned",
    "SELECT t.project, t.id, t.version, t.events_count, t.attempts, t.lost_leases FROM "
    "tasks AS t JOIN workers AS w ON w.id = t.worker "
    "WHERE t.state = 'running' AND w.lease_until_ms < swarm_now_ms() LIMIT $1"};
#define SWARM_PUT_BACK_CHANGES                                                                                     \
  "UPDATE tasks SET state = $4, reason = $5, failure = $6, queued = CASE WHEN $4 = 'pending' THEN 1 ELSE 0 END, "  \
  "worker = NULL, claim = NULL, version = version + 1, events_count = events_count + 1, attempts = attempts - 1, " \
  "lost_leases = lost_leases + 1, updated_at_ms = swarm_now_ms(), "                                                \
  "finished_at_ms = CASE WHEN $4 = 'pending' THEN NULL ELSE swarm_now_ms() END "                                   \
  "WHERE project = $1 AND id = $2 AND version = $3 AND state = 'running' "
// The lease is looked at again: its owner may have come back between reading and writing.
inline constexpr NamedStatement kReclaim{
    "tasks.reclaim",
    SWARM_PUT_BACK_CHANGES "AND worker IN (SELECT id FROM workers WHERE lease_until_ms < swarm_now_ms())"};
inline constexpr NamedStatement kRelease{"tasks.release", SWARM_PUT_BACK_CHANGES "AND worker = $7"};
inline constexpr NamedStatement kHeld{"tasks.held",
                                      "SELECT t.project, t.id, t.version, t.events_count, t.attempts, t.lost_leases "
                                      "FROM tasks AS t WHERE t.worker = $1 AND t.state = 'running'"};
inline constexpr NamedStatement kQueueDue{"tasks.queue_due",
                                          "UPDATE tasks SET queued = 1 WHERE (project, id) IN "
                                          "(SELECT project, id FROM tasks WHERE state = 'retrying' AND queued = 0 AND "
                                          "ready_at_ms <= swarm_now_ms() ORDER BY ready_at_ms LIMIT $1) "
                                          "AND state = 'retrying' AND queued = 0"};
inline constexpr NamedStatement kOverdue{
    "tasks.overdue",
    "SELECT t.project, t.id, t.version, t.events_count, t.attempts FROM tasks AS t "
    "WHERE t.state IN ('pending', 'retrying') AND t.deadline_at_ms < swarm_now_ms() LIMIT $1"};

inline constexpr const NamedStatement* kTaskStatements[] = {&kInsertTask,
                                                            &kInsertIdempotencyKey,
                                                            &kFindIdempotencyKey,
                                                            &kFindTask,
                                                            &kListTasks,
                                                            &kListTraces,
                                                            &kInsertTrace,
                                                            &kInsertFeedback,
                                                            &kEndTask,
                                                            &kRestartTask,
                                                            &kEventsOfProject,
                                                            &kEventsOfTask,
                                                            &kCountQueued,
                                                            &kCountOthers,
                                                            &kForgetTraces,
                                                            &kForgetTracesOfTasks,
                                                            &kForgetFeedbackOfTasks,
                                                            &kForgetDependenciesOfTasks,
                                                            &kForgetTasks,
                                                            &kForgetIdempotencyKeys,
                                                            &kExpireReplica,
                                                            &kEnlistWorker,
                                                            &kRenewWorker,
                                                            &kLeaveWorker,
                                                            &kForgetWorkers,
                                                            &kClaim,
                                                            &kClaimEvents,
                                                            &kComplete,
                                                            &kGiveUp,
                                                            &kStillHeld,
                                                            &kAbandoned,
                                                            &kReclaim,
                                                            &kHeld,
                                                            &kRelease,
                                                            &kQueueDue,
                                                            &kOverdue};

}  // namespace swarm::tasks
