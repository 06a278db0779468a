#pragma once

#include "platform/storage/statement.hpp"

// Every statement of the slice. Times are the database's own.
namespace swarm::outbox {

using storage::NamedStatement;

// --- Webhooks, in the order that webhook_of() reads -----------------------------------------------------------------

#define SWARM_WEBHOOK_COLUMNS                                                                                 \
  "w.project, w.id, w.url, w.description, w.events, w.state, w.disabled_reason, w.version, w.events_count, "  \
  "w.secret, w.secret_key, w.previous_secret, w.previous_until_ms, w.cursor_transaction, w.cursor_sequence, " \
  "w.failures, w.failing_since_ms, w.created_by, w.created_at_ms, w.updated_at_ms"

// $11: the most that a project may have.
inline constexpr NamedStatement kInsertWebhook{
    "webhooks.insert",
    "INSERT INTO webhooks (project, id, url, description, events, state, version, events_count, secret, secret_key, "
    "cursor_transaction, cursor_sequence, failures, paused_until_ms, created_by, created_at_ms, updated_at_ms) "
    "SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), 'enabled', 1, 0, "
    "CAST($6 AS TEXT), CAST($7 AS TEXT), CAST($8 AS BIGINT), CAST($9 AS BIGINT), 0, 0, CAST($10 AS TEXT), "
    "swarm_now_ms(), swarm_now_ms() "
    "WHERE (SELECT count(*) FROM webhooks AS o WHERE o.project = CAST($1 AS TEXT)) < CAST($11 AS BIGINT)"};
inline constexpr NamedStatement kFindWebhook{
    "webhooks.find", "SELECT " SWARM_WEBHOOK_COLUMNS " FROM webhooks AS w WHERE w.project = $1 AND w.id = $2"};
inline constexpr NamedStatement kListWebhooks{
    "webhooks.list",
    "SELECT " SWARM_WEBHOOK_COLUMNS " FROM webhooks AS w WHERE w.project = $1 AND w.id > $2 ORDER BY w.id LIMIT $3"};
inline constexpr NamedStatement kCountWebhooks{"webhooks.count",
                                               "SELECT count(*) FROM webhooks AS w WHERE w.project = $1"};
// $7, $8: whence its events count from now on, when it was disabled; else where it stands.
inline constexpr NamedStatement kChangeWebhook{
    "webhooks.change",
    "UPDATE webhooks SET url = $4, description = $5, events = $6, "
    "cursor_transaction = CASE WHEN state = 'disabled' THEN CAST($7 AS BIGINT) ELSE cursor_transaction END, "
    "cursor_sequence = CASE WHEN state = 'disabled' THEN CAST($8 AS BIGINT) ELSE cursor_sequence END, "
    "failures = CASE WHEN state = $9 THEN failures ELSE 0 END, "
    "failing_since_ms = CASE WHEN state = $9 THEN failing_since_ms ELSE NULL END, "
    "paused_until_ms = 0, state = $9, disabled_reason = $10, "
    "version = version + 1, updated_at_ms = swarm_now_ms() WHERE project = $1 AND id = $2 AND version = $3"};
inline constexpr NamedStatement kReplaceSecret{
    "webhooks.replace_secret",
    "UPDATE webhooks SET previous_secret = CASE WHEN CAST($6 AS BIGINT) > 0 THEN secret ELSE NULL END, "
    "previous_until_ms = CASE WHEN CAST($6 AS BIGINT) > 0 THEN swarm_now_ms() + CAST($6 AS BIGINT) ELSE NULL END, "
    "secret = $4, secret_key = $5, version = version + 1, updated_at_ms = swarm_now_ms() "
    "WHERE project = $1 AND id = $2 AND version = $3"};
inline constexpr NamedStatement kDeleteWebhook{"webhooks.delete",
                                               "DELETE FROM webhooks WHERE project = $1 AND id = $2"};
inline constexpr NamedStatement kDisableWebhook{
    "webhooks.disable",
    "UPDATE webhooks SET state = 'disabled', disabled_reason = $4, version = version + 1, "
    "events_count = events_count + 1, updated_at_ms = swarm_now_ms() "
    "WHERE project = $1 AND id = $2 AND version = $3 AND state = 'enabled'"};
inline constexpr NamedStatement kEnabledWebhooks{
    "webhooks.enabled",
    "SELECT " SWARM_WEBHOOK_COLUMNS " FROM webhooks AS w WHERE w.state = 'enabled' ORDER BY w.id LIMIT $1"};

// --- From the feed to deliveries ------------------------------------------------------------------------------------

inline constexpr NamedStatement kEventsBehind{
    "webhooks.events_behind",
    "SELECT e.transaction_id, e.sequence, e.subject, e.number, e.type, e.at_ms, e.data FROM events AS e "
    "WHERE e.project = $1 AND (e.transaction_id, e.sequence) > ($2, $3) AND e.transaction_id < "
    "swarm_transaction_floor() ORDER BY e.transaction_id, e.sequence LIMIT $4"};
inline constexpr NamedStatement kFeedFloor{
    "webhooks.feed_floor", "SELECT f.transaction_id, f.sequence FROM event_floors AS f WHERE f.project = $1"};
// Guarded by where it stood: of several servers one turns an event into deliveries.
inline constexpr NamedStatement kMoveCursor{
    "webhooks.move_cursor",
    "UPDATE webhooks SET cursor_transaction = $5, cursor_sequence = $6 WHERE project = $1 AND id = $2 AND "
    "cursor_transaction = $3 AND cursor_sequence = $4 AND state = 'enabled'"};
inline constexpr NamedStatement kInsertDelivery{
    "webhooks.insert_delivery",
    "INSERT INTO webhook_deliveries (project, webhook, id, type, subject, body, state, due_at_ms, fence, attempts, "
    "round, log, created_at_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, 'pending', swarm_now_ms(), 0, 0, 0, '[]', swarm_now_ms())"};
inline constexpr NamedStatement kCountWaiting{
    "webhooks.count_waiting",
    "SELECT count(*) FROM (SELECT 1 FROM webhook_deliveries AS d WHERE d.webhook = $1 AND d.state = 'pending' "
    "LIMIT $2) AS waiting"};

// --- Sending --------------------------------------------------------------------------------------------------------

// $1: the master keys that this server has, as ",A,B,"; what others sealed, others send.
inline constexpr NamedStatement kDueWebhooks{
    "webhooks.due",
    "SELECT w.project, w.id, w.failures, w.paused_until_ms, (SELECT min(d.due_at_ms) FROM webhook_deliveries AS d "
    "WHERE d.webhook = w.id AND d.state = 'pending'), swarm_now_ms() FROM webhooks AS w "
    "WHERE w.state = 'enabled' AND CAST($1 AS TEXT) LIKE '%,' || w.secret_key || ',%' ORDER BY w.id LIMIT $2"};

// --- When the master key changed ------------------------------------------------------------------------------------

// $1: the old key. A secret that was replaced meanwhile left one behind that it sealed.
inline constexpr NamedStatement kSealedWebhooks{
    "webhooks.sealed_with",
    "SELECT " SWARM_WEBHOOK_COLUMNS
    " FROM webhooks AS w WHERE (w.secret_key = $1 OR w.previous_secret LIKE '1.' || CAST($1 AS TEXT) || '.%') "
    "AND w.id > $2 ORDER BY w.id LIMIT $3"};
// $3 to $4 what was read; the version stays, because nothing that a person sees has changed.
inline constexpr NamedStatement kResealWebhook{
    "webhooks.reseal",
    "UPDATE webhooks SET secret = $5, secret_key = $6, previous_secret = $7 WHERE project = $1 AND id = $2 AND "
    "secret = $3 AND COALESCE(previous_secret, '') = $4"};

// In the order that delivery_of() reads.
#define SWARM_DELIVERY_COLUMNS                                                                                    \
  "d.project, d.webhook, d.id, d.type, d.subject, d.body, d.state, d.due_at_ms, d.replica, d.fence, d.attempts, " \
  "d.round, d.log, d.created_at_ms, d.ended_at_ms"
#define SWARM_CLAIM_DELIVERIES                                                                           \
  "UPDATE webhook_deliveries AS d SET replica = $4, incarnation = $5, fence = d.fence + 1, due_at_ms = " \
  "swarm_now_ms() + CAST($6 AS BIGINT) "
#define SWARM_PICK_DELIVERIES                                                                      \
  "SELECT p.id AS picked_id FROM webhook_deliveries AS p WHERE p.project = $1 AND p.webhook = $2 " \
  "AND p.state = 'pending' AND p.due_at_ms <= swarm_now_ms() ORDER BY p.due_at_ms, p.id LIMIT $3"
inline constexpr NamedStatement kClaimDeliveries{
    "webhooks.claim",
    SWARM_CLAIM_DELIVERIES "WHERE d.project = $1 AND d.webhook = $2 AND d.id IN (" SWARM_PICK_DELIVERIES
                           ") RETURNING project, webhook, id, type, subject, body, state, due_at_ms, replica, fence, "
                           "attempts, round, log, created_at_ms, ended_at_ms",
    "WITH picked AS (" SWARM_PICK_DELIVERIES " FOR UPDATE SKIP LOCKED) " SWARM_CLAIM_DELIVERIES
    "FROM picked WHERE d.project = $1 AND d.webhook = $2 AND d.id = picked_id RETURNING " SWARM_DELIVERY_COLUMNS};
// $5 the new state, $6 the log, $7 when the next attempt may begin, from now.
inline constexpr NamedStatement kSettleDelivery{
    "webhooks.settle",
    "UPDATE webhook_deliveries SET state = $5, log = $6, attempts = attempts + 1, round = round + 1, replica = NULL, "
    "incarnation = NULL, due_at_ms = swarm_now_ms() + CAST($7 AS BIGINT), "
    "ended_at_ms = CASE WHEN $5 = 'pending' THEN NULL ELSE swarm_now_ms() END "
    "WHERE project = $1 AND webhook = $2 AND id = $3 AND fence = $4 AND state = 'pending'"};
inline constexpr NamedStatement kWebhookWorks{
    "webhooks.works",
    "UPDATE webhooks SET failures = 0, failing_since_ms = NULL WHERE project = $1 AND id = $2 AND failures > 0"};
// $3: no attempt before this long from now, 0 for none.
inline constexpr NamedStatement kWebhookFails{
    "webhooks.fails",
    "UPDATE webhooks SET failures = failures + 1, failing_since_ms = COALESCE(failing_since_ms, swarm_now_ms()), "
    "paused_until_ms = CASE WHEN paused_until_ms < swarm_now_ms() + CAST($3 AS BIGINT) AND CAST($3 AS BIGINT) > 0 "
    "THEN swarm_now_ms() + CAST($3 AS BIGINT) ELSE paused_until_ms END WHERE project = $1 AND id = $2"};
// What earlier runs of this server held ($2 its present one, which holds nothing yet); or with $3 what this run holds.
inline constexpr NamedStatement kReleaseDeliveries{
    "webhooks.release",
    "UPDATE webhook_deliveries SET replica = NULL, incarnation = NULL, due_at_ms = swarm_now_ms() "
    "WHERE replica = $1 AND state = 'pending' AND (incarnation = $2) = (CAST($3 AS BIGINT) = 1)"};

// --- The log --------------------------------------------------------------------------------------------------------

inline constexpr NamedStatement kFindDelivery{
    "webhooks.find_delivery", "SELECT " SWARM_DELIVERY_COLUMNS
                              " FROM webhook_deliveries AS d WHERE d.project = $1 AND d.webhook = $2 AND d.id = $3"};
inline constexpr NamedStatement kListDeliveries{
    "webhooks.list_deliveries",
    "SELECT " SWARM_DELIVERY_COLUMNS
    " FROM webhook_deliveries AS d WHERE d.project = $1 AND d.webhook = $2 AND d.id < $3 AND ($4 = '' OR d.state = $4) "
    "ORDER BY d.id DESC LIMIT $5"};
// One that is being sent now stays as it is: guarded by the fence that was read.
inline constexpr NamedStatement kRequeueDelivery{
    "webhooks.requeue_delivery",
    "UPDATE webhook_deliveries SET state = 'pending', due_at_ms = swarm_now_ms(), round = 0, ended_at_ms = NULL "
    "WHERE project = $1 AND webhook = $2 AND id = $3 AND fence = $4 AND replica IS NULL"};
inline constexpr NamedStatement kDeleteDeliveries{
    "webhooks.delete_deliveries",
    "DELETE FROM webhook_deliveries WHERE (project, webhook, id) IN (SELECT d.project, d.webhook, d.id FROM "
    "webhook_deliveries AS d WHERE d.project = $1 AND d.webhook = $2 LIMIT $3)"};
inline constexpr NamedStatement kForgetDeliveries{
    "webhooks.forget_deliveries",
    "DELETE FROM webhook_deliveries WHERE (project, webhook, id) IN (SELECT d.project, d.webhook, d.id FROM "
    "webhook_deliveries AS d WHERE d.ended_at_ms < swarm_now_ms() - CAST($1 AS BIGINT) OR d.ended_at_ms < "
    "(SELECT n.ended_at_ms FROM webhook_deliveries AS n WHERE n.ended_at_ms IS NOT NULL "
    "ORDER BY n.ended_at_ms DESC LIMIT 1 OFFSET CAST($2 AS BIGINT)) ORDER BY d.ended_at_ms LIMIT $3)"};
// What waits for a webhook that is disabled or gone.
inline constexpr NamedStatement kForgetStranded{
    "webhooks.forget_stranded",
    "DELETE FROM webhook_deliveries WHERE (project, webhook, id) IN (SELECT d.project, d.webhook, d.id FROM "
    "webhook_deliveries AS d LEFT JOIN webhooks AS w ON w.project = d.project AND w.id = d.webhook "
    "WHERE d.state = 'pending' AND (w.id IS NULL OR (w.state = 'disabled' AND d.created_at_ms < swarm_now_ms() - "
    "CAST($1 AS BIGINT))) LIMIT $2)"};
inline constexpr NamedStatement kMeasureQueue{
    "webhooks.measure_queue",
    "SELECT count(*), min(d.created_at_ms), swarm_now_ms() FROM webhook_deliveries AS d WHERE d.state = 'pending'"};

inline constexpr const NamedStatement* kOutboxStatements[] = {
    &kInsertWebhook,   &kFindWebhook,    &kListWebhooks,    &kCountWebhooks,    &kChangeWebhook,
    &kReplaceSecret,   &kDeleteWebhook,  &kDisableWebhook,  &kEnabledWebhooks,  &kEventsBehind,
    &kFeedFloor,       &kMoveCursor,     &kInsertDelivery,  &kCountWaiting,     &kDueWebhooks,
    &kClaimDeliveries, &kSettleDelivery, &kWebhookWorks,    &kWebhookFails,     &kReleaseDeliveries,
    &kFindDelivery,    &kListDeliveries, &kRequeueDelivery, &kDeleteDeliveries, &kForgetDeliveries,
    &kForgetStranded,  &kMeasureQueue,   &kSealedWebhooks,  &kResealWebhook};

}  // namespace swarm::outbox
