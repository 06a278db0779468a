#pragma once

#include "platform/storage/statement.hpp"

// Every statement of the slice. Times are the database's own.
namespace swarm::training_runs {

using storage::NamedStatement;

// In the order that run_of() reads.
#define SWARM_TRAINING_COLUMNS                                                                                  \
  "r.id, r.project, r.head, r.name, r.state, r.trainer, r.base, r.base_sha256, r.data, r.settings, r.replica, " \
  "r.attempt, r.cancel_requested, r.created_at_ms, r.created_by, r.started_at_ms, r.ended_at_ms, r.progress, "  \
  "r.reserved_nanodollars, r.cost_nanodollars, r.ended"

// $11: how many of this server may wait.
inline constexpr NamedStatement kInsert{
    "training.insert",
    "INSERT INTO training_runs (id, project, head, name, state, trainer, base, base_sha256, data, settings, replica, "
    "incarnation, attempt, cancel_requested, created_at_ms, created_by, queued_at_ms, progress, points, log_tail, "
    "log_bytes, reserved_nanodollars, cost_nanodollars, ended) SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), "
    "CAST($3 AS TEXT), CAST($4 AS TEXT), 'queued', CAST($5 AS TEXT), CAST($6 AS TEXT), '', CAST($7 AS TEXT), "
    "CAST($8 AS TEXT), CAST($9 AS TEXT), '', 1, 0, swarm_now_ms(), CAST($10 AS TEXT), swarm_now_ms(), '', '[]', '', 0, "
    "0, 0, '' WHERE (SELECT COUNT(*) FROM training_runs WHERE state = 'queued' AND replica = CAST($9 AS TEXT)) < "
    "CAST($11 AS BIGINT)"};
inline constexpr NamedStatement kFind{
    "training.find", "SELECT " SWARM_TRAINING_COLUMNS " FROM training_runs AS r WHERE r.project = $1 AND r.id = $2"};
inline constexpr NamedStatement kList{
    "training.list", "SELECT " SWARM_TRAINING_COLUMNS
                     " FROM training_runs AS r WHERE r.project = $1 AND r.id < $2 AND ($3 = '' OR r.state = $3) "
                     "AND ($4 = '' OR r.head = $4) ORDER BY r.id DESC LIMIT $5"};
inline constexpr NamedStatement kWords{
    "training.words", "SELECT state, points, log_tail, log_bytes FROM training_runs WHERE project = $1 AND id = $2"};

// --- The queue of one server, and the slot of all -----------------------------------------------------------------

inline constexpr NamedStatement kNextQueued{"training.next_queued",
                                            "SELECT " SWARM_TRAINING_COLUMNS
                                            " FROM training_runs AS r WHERE r.state = 'queued' AND r.replica = $1 "
                                            "ORDER BY r.queued_at_ms, r.id LIMIT 1"};
inline constexpr NamedStatement kTakeSlot{
    "training.take_slot",
    "UPDATE training_slots SET run = $1, expires_at_ms = swarm_now_ms() + $2 WHERE id = 1 AND "
    "(run = '' OR expires_at_ms <= swarm_now_ms())"};
inline constexpr NamedStatement kClaim{
    "training.claim",
    "UPDATE training_runs SET state = 'running', incarnation = $2, started_at_ms = swarm_now_ms(), ended_at_ms = NULL, "
    "lease_expires_at_ms = swarm_now_ms() + $3 WHERE id = $1 AND state = 'queued'"};
inline constexpr NamedStatement kReserve{
    "training.reserve",
    "UPDATE training_runs SET reserved_nanodollars = $3 WHERE id = $1 AND incarnation = $2 AND state = 'running'"};
// A heartbeat with what the trainer said; returns whether somebody wants it to end.
inline constexpr NamedStatement kHeartbeat{
    "training.heartbeat",
    "UPDATE training_runs SET lease_expires_at_ms = swarm_now_ms() + $3, base_sha256 = $4, progress = $5, log_tail = "
    "$6, log_bytes = $7 WHERE id = $1 AND incarnation = $2 AND state = 'running' RETURNING cancel_requested"};
inline constexpr NamedStatement kHoldSlot{
    "training.hold_slot", "UPDATE training_slots SET expires_at_ms = swarm_now_ms() + $2 WHERE id = 1 AND run = $1"};
inline constexpr NamedStatement kFreeSlot{
    "training.free_slot", "UPDATE training_slots SET run = '', expires_at_ms = 0 WHERE id = 1 AND run = $1"};
inline constexpr NamedStatement kFinish{
    "training.finish",
    "UPDATE training_runs SET state = $3, ended_at_ms = swarm_now_ms(), lease_expires_at_ms = NULL, base_sha256 = $4, "
    "progress = $5, points = $6, log_tail = $7, log_bytes = $8, cost_nanodollars = cost_nanodollars + $9, ended = $10, "
    "reserved_nanodollars = 0 WHERE id = $1 AND incarnation = $2 AND state = 'running'"};
inline constexpr NamedStatement kKeepPoints{
    "training.keep_points",
    "UPDATE training_runs SET points = $3 WHERE id = $1 AND incarnation = $2 AND state = 'running'"};

// --- People ---------------------------------------------------------------------------------------------------------

inline constexpr NamedStatement kCancelQueued{
    "training.cancel_queued",
    "UPDATE training_runs SET state = 'cancelled', ended_at_ms = swarm_now_ms(), ended = $3 WHERE project = $1 AND id "
    "= $2 AND state = 'queued'"};
inline constexpr NamedStatement kRequestCancel{
    "training.request_cancel",
    "UPDATE training_runs SET cancel_requested = 1 WHERE project = $1 AND id = $2 AND state = 'running'"};
inline constexpr NamedStatement kResume{
    "training.resume",
    "UPDATE training_runs SET state = 'queued', queued_at_ms = swarm_now_ms(), attempt = attempt + 1, cancel_requested "
    "= 0, ended_at_ms = NULL, ended = '' WHERE project = $1 AND id = $2 AND replica = $3 AND state IN ('failed', "
    "'cancelled', 'refused') AND (SELECT COUNT(*) FROM training_runs AS q WHERE q.state = 'queued' AND q.replica = $3) "
    "< $4"};

// --- Lost runs, old runs
// ----------------------------------------------------------------------------------------------

// What it could have cost counts: it was reserved, and nobody settled it. $1 how it ended.
inline constexpr NamedStatement kMarkLost{
    "training.mark_lost",
    "UPDATE training_runs SET state = 'failed', ended_at_ms = swarm_now_ms(), lease_expires_at_ms = NULL, "
    "cost_nanodollars = cost_nanodollars + reserved_nanodollars, reserved_nanodollars = 0, ended = $1 WHERE state = "
    "'running' AND (lease_expires_at_ms <= swarm_now_ms() OR (replica = $2 AND incarnation <> $3)) "
    "RETURNING id, head"};
inline constexpr NamedStatement kFreeLostSlot{"training.free_lost_slot",
                                              "UPDATE training_slots SET run = '', expires_at_ms = 0 WHERE id = 1 AND "
                                              "NOT EXISTS (SELECT 1 FROM training_runs AS r "
                                              "WHERE r.id = training_slots.run AND r.state = 'running')"};
inline constexpr NamedStatement kAnyLost{
    "training.any_lost",
    "SELECT CASE WHEN EXISTS (SELECT 1 FROM training_runs WHERE state = 'running' AND (lease_expires_at_ms <= "
    "swarm_now_ms() OR (replica = $1 AND incarnation <> $2))) THEN 1 ELSE 0 END"};
inline constexpr NamedStatement kRunningOf{
    "training.running_of",
    "SELECT id FROM training_runs WHERE state = 'running' AND replica = $1 ORDER BY id LIMIT 100"};
inline constexpr NamedStatement kTooMany{
    "training.too_many",
    "SELECT id FROM training_runs WHERE replica = $1 AND state IN ('completed', 'failed', 'cancelled', 'refused') "
    "ORDER BY id DESC LIMIT 100 OFFSET $2"};
inline constexpr NamedStatement kForget{
    "training.forget",
    "DELETE FROM training_runs WHERE id = $1 AND state IN ('completed', 'failed', 'cancelled', 'refused')"};
inline constexpr NamedStatement kExists{"training.exists", "SELECT COUNT(*) FROM training_runs WHERE id = $1"};
inline constexpr NamedStatement kLastSuccess{
    "training.last_success",
    "SELECT head, MAX(ended_at_ms) FROM training_runs WHERE state = 'completed' GROUP BY head"};
inline constexpr NamedStatement kWaiting{"training.waiting",
                                         "SELECT COUNT(*) FROM training_runs WHERE state = 'queued' AND replica = $1"};

inline constexpr const NamedStatement* kStatements[] = {
    &kInsert,        &kFind,      &kList,        &kWords,    &kNextQueued,   &kTakeSlot,   &kClaim,
    &kReserve,       &kHeartbeat, &kHoldSlot,    &kFreeSlot, &kFinish,       &kKeepPoints, &kCancelQueued,
    &kRequestCancel, &kResume,    &kMarkLost,    &kAnyLost,  &kFreeLostSlot, &kRunningOf,  &kTooMany,
    &kForget,        &kExists,    &kLastSuccess, &kWaiting};

}  // namespace swarm::training_runs
