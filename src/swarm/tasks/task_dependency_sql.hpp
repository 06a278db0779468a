#pragma once

#include "platform/storage/statement.hpp"

// The statements about tasks that wait for others. Lists of ids are JSON arrays of texts.
namespace swarm::tasks {

using storage::NamedStatement;

#define SWARM_NEVER "253402300799000"
#define SWARM_INSERT_DEPENDENT                                                                                  \
  "INSERT INTO tasks (project, id, state, priority, rank, queued, ready_at_ms, version, events_count, fence, "  \
  "prompt, messages, head_wanted, metadata, deadline_ms, deadline_at_ms, attempts, attempts_max, lost_leases, " \
  "created_by, request_id, trace_id, created_at_ms, updated_at_ms, reason, depends_on, open_dependencies, "     \
  "workflow, step, place, ask, workflow_waits, kept) "
// A task that depends on others, or is a workflow's step. With nothing to wait for it is queued at once.
inline constexpr NamedStatement kInsertDependents{
    "tasks.insert_dependent_many", "",
    "WITH clock AS MATERIALIZED (SELECT swarm_now_ms() AS now) " SWARM_INSERT_DEPENDENT
    "SELECT r.project, r.id, 'pending', r.priority, clock.now - r.head_start, CASE WHEN r.open = 0 THEN 1 ELSE 0 END, "
    "clock.now, 1, 1, 0, r.prompt, r.messages, r.head_wanted, r.metadata, r.deadline, "
    "CASE WHEN r.open = 0 THEN clock.now + r.deadline ELSE " SWARM_NEVER
    " END, 0, r.attempts_max, 0, "
    "r.created_by, r.request_id, r.trace_id, clock.now, clock.now, "
    "CASE WHEN r.open = 0 THEN NULL ELSE 'waits_for_dependencies' END, r.depends_on, r.open, "
    "r.workflow, r.step, r.place, r.ask, CASE WHEN r.workflow IS NULL THEN 0 ELSE 1 END, "
    "CASE WHEN r.workflow IS NULL THEN 0 ELSE 1 END FROM clock, "
    "unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], "
    "$9::bigint[], $10::bigint[], $11::text[], $12::text[], $13::text[], $14::text[], $15::bigint[], $16::text[], "
    "$17::text[], $18::bigint[], $19::text[]) WITH ORDINALITY AS r(project, id, priority, head_start, prompt, "
    "messages, "
    "head_wanted, metadata, deadline, attempts_max, created_by, request_id, trace_id, depends_on, open, workflow, "
    "step, place, ask, number) ORDER BY r.number RETURNING created_at_ms, updated_at_ms, deadline_at_ms"};
inline constexpr NamedStatement kInsertDependent{
    "tasks.insert_dependent",
    SWARM_INSERT_DEPENDENT
    "VALUES ($1, $2, 'pending', $3, swarm_now_ms() - $4, CASE WHEN CAST($15 AS BIGINT) = 0 THEN 1 ELSE 0 END, "
    "swarm_now_ms(), 1, 1, 0, $5, $6, $7, $8, $9, "
    "CASE WHEN CAST($15 AS BIGINT) = 0 THEN swarm_now_ms() + $9 ELSE " SWARM_NEVER
    " END, 0, $10, 0, $11, $12, $13, swarm_now_ms(), swarm_now_ms(), "
    "CASE WHEN CAST($15 AS BIGINT) = 0 THEN NULL ELSE 'waits_for_dependencies' END, $14, CAST($15 AS BIGINT), "
    "CAST($16 AS TEXT), $17, $18, $19, CASE WHEN CAST($16 AS TEXT) IS NULL THEN 0 ELSE 1 END, "
    "CASE WHEN CAST($16 AS TEXT) IS NULL THEN 0 ELSE 1 END) RETURNING created_at_ms, updated_at_ms, deadline_at_ms",
    kInsertDependents};

// First of all in its unit: whoever tells of the end of one of these waits for this unit, and then sees the new edges.
inline constexpr NamedStatement kExpectDependents{
    "tasks.expect_dependents",
    "UPDATE tasks SET dependents_wait = 1 WHERE project = $1 AND id IN (SELECT value FROM json_each($2))",
    "UPDATE tasks SET dependents_wait = 1 WHERE project = $1 AND id IN "
    "(SELECT json_array_elements_text(CAST($2 AS json)))"};
inline constexpr NamedStatement kInsertEdges{
    "tasks.insert_edges",
    "INSERT INTO task_dependencies (project, task, depends_on, open) SELECT $1, $2, value, 1 FROM json_each($3)",
    "INSERT INTO task_dependencies (project, task, depends_on, open) SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), value, "
    "1 FROM json_array_elements_text(CAST($3 AS json)) AS value"};
// How those stand that are there: $2 ids.
#define SWARM_SELECT_STANDING "SELECT id, state, verdict FROM tasks WHERE project = $1 AND id IN "
inline constexpr NamedStatement kStanding{"tasks.standing", SWARM_SELECT_STANDING "(SELECT value FROM json_each($2))",
                                          SWARM_SELECT_STANDING "(SELECT json_array_elements_text(CAST($2 AS json)))"};

inline constexpr NamedStatement kAnyAwaited{
    "tasks.any_awaited", "SELECT CASE WHEN EXISTS (SELECT 1 FROM tasks WHERE dependents_wait = 1) THEN 1 ELSE 0 END"};
inline constexpr NamedStatement kEndedAwaited{
    "tasks.ended_awaited",
    "SELECT project, id, version, state, verdict FROM tasks WHERE dependents_wait = 1 AND finished_at_ms IS NOT NULL "
    "ORDER BY finished_at_ms LIMIT $1"};
// First of all in its unit: of several servers one tells, and a task that began anew meanwhile is not told of.
inline constexpr NamedStatement kTell{
    "tasks.tell_dependents",
    "UPDATE tasks SET dependents_wait = 0 WHERE project = $1 AND id = $2 AND version = $3 AND dependents_wait = 1 AND "
    "finished_at_ms IS NOT NULL"};
#define SWARM_OPEN_DEPENDENTS \
  "project = $1 AND id IN (SELECT task FROM task_dependencies WHERE project = $1 AND depends_on = $2 AND open = 1)"
// The head start of the rank is what it was at submission.
inline constexpr NamedStatement kCountDown{
    "tasks.count_down",
    "UPDATE tasks SET open_dependencies = open_dependencies - 1, "
    "queued = CASE WHEN open_dependencies = 1 THEN 1 ELSE 0 END, "
    "version = version + CASE WHEN open_dependencies = 1 THEN 1 ELSE 0 END, "
    "reason = CASE WHEN open_dependencies = 1 THEN NULL ELSE reason END, "
    "rank = CASE WHEN open_dependencies = 1 THEN rank + swarm_now_ms() - created_at_ms ELSE rank END, "
    "ready_at_ms = CASE WHEN open_dependencies = 1 THEN swarm_now_ms() ELSE ready_at_ms END, "
    "deadline_at_ms = CASE WHEN open_dependencies = 1 THEN swarm_now_ms() + deadline_ms ELSE deadline_at_ms END, "
    "updated_at_ms = swarm_now_ms() "
    "WHERE " SWARM_OPEN_DEPENDENTS " AND state = 'pending' AND open_dependencies > 0"};
// $3 the mark of this call, $4 what went wrong.
inline constexpr NamedStatement kCancelDependents{
    "tasks.cancel_dependents",
    "UPDATE tasks SET state = 'cancelled', reason = 'dependency_failed', failure = $4, queued = 0, "
    "open_dependencies = 0, claim = $3, version = version + 1, events_count = events_count + 1, "
    "updated_at_ms = swarm_now_ms(), finished_at_ms = swarm_now_ms() "
    "WHERE " SWARM_OPEN_DEPENDENTS " AND state = 'pending' AND open_dependencies > 0"};
inline constexpr NamedStatement kCancelDependentsEvents{
    "tasks.cancel_dependents_events",
    "INSERT INTO events (transaction_id, project, subject, number, type, at_ms, data) "
    "SELECT swarm_transaction_id(), project, id, events_count, 'task.cancelled', updated_at_ms, "
    "'{\"state\":\"cancelled\",\"attempts\":' || attempts || CAST($4 AS TEXT) "
    "FROM tasks WHERE " SWARM_OPEN_DEPENDENTS " AND claim = $3 AND state = 'cancelled'"};
inline constexpr NamedStatement kCloseEdges{
    "tasks.close_edges", "UPDATE task_dependencies SET open = 0 WHERE project = $1 AND depends_on = $2 AND open = 1"};

inline constexpr const NamedStatement* kDependencyStatements[] = {
    &kInsertDependent,  &kExpectDependents,       &kInsertEdges, &kStanding,
    &kAnyAwaited,       &kEndedAwaited,           &kTell,        &kCountDown,
    &kCancelDependents, &kCancelDependentsEvents, &kCloseEdges};

}  // namespace swarm::tasks
