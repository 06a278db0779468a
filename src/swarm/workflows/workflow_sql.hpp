#pragma once

#include "platform/storage/statement.hpp"

// Every statement of the slice about its own table. Times are the database's own.
namespace swarm::workflows {

using storage::NamedStatement;

// In the order that workflow_of() reads.
#define SWARM_WORKFLOW_COLUMNS                                                                                       \
  "w.id, w.project, w.name, w.state, w.version, w.events_count, w.steps_total, w.steps_waiting, w.steps_completed, " \
  "w.steps_failed, w.steps_cancelled, w.stopping, w.reason, w.failure, w.metadata, w.deadline_ms, w.created_by, "    \
  "w.request_id, w.trace_id, w.created_at_ms, w.updated_at_ms, w.deadline_at_ms, w.finished_at_ms"

inline constexpr NamedStatement kInsertWorkflow{
    "workflows.insert",
    "INSERT INTO workflows (project, id, name, state, version, events_count, plan, metadata, steps_total, "
    "steps_waiting, steps_completed, steps_failed, steps_cancelled, look_again, deadline_ms, deadline_at_ms, "
    "created_by, request_id, trace_id, created_at_ms, updated_at_ms) VALUES ($1, $2, $3, 'running', 1, 1, $4, $5, $6, "
    "$7, 0, 0, 0, 0, $8, swarm_now_ms() + $8, $9, $10, $11, swarm_now_ms(), swarm_now_ms())"};
inline constexpr NamedStatement kFindWorkflow{
    "workflows.find", "SELECT " SWARM_WORKFLOW_COLUMNS
                      ", w.plan, CASE WHEN w.deadline_at_ms < swarm_now_ms() THEN 1 ELSE 0 END, w.look_again "
                      "FROM workflows AS w WHERE w.project = $1 AND w.id = $2"};
inline constexpr NamedStatement kLookAtWorkflow{
    "workflows.look_at", "SELECT " SWARM_WORKFLOW_COLUMNS " FROM workflows AS w WHERE w.project = $1 AND w.id = $2"};
inline constexpr NamedStatement kListWorkflows{
    "workflows.list", "SELECT " SWARM_WORKFLOW_COLUMNS
                      " FROM workflows AS w WHERE w.project = $1 AND w.id < $2 AND ($3 = '' OR w.state = $3) "
                      "ORDER BY w.id DESC LIMIT $4"};

// Guarded by the version that it was decided on. $4 the state, $5 the number of events, $6 to $9 how many steps wait,
// are completed, failed and cancelled, $10 how it will end, $11 its reason, $12 what went wrong, $13 whether there is
// more to do.
inline constexpr NamedStatement kAdvance{
    "workflows.advance",
    "UPDATE workflows SET state = $4, version = version + 1, events_count = $5, steps_waiting = $6, steps_completed = "
    "$7, steps_failed = $8, steps_cancelled = $9, stopping = $10, reason = $11, failure = $12, look_again = $13, "
    "updated_at_ms = swarm_now_ms(), finished_at_ms = CASE WHEN CAST($4 AS TEXT) = 'running' THEN NULL ELSE "
    "swarm_now_ms() END WHERE project = $1 AND id = $2 AND version = $3 AND state = 'running'"};
// By a person. $4 the reason, $5 what happened.
inline constexpr NamedStatement kStop{
    "workflows.stop",
    "UPDATE workflows SET version = version + 1, stopping = 'cancelled', reason = $4, failure = $5, look_again = 1, "
    "updated_at_ms = swarm_now_ms() WHERE project = $1 AND id = $2 AND version = $3 AND state = 'running'"};
inline constexpr NamedStatement kRestart{
    "workflows.restart",
    "UPDATE workflows SET state = 'running', version = version + 1, events_count = events_count + 1, stopping = NULL, "
    "reason = NULL, failure = NULL, look_again = 1, steps_waiting = steps_failed + steps_cancelled, steps_failed = 0, "
    "steps_cancelled = 0, deadline_at_ms = swarm_now_ms() + deadline_ms, updated_at_ms = swarm_now_ms(), "
    "finished_at_ms = NULL WHERE project = $1 AND id = $2 AND version = $3 AND state IN ('failed', 'cancelled', "
    "'completed')"};

inline constexpr NamedStatement kAnyRunning{
    "workflows.any_running",
    "SELECT CASE WHEN EXISTS (SELECT 1 FROM workflows WHERE state = 'running') THEN 1 ELSE 0 END"};
// What somebody asked for, and what has run out of time.
inline constexpr NamedStatement kToLookAt{
    "workflows.to_look_at",
    "SELECT project, id FROM workflows WHERE look_again = 1 UNION SELECT project, id FROM workflows WHERE "
    "state = 'running' AND deadline_at_ms < swarm_now_ms() AND stopping IS NULL LIMIT $1"};

inline constexpr NamedStatement kEventsOfWorkflow{
    "workflows.events",
    "SELECT e.transaction_id, e.sequence, e.subject, e.number, e.type, e.at_ms, e.data FROM events AS e "
    "WHERE e.subject = $2 AND e.project = $1 AND (e.transaction_id, e.sequence) > ($3, $4) AND e.transaction_id < "
    "swarm_transaction_floor() ORDER BY e.number LIMIT $5"};

inline constexpr NamedStatement kWorkflowsToForget{
    "workflows.to_forget",
    "SELECT project, id FROM workflows WHERE finished_at_ms < swarm_now_ms() - $1 ORDER BY finished_at_ms LIMIT $2"};
inline constexpr NamedStatement kForgetWorkflow{
    "workflows.forget", "DELETE FROM workflows WHERE project = $1 AND id = $2 AND finished_at_ms IS NOT NULL"};

inline constexpr const NamedStatement* kWorkflowStatements[] = {
    &kInsertWorkflow, &kFindWorkflow, &kLookAtWorkflow, &kListWorkflows,    &kAdvance,           &kStop,
    &kRestart,        &kAnyRunning,   &kToLookAt,       &kEventsOfWorkflow, &kWorkflowsToForget, &kForgetWorkflow};

}  // namespace swarm::workflows
