#include "platform/audit/audit_store.hpp"

#include "platform/audit/audit_rules.hpp"

namespace swarm::audit {

namespace {

using storage::Expect;
using storage::NamedStatement;
using storage::Row;
using storage::Rows;
using storage::sql;
using storage::WriteUnit;

#define SWARM_AUDIT_COLUMNS                                                                               \
  "replica, number, at_ms, actor_key_id, actor_name, project, action, subject, outcome, client_address, " \
  "request_id, details, previous_hash, hash"

constexpr NamedStatement kInsertEntry{"audit.insert_entry",
                                      "INSERT INTO audit_entries (" SWARM_AUDIT_COLUMNS
                                      ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"};
constexpr NamedStatement kInsertCheckpoint{"audit.insert_checkpoint",
                                           "INSERT INTO audit_checkpoints (replica, number, hash, at_ms, public_key, "
                                           "signature) VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr NamedStatement kHead{
    "audit.head", "SELECT number, hash FROM audit_entries WHERE replica = $1 ORDER BY number DESC LIMIT 1"};
constexpr NamedStatement kHeadCheckpoint{
    "audit.head_checkpoint",
    "SELECT number, hash FROM audit_checkpoints WHERE replica = $1 ORDER BY number DESC LIMIT 1"};
constexpr NamedStatement kReplicas{
    "audit.replicas", "SELECT replica FROM audit_entries UNION SELECT replica FROM audit_checkpoints ORDER BY replica"};
constexpr NamedStatement kList{
    "audit.list",
    "SELECT " SWARM_AUDIT_COLUMNS
    " FROM audit_entries WHERE (at_ms, replica, number) < (CAST($1 AS BIGINT), CAST($2 AS TEXT), CAST($3 AS BIGINT)) "
    "AND at_ms >= CAST($4 AS BIGINT) AND at_ms < CAST($5 AS BIGINT) "
    "AND (CAST($6 AS TEXT) = '' OR actor_key_id = CAST($6 AS TEXT)) "
    "AND substr(action, 1, length(CAST($7 AS TEXT))) = CAST($7 AS TEXT) "
    "AND (CAST($8 AS TEXT) = '' OR subject = CAST($8 AS TEXT)) "
    "AND (CAST($9 AS TEXT) = '' OR project = CAST($9 AS TEXT)) "
    "ORDER BY at_ms DESC, replica DESC, number DESC LIMIT CAST($10 AS BIGINT)"};
constexpr NamedStatement kFollow{"audit.follow",
                                 "SELECT " SWARM_AUDIT_COLUMNS
                                 " FROM audit_entries WHERE (replica, number) > (CAST($1 AS TEXT), CAST($2 AS BIGINT)) "
                                 "ORDER BY replica, number LIMIT CAST($3 AS BIGINT)"};
constexpr NamedStatement kChain{"audit.chain",
                                "SELECT " SWARM_AUDIT_COLUMNS
                                " FROM audit_entries WHERE replica = $1 AND number > $2 ORDER BY number LIMIT $3"};
constexpr NamedStatement kCheckpoints{
    "audit.checkpoints",
    "SELECT replica, number, hash, at_ms, public_key, signature FROM audit_checkpoints "
    "WHERE replica = $1 AND number >= $2 AND number <= $3 ORDER BY number"};
constexpr NamedStatement kRetirable{
    "audit.retirable",
    "SELECT MAX(c.number) FROM audit_checkpoints c WHERE c.replica = $1 AND c.at_ms < CAST($2 AS BIGINT) "
    "AND c.number >= (SELECT MIN(e.number) FROM audit_entries e WHERE e.replica = $1) "
    "AND c.number < (SELECT MIN(e.number) FROM audit_entries e WHERE e.replica = $1) + CAST($3 AS BIGINT)"};
constexpr NamedStatement kRetireEntries{"audit.retire_entries",
                                        "DELETE FROM audit_entries WHERE replica = $1 AND number <= $2"};
constexpr NamedStatement kRetireCheckpoints{"audit.retire_checkpoints",
                                            "DELETE FROM audit_checkpoints WHERE replica = $1 AND number < $2"};

#undef SWARM_AUDIT_COLUMNS

constexpr const NamedStatement* kStatements[] = {
    &kInsertEntry, &kInsertCheckpoint, &kHead,      &kHeadCheckpoint, &kReplicas,         &kList, &kFollow,
    &kChain,       &kCheckpoints,      &kRetirable, &kRetireEntries,  &kRetireCheckpoints};

SealedEntry entry_from(const Row& row) {
  return {.replica = row.text(0),
          .number = row.integer(1),
          .at = row.time(2),
          .actor_key_id = row.text(3),
          .actor_name = row.text(4),
          .project = row.text(5),
          .action = row.text(6),
          .subject = row.text(7),
          .outcome = row.text(8),
          .client_address = row.text(9),
          .request_id = row.text(10),
          .details = row.text(11),
          .previous_hash = row.text(12),
          .hash = row.text(13)};
}

Checkpoint checkpoint_from(const Row& row) {
  return {.replica = row.text(0),
          .number = row.integer(1),
          .hash = row.text(2),
          .at = row.time(3),
          .public_key = row.text(4),
          .signature = row.text(5)};
}

std::vector<SealedEntry> entries_from(const Rows& rows) {
  std::vector<SealedEntry> entries;
  entries.reserve(rows.size());
  for (const Row& row : rows)
    entries.push_back(entry_from(row));
  return entries;
}

}  // namespace

storage::Schema schema() {
  return {migrations(), kStatements};
}

void AuditStore::add_entry(WriteUnit& unit, const SealedEntry& entry) {
  unit.add(kInsertEntry,
           {sql(entry.replica), sql(entry.number), sql(entry.at), sql(entry.actor_key_id), sql(entry.actor_name),
            sql(entry.project), sql(entry.action), sql(entry.subject), sql(entry.outcome), sql(entry.client_address),
            sql(entry.request_id), sql(entry.details), sql(entry.previous_hash), sql(entry.hash)},
           Expect::exactly(1));
}

void AuditStore::add_checkpoint(WriteUnit& unit, const Checkpoint& checkpoint) {
  unit.add(kInsertCheckpoint,
           {sql(checkpoint.replica), sql(checkpoint.number), sql(checkpoint.hash), sql(checkpoint.at),
            sql(checkpoint.public_key), sql(checkpoint.signature)},
           Expect::exactly(1));
}

void AuditStore::retire(WriteUnit& unit, const std::string& replica, std::int64_t number) {
  unit.add(kRetireEntries, {sql(replica), sql(number)});
  unit.add(kRetireCheckpoints, {sql(replica), sql(number)});
}

Async<Result<ChainHead>> AuditStore::head(std::string replica) {
  const Rows signed_rows = CO_TRY(co_await database_.read(&kHeadCheckpoint, {sql(replica)}));
  const Rows rows = CO_TRY(co_await database_.read(&kHead, {sql(replica)}));
  ChainHead head{.hash = first_hash()};
  if (!signed_rows.empty()) {
    const Row& row = signed_rows.front();
    head = {.number = row.integer(0), .hash = row.text(1), .checkpoint_number = row.integer(0)};
  }
  if (!rows.empty()) {
    head.number = rows.front().integer(0);
    head.hash = rows.front().text(1);
  }
  co_return head;
}

Async<Result<std::vector<std::string>>> AuditStore::replicas() {
  Rows rows = CO_TRY(co_await database_.read(&kReplicas, {}));
  std::vector<std::string> names;
  for (Row& row : rows)
    names.push_back(row.take_text(0));
  co_return names;
}

Async<Result<std::vector<SealedEntry>>> AuditStore::list(AuditFilter filter) {
  constexpr std::int64_t kEarliest = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kLatest = std::numeric_limits<std::int64_t>::max();
  co_return entries_from(CO_TRY(co_await database_.read(
      &kList, {sql(filter.before.at_ms), sql(filter.before.replica), sql(filter.before.number),
               sql(filter.since ? to_milliseconds(*filter.since) : kEarliest),
               sql(filter.until ? to_milliseconds(*filter.until) : kLatest), sql(filter.actor_key_id),
               sql(filter.action_prefix), sql(filter.subject), sql(filter.project), sql(filter.limit)})));
}

Async<Result<std::vector<SealedEntry>>> AuditStore::follow(std::string replica, std::int64_t number,
                                                           std::int64_t limit) {
  co_return entries_from(CO_TRY(co_await database_.read(&kFollow, {sql(replica), sql(number), sql(limit)})));
}

Async<Result<std::vector<SealedEntry>>> AuditStore::chain(std::string replica, std::int64_t number,
                                                          std::int64_t limit) {
  co_return entries_from(CO_TRY(co_await database_.read(&kChain, {sql(replica), sql(number), sql(limit)})));
}

Async<Result<std::vector<Checkpoint>>> AuditStore::checkpoints(std::string replica, std::int64_t first,
                                                               std::int64_t last) {
  const Rows rows = CO_TRY(co_await database_.read(&kCheckpoints, {sql(replica), sql(first), sql(last)}));
  std::vector<Checkpoint> found;
  for (const Row& row : rows)
    found.push_back(checkpoint_from(row));
  co_return found;
}

Async<Result<std::int64_t>> AuditStore::newest_checkpoint(std::string replica) {
  const Rows rows = CO_TRY(co_await database_.read(&kHeadCheckpoint, {sql(replica)}));
  co_return rows.empty() ? 0 : rows.front().integer(0);
}

Async<Result<std::optional<std::int64_t>>> AuditStore::retirable(std::string replica, Time before,
                                                                 std::int64_t entries_max) {
  const Rows rows = CO_TRY(co_await database_.read(&kRetirable, {sql(replica), sql(before), sql(entries_max)}));
  co_return rows.at(0).optional_integer(0);
}

}  // namespace swarm::audit
