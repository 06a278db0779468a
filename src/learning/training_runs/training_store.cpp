#include "learning/training_runs/training_store.hpp"

#include <fmt/format.h>

#include "learning/training_runs/training_sql.hpp"

namespace swarm::training_runs {

namespace {

using storage::Expect;
using storage::Row;
using storage::sql;
using storage::WriteUnit;

template <class T>
std::string text_of(const std::optional<T>& value) {
  return value ? json::to_text(json::encode(*value)) : "";
}

std::string text_of(const std::vector<ProgressPoint>& points) {
  json::Array list;
  for (const ProgressPoint& point : points)
    list.push_back(json::encode(point));
  return json::to_text(list);
}

std::unexpected<Error> unknown(std::string_view what, std::string_view text) {
  return fail(ErrorCode::internal,
              fmt::format("the database holds {} of a training run that this release cannot read: '{}'", what,
                          text.substr(0, 100)));
}

template <class T>
Result<T> decoded(std::string_view what, const std::string& text) {
  const Result<json::Value> value = json::parse(text);
  T out{};
  json::Faults faults;
  if (!value || !json::decode_value(*value, json::Limits{}, out, faults)) return unknown(what, text);
  return out;
}

template <class T>
Result<std::optional<T>> optional_decoded(std::string_view what, const std::string& text) {
  if (text.empty()) return std::nullopt;
  return TRY(decoded<T>(what, text));
}

template <json::NamedEnum Enum>
Result<Enum> named(std::string_view what, const std::string& text) {
  const auto value = json::enum_named<Enum>(text);
  if (!value) return unknown(what, text);
  return *value;
}

Result<TrainingRun> run_of(const Row& row) {
  TrainingRun run {
    .id = TRY(RunId::parse(row.text(0)))
    , .project = TRY(ProjectId::parse(row.text(1)))
  };
  run.head = TRY(named<answers::Head>("the head", row.text(2)));
  run.name = row.text(3);
  run.state = TRY(named<RunState>("the state", row.text(4)));
  run.trainer = row.text(5);
  run.base = row.text(6);
  run.base_sha256 = row.text(7);
  run.data = TRY(decoded<RunData>("the data", row.text(8)));
  run.settings = TRY(decoded<TrainingSettings>("the settings", row.text(9)));
  run.replica = row.text(10);
  run.attempt = row.integer(11);
  run.cancel_requested = row.integer(12) != 0;
  run.created_at = row.time(13);
  run.created_by = row.text(14);
  run.started_at = row.optional_time(15);
  run.ended_at = row.optional_time(16);
  run.progress = TRY(optional_decoded<ProgressPoint>("the progress", row.text(17)));
  run.reserved = Money{row.integer(18)};
  run.cost = Money{row.integer(19)};
  run.ended = TRY(optional_decoded<RunEnd>("the end", row.text(20)));
  return run;
}

std::unexpected<Error> no_such(const RunId& run) {
  return fail(ErrorCode::not_found, fmt::format("there is no training run '{}'", run.text()));
}

RunEnd ended_by(EndReason reason, std::string detail) {
  RunEnd end;
  end.reason = reason;
  end.detail = std::move(detail);
  return end;
}

void tell(WriteUnit& unit, const RunId& run) {
  unit.topics.emplace_back(kQueueTopic);
  unit.topics.push_back(topic_of(run));
}

}  // namespace

storage::Schema schema() {
  return {migrations(), kStatements};
}

std::string topic_of(const RunId& run) {
  return fmt::format("training_run:{}", run.text());
}

// --- People ---------------------------------------------------------------------------------------------------------

WriteUnit TrainingStore::insert(const TrainingRun& run, std::int64_t queued_max) {
  WriteUnit unit;
  unit.add(kInsert,
           {sql(run.id.text()), sql(run.project.text()), sql(json::name_of(run.head)), sql(run.name), sql(run.trainer),
            sql(run.base), sql(json::to_text(json::encode(run.data))), sql(json::to_text(json::encode(run.settings))),
            sql(run.replica), sql(run.created_by), sql(queued_max)},
           Expect::exactly(1));
  unit.admission = storage::Admission::new_work;
  tell(unit, run.id);
  return unit;
}

WriteUnit TrainingStore::cancel_queued(const Scope& scope, const RunId& run) {
  WriteUnit unit;
  const std::optional<RunEnd> end = ended_by(EndReason::cancelled, "before it began");
  unit.add(kCancelQueued, {sql(scope.project.text()), sql(run.text()), sql(text_of(end))}, Expect::exactly(1));
  tell(unit, run);
  return unit;
}

WriteUnit TrainingStore::request_cancel(const Scope& scope, const RunId& run) {
  WriteUnit unit;
  unit.add(kRequestCancel, {sql(scope.project.text()), sql(run.text())}, Expect::exactly(1));
  tell(unit, run);
  return unit;
}

WriteUnit TrainingStore::resume(const Scope& scope, const RunId& run, std::string_view replica,
                                std::int64_t queued_max) {
  WriteUnit unit;
  unit.add(kResume, {sql(scope.project.text()), sql(run.text()), sql(replica), sql(queued_max)}, Expect::exactly(1));
  unit.admission = storage::Admission::new_work;
  tell(unit, run);
  return unit;
}

Async<Result<TrainingRun>> TrainingStore::find(Scope scope, RunId run) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kFind, {sql(scope.project.text()), sql(run.text())}));
  if (rows.empty()) co_return no_such(run);
  co_return run_of(rows.front());
}

Async<Result<std::vector<TrainingRun>>> TrainingStore::list(Scope scope, RunFilter filter) {
  const std::string before = filter.before ? filter.before->text() : "~";  // behind every id
  const storage::Rows rows = CO_TRY(co_await database_.read(
      &kList, {sql(scope.project.text()), sql(before), sql(filter.state ? json::name_of(*filter.state) : ""),
               sql(filter.head ? json::name_of(*filter.head) : ""), sql(filter.count)}));
  std::vector<TrainingRun> runs;
  for (const Row& row : rows)
    runs.push_back(CO_TRY(run_of(row)));
  co_return runs;
}

Async<Result<RunWords>> TrainingStore::words(Scope scope, RunId run) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kWords, {sql(scope.project.text()), sql(run.text())}));
  if (rows.empty()) co_return no_such(run);
  const Row& row = rows.front();
  co_return RunWords {
    .state = CO_TRY(named<RunState>("the state", row.text(0)))
    , .points = CO_TRY(decoded<std::vector<ProgressPoint>>("the progress", row.text(1)))
    , .log_tail = row.text(2), .log_bytes = row.integer(3)
  };
}

// --- The server that trains -----------------------------------------------------------------------------------------

Async<Result<std::optional<TrainingRun>>> TrainingStore::next_queued(std::string replica) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kNextQueued, {sql(replica)}));
  if (rows.empty()) co_return std::nullopt;
  co_return CO_TRY(run_of(rows.front()));
}

Async<Result<bool>> TrainingStore::claim(RunId run, Owner owner) {
  WriteUnit unit;
  unit.add(kTakeSlot, {sql(run.text()), sql(kLease.count())}, Expect::exactly(1));
  unit.add(kClaim, {sql(run.text()), sql(owner.incarnation), sql(kLease.count())}, Expect::exactly(1));
  tell(unit, run);
  const Result<storage::WriteOutcome> written = co_await database_.write(std::move(unit));
  if (!written && written.error().code == ErrorCode::conflict) co_return false;
  CO_TRY(written);
  co_return true;
}

Async<Result<Done>> TrainingStore::reserve(RunId run, Owner owner, Money amount) {
  WriteUnit unit;
  unit.add(kReserve, {sql(run.text()), sql(owner.incarnation), sql(amount.nanodollars)}, Expect::exactly(1));
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

Async<Result<bool>> TrainingStore::heartbeat(RunId run, Owner owner, Heartbeat said) {
  WriteUnit unit;
  unit.add(kHeartbeat,
           {sql(run.text()), sql(owner.incarnation), sql(kLease.count()), sql(said.base_sha256),
            sql(text_of(said.progress)), sql(said.log_tail), sql(said.log_bytes)},
           Expect::exactly(1));
  unit.add(kHoldSlot, {sql(run.text()), sql(kLease.count())}, Expect::exactly(1));
  unit.topics.push_back(topic_of(run));
  const storage::WriteOutcome written = CO_TRY(co_await database_.write(std::move(unit)));
  co_return written.rows.at(0).at(0).integer(0) != 0;
}

Async<Result<Done>> TrainingStore::keep_points(RunId run, Owner owner, std::vector<ProgressPoint> points) {
  WriteUnit unit;
  unit.add(kKeepPoints, {sql(run.text()), sql(owner.incarnation), sql(text_of(points))}, Expect::exactly(1));
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

Async<Result<Done>> TrainingStore::finish(RunId run, Owner owner, RunEnding ending) {
  WriteUnit unit;
  const std::optional<RunEnd> end = std::move(ending.end);
  unit.add(kFinish,
           {sql(run.text()), sql(owner.incarnation), sql(json::name_of(ending.state)), sql(ending.last.base_sha256),
            sql(text_of(ending.last.progress)), sql(text_of(ending.points)), sql(ending.last.log_tail),
            sql(ending.last.log_bytes), sql(ending.cost.nanodollars), sql(text_of(end))},
           Expect::exactly(1));
  unit.add(kFreeSlot, {sql(run.text())}, Expect::at_most(1));
  tell(unit, run);
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

// --- Lost runs, old runs --------------------------------------------------------------------------------------------

Async<Result<std::vector<LostRun>>> TrainingStore::mark_lost(Owner owner) {
  const storage::Rows any = CO_TRY(co_await database_.read(&kAnyLost, {sql(owner.replica), sql(owner.incarnation)}));
  if (any.at(0).integer(0) == 0) co_return std::vector<LostRun>{};  // nearly always, and nothing is written
  WriteUnit unit;
  const std::optional<RunEnd> end =
      ended_by(EndReason::server_lost, "its server ended while it ran; what the run had reserved counts as spent");
  unit.add(kMarkLost, {sql(text_of(end)), sql(owner.replica), sql(owner.incarnation)});
  unit.add(kFreeLostSlot, {});
  unit.topics.emplace_back(kQueueTopic);
  unit.topics_of_rows.push_back({.statement = 0, .column = 0, .prefix = "training_run:"});
  const storage::WriteOutcome written = CO_TRY(co_await database_.write(std::move(unit)));
  std::vector<LostRun> lost;
  for (const Row& row : written.rows.at(0))
    lost.push_back({
      CO_TRY(RunId::parse(row.text(0)))
      , CO_TRY(named<answers::Head>("the head", row.text(1)))
    });
  co_return lost;
}

namespace {

Result<std::vector<RunId>> ids_of(const storage::Rows& rows) {
  std::vector<RunId> runs;
  for (const Row& row : rows)
    runs.push_back(TRY(RunId::parse(row.text(0))));
  return runs;
}

}  // namespace

Async<Result<std::vector<RunId>>> TrainingStore::running_of(std::string replica) {
  co_return ids_of(CO_TRY(co_await database_.read(&kRunningOf, {sql(replica)})));
}

Async<Result<std::vector<RunId>>> TrainingStore::too_many(std::string replica, std::int64_t kept_max) {
  co_return ids_of(CO_TRY(co_await database_.read(&kTooMany, {sql(replica), sql(kept_max)})));
}

Async<Result<Done>> TrainingStore::forget(RunId run) {
  WriteUnit unit;
  unit.add(kForget, {sql(run.text())}, Expect::at_most(1));
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

Async<Result<bool>> TrainingStore::exists(RunId run) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kExists, {sql(run.text())}));
  co_return rows.at(0).integer(0) > 0;
}

Async<Result<std::map<answers::Head, Time>>> TrainingStore::last_success() {
  std::map<answers::Head, Time> last;
  for (const Row& row : CO_TRY(co_await database_.read(&kLastSuccess, {})))
    last.emplace(CO_TRY(named<answers::Head>("the head", row.text(0))), row.time(1));
  co_return last;
}

Async<Result<std::int64_t>> TrainingStore::waiting(std::string replica) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kWaiting, {sql(replica)}));
  co_return rows.at(0).integer(0);
}

}  // namespace swarm::training_runs
