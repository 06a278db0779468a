#pragma once

#include "platform/storage/statement.hpp"
#include "swarm/tasks/task_dependency_sql.hpp"

// The statements about tasks that are steps of a workflow.
namespace swarm::tasks {

using storage::NamedStatement;

inline constexpr NamedStatement kListSteps{
    "steps.list",
    "SELECT place, id, version, events_count, state, verdict, open_dependencies, workflow_waits FROM tasks "
    "WHERE workflow = $2 AND project = $1 ORDER BY place"};
// What people read of them; a long value or answer is left to the task itself.
inline constexpr NamedStatement kReadSteps{
    "steps.read",
    "SELECT place, id, step, state, verdict, head, reason, failure, attempts, started_at_ms, finished_at_ms, "
    "CASE WHEN length(value) <= $3 THEN value END, CASE WHEN length(answer) <= $3 THEN answer END, "
    "CASE WHEN length(value) > $3 OR length(answer) > $3 THEN 1 ELSE 0 END "
    "FROM tasks WHERE workflow = $2 AND project = $1 ORDER BY place"};
inline constexpr NamedStatement kListEndedSteps{
    "steps.ended",
    "SELECT place, id, version, events_count, state, verdict, open_dependencies, workflow_waits FROM tasks "
    "WHERE workflow = $2 AND project = $1 AND workflow_waits = 1 AND finished_at_ms IS NOT NULL ORDER BY place"};
inline constexpr NamedStatement kWorkflowsWithEndedSteps{
    "steps.workflows_with_ended",
    "SELECT project, workflow, min(finished_at_ms) FROM (SELECT project, workflow, finished_at_ms FROM tasks WHERE "
    "workflow_waits = 1 AND finished_at_ms IS NOT NULL ORDER BY finished_at_ms LIMIT $1) AS ended "
    "GROUP BY project, workflow ORDER BY 3"};
#define SWARM_SELECT_RESULTS "SELECT id, state, verdict, reason, value, answer FROM tasks WHERE project = $1 AND id IN "
inline constexpr NamedStatement kResultsOfSteps{
    "steps.results", SWARM_SELECT_RESULTS "(SELECT value FROM json_each($2))",
    SWARM_SELECT_RESULTS "(SELECT json_array_elements_text(CAST($2 AS json)))"};

#define SWARM_NOTE_STEP "UPDATE tasks SET workflow_waits = 0 "
inline constexpr NamedStatement kNoteSteps{
    "steps.note_many", "",
    SWARM_NOTE_STEP
    "FROM unnest($1::text[], $2::text[], $3::bigint[]) AS r(project, id, version) WHERE tasks.project = r.project AND "
    "tasks.id = r.id AND tasks.version = r.version AND tasks.workflow_waits = 1 AND tasks.finished_at_ms IS NOT NULL"};
inline constexpr NamedStatement kNoteStep{
    "steps.note",
    SWARM_NOTE_STEP
    "WHERE project = $1 AND id = $2 AND version = $3 AND workflow_waits = 1 AND finished_at_ms IS NOT NULL",
    kNoteSteps};

#define SWARM_RELEASE_STEP                                                                                             \
  "UPDATE tasks SET queued = 1, open_dependencies = 0, reason = NULL, ready_at_ms = swarm_now_ms(), deadline_at_ms = " \
  "swarm_now_ms() + tasks.deadline_ms, version = tasks.version + 1, updated_at_ms = swarm_now_ms(), "
inline constexpr NamedStatement kReleaseSteps{
    "steps.release_many", "",
    SWARM_RELEASE_STEP
    "prompt = r.prompt, messages = r.messages, rank = swarm_now_ms() - r.head_start "
    "FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::bigint[]) "
    "AS r(project, id, version, prompt, messages, head_start) WHERE tasks.project = r.project AND tasks.id = r.id "
    "AND tasks.version = r.version AND tasks.state = 'pending' AND tasks.open_dependencies > 0"};
inline constexpr NamedStatement kReleaseStep{
    "steps.release",
    SWARM_RELEASE_STEP
    "prompt = $4, messages = $5, rank = swarm_now_ms() - $6 "
    "WHERE project = $1 AND id = $2 AND version = $3 AND state = 'pending' AND open_dependencies > 0",
    kReleaseSteps};

// Of one that waits: cancelled or failed without having begun.
#define SWARM_END_STEP                                                                                    \
  "UPDATE tasks SET queued = 0, open_dependencies = 0, workflow_waits = 0, version = tasks.version + 1, " \
  "events_count = tasks.events_count + 1, updated_at_ms = swarm_now_ms(), finished_at_ms = swarm_now_ms(), "
inline constexpr NamedStatement kEndSteps{
    "steps.end_many", "",
    SWARM_END_STEP
    "state = r.state, reason = r.reason, failure = r.failure "
    "FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[]) "
    "AS r(project, id, version, state, reason, failure) WHERE tasks.project = r.project AND tasks.id = r.id "
    "AND tasks.version = r.version AND tasks.state = 'pending' AND tasks.open_dependencies > 0"};
inline constexpr NamedStatement kEndStep{
    "steps.end",
    SWARM_END_STEP
    "state = $4, reason = $5, failure = $6 "
    "WHERE project = $1 AND id = $2 AND version = $3 AND state = 'pending' AND open_dependencies > 0",
    kEndSteps};

// All that have not ended, running ones too. $3 the mark of this call, $4 the reason, $5 what went wrong.
inline constexpr NamedStatement kCancelSteps{
    "steps.cancel",
    "UPDATE tasks SET state = 'cancelled', reason = $4, failure = $5, queued = 0, open_dependencies = 0, "
    "worker = NULL, claim = $3, version = version + 1, events_count = events_count + 1, "
    "updated_at_ms = swarm_now_ms(), finished_at_ms = swarm_now_ms() "
    "WHERE workflow = $2 AND project = $1 AND finished_at_ms IS NULL"};
// All that have no answer: they wait again.
inline constexpr NamedStatement kRestartSteps{
    "steps.restart",
    "UPDATE tasks SET state = 'pending', reason = 'waits_for_dependencies', failure = NULL, head = NULL, verdict = "
    "NULL, answer = NULL, value = NULL, result = NULL, model_answer = NULL, queued = 0, open_dependencies = 1, "
    "workflow_waits = 1, claim = "
    "$3, deadline_at_ms = " SWARM_NEVER
    ", attempts = 0, lost_leases = 0, version = version + 1, events_count = "
    "events_count + 1, updated_at_ms = swarm_now_ms(), started_at_ms = NULL, finished_at_ms = NULL "
    "WHERE workflow = $2 AND project = $1 AND finished_at_ms IS NOT NULL AND NOT (state = 'completed' AND verdict IN "
    "('verified', 'agreed', 'unverified'))"};
// Of those that this call has marked: $4 the type, $5 what stands before and $6 behind the number of attempts.
inline constexpr NamedStatement kStepEvents{
    "steps.events",
    "INSERT INTO events (transaction_id, project, subject, number, type, at_ms, data) "
    "SELECT swarm_transaction_id(), project, id, events_count, CAST($4 AS TEXT), updated_at_ms, "
    "CAST($5 AS TEXT) || attempts || CAST($6 AS TEXT) "
    "FROM tasks WHERE workflow = $2 AND project = $1 AND claim = $3"};
// What retention may forget by its age from now on.
inline constexpr NamedStatement kLetGoOfSteps{"steps.let_go",
                                              "UPDATE tasks SET kept = 0 WHERE workflow = $2 AND project = $1"};

inline constexpr const NamedStatement* kStepStatements[] = {
    &kListSteps,      &kReadSteps,    &kListEndedSteps, &kWorkflowsWithEndedSteps,
    &kResultsOfSteps, &kNoteStep,     &kReleaseStep,    &kEndStep,
    &kCancelSteps,    &kRestartSteps, &kStepEvents,     &kLetGoOfSteps};

}  // namespace swarm::tasks
