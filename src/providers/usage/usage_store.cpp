#include "providers/usage/usage_store.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/invariant.hpp"
#include "providers/usage/usage_sql.hpp"
#include "providers/usage/usage_sums.hpp"

namespace swarm::usage {

namespace {

using storage::Expect;
using storage::Parameters;
using storage::Row;
using storage::Rows;
using storage::sql;
using storage::SqlValue;
using storage::WriteUnit;

constexpr std::chrono::hours kWritersKept{24};  // a batch is tried for as long as its server lives

std::optional<std::int64_t> count_of(const std::optional<std::chrono::microseconds>& duration) {
  return duration ? std::optional<std::int64_t>(duration->count()) : std::nullopt;
}

void add_columns(Parameters& parameters, const UsageRecord& record) {
  const auto add = [&](auto&&... values) { (parameters.emplace_back(std::forward<decltype(values)>(values)), ...); };
  add(sql(record.at), record.project.text(), record.key_id, record.provider, record.model, record.operation,
      record.head, sql(json::name_of(record.lane)), sql(json::name_of(record.result)), sql(record.status),
      record.input_tokens, record.output_tokens, sql(record.is_estimated ? 1 : 0), record.cost.nanodollars,
      sql(record.duration.count()), sql(count_of(record.first_frame)), record.request_id);
}

void add_records(WriteUnit& unit, const storage::NamedStatement& what, std::span<const UsageRecord> records) {
  Parameters parameters;
  parameters.reserve(records.size() * kRecordColumns);
  for (const UsageRecord& record : records)
    add_columns(parameters, record);
  unit.add(what, std::move(parameters), Expect::exactly(std::ssize(records)));
}

void add_sum(WriteUnit& unit, const HourSum& sum) {
  const UsageRecord& like = *sum.like;
  unit.add(kAddToHour,
           {sql(like.project.text()), sql(sum.hour), sql(like.key_id), sql(like.provider), sql(like.model),
            sql(like.operation), sql(like.head), sql(json::name_of(like.lane)), sql(json::name_of(like.result)),
            sum.calls, sum.estimated, sum.input_tokens, sum.output_tokens, sum.cost.nanodollars,
            sql(sum.duration.count()), sum.first_frames, sql(sum.first_frame.count())},
           Expect::exactly(1));
}

// The filters of a statement, in their order.
void add_filters(Parameters& parameters, const UsageFilter& filter) {
  for (const std::string* text : {&filter.key, &filter.provider, &filter.model, &filter.head})
    parameters.push_back(sql(*text));
  parameters.push_back(sql(filter.result ? json::name_of(*filter.result) : ""));
}

SqlValue project_of(const UsageFilter& filter) {
  return sql(filter.project ? filter.project->text() : std::string());
}

bool has(const std::vector<Dimension>& by, Dimension dimension) {
  return std::ranges::find(by, dimension) != by.end();
}

std::chrono::milliseconds bucket_of(const std::vector<Dimension>& by) {
  if (has(by, Dimension::hour)) return kHour;
  return has(by, Dimension::day) ? kDay : std::chrono::milliseconds{0};
}

UsageSum sum_of(Row& row, bool has_time) {
  UsageSum sum{.project = row.take_text(1),
               .key = row.take_text(2),
               .provider = row.take_text(3),
               .model = row.take_text(4),
               .operation = row.take_text(5),
               .head = row.take_text(6),
               .lane = row.take_text(7),
               .result = row.take_text(8),
               .totals = {.calls = row.integer(9),
                          .answered = row.integer(10),
                          .estimated = row.integer(11),
                          .input_tokens = row.integer(12),
                          .output_tokens = row.integer(13),
                          .cost = {row.integer(14)},
                          .duration = std::chrono::microseconds{row.integer(15)},
                          .first_frames = row.integer(16),
                          .first_frame = std::chrono::microseconds{row.integer(17)}}};
  if (has_time) sum.at = row.time(0);
  return sum;
}

StoredRecord record_of(Row& row) {
  auto project = ProjectId::parse(row.text(2));
  const auto lane = json::enum_named<Lane>(row.text(8));
  const auto result = json::enum_named<CallResult>(row.text(9));
  SWARM_INVARIANT(project && lane && result, "the columns hold only what we wrote");
  UsageRecord record{.at = row.time(1),
                     .project = std::move(*project),
                     .key_id = row.take_text(3),
                     .provider = row.take_text(4),
                     .model = row.take_text(5),
                     .operation = row.take_text(6),
                     .head = row.take_text(7),
                     .lane = *lane,
                     .result = *result,
                     .status = static_cast<int>(row.integer(10)),
                     .input_tokens = row.integer(11),
                     .output_tokens = row.integer(12),
                     .is_estimated = row.integer(13) != 0,
                     .cost = {row.integer(14)},
                     .duration = std::chrono::microseconds{row.integer(15)},
                     .request_id = row.take_text(17)};
  if (!row.is_null(16)) record.first_frame = std::chrono::microseconds{row.integer(16)};
  return {.sequence = row.integer(0), .record = std::move(record)};
}

}  // namespace

storage::Schema schema() {
  return {migrations(), kUsageStatements};
}

WriteUnit UsageStore::batch(const std::string& writer, std::int64_t number,
                            std::span<const UsageRecord> records) const {
  const std::vector<HourSum> sums = sums_of(records);
  WriteUnit unit;
  unit.add(kCountBatch, {sql(writer), number}, Expect::exactly(1));
  if (number == 1) unit.add(kForgetWriters, {sql(std::chrono::milliseconds{kWritersKept}.count())});
  while (kind_ == storage::DatabaseKind::sqlite && records.size() >= kRowsOfPiece) {
    add_records(unit, kInsertPiece, records.first(kRowsOfPiece));
    records = records.subspan(kRowsOfPiece);
  }
  for (std::size_t i = 0; i < records.size(); ++i)
    add_records(unit, kInsertRecord, records.subspan(i, 1));
  for (const HourSum& sum : sums)
    add_sum(unit, sum);
  return unit;
}

Async<Result<std::vector<UsageSum>>> UsageStore::sums(UsageFilter filter, std::vector<Dimension> by,
                                                      std::int64_t count) {
  Parameters parameters{project_of(filter), sql(filter.from), sql(filter.to)};
  add_filters(parameters, filter);
  const std::chrono::milliseconds bucket = bucket_of(by);
  parameters.push_back(sql(bucket.count()));
  for (const Dimension dimension : {Dimension::project, Dimension::key, Dimension::provider, Dimension::model,
                                    Dimension::operation, Dimension::head, Dimension::lane, Dimension::result})
    parameters.push_back(sql(has(by, dimension) ? 1 : 0));
  parameters.push_back(count);
  Rows rows = CO_TRY(co_await database_.read(filter.project ? &kSumsOfProject : &kSumsOfAll, std::move(parameters)));
  std::vector<UsageSum> sums;
  sums.reserve(rows.size());
  for (Row& row : rows)
    sums.push_back(sum_of(row, bucket.count() > 0));
  co_return sums;
}

Async<Result<std::vector<StoredRecord>>> UsageStore::records(UsageFilter filter, RecordPosition after,
                                                             std::int64_t count) {
  if (filter.project) {
    Parameters position{sql(filter.project->text()), after.at_ms, after.sequence};
    co_return co_await read_records(&kRecordsOfProject, std::move(filter), std::move(position), count);
  }
  const std::int64_t first = CO_TRY(co_await sequence_of(filter.from - kLateness));
  const std::int64_t end = CO_TRY(co_await sequence_of(filter.to + kLateness));
  co_return co_await read_records(&kRecordsOfAll, std::move(filter), {first, end, after.sequence}, count);
}

Async<Result<std::vector<StoredRecord>>> UsageStore::read_records(const storage::NamedStatement* what,
                                                                  UsageFilter filter, Parameters parameters,
                                                                  std::int64_t count) {
  parameters.push_back(sql(filter.from));
  parameters.push_back(sql(filter.to));
  add_filters(parameters, filter);
  parameters.push_back(count);
  Rows rows = CO_TRY(co_await database_.read(what, std::move(parameters)));
  std::vector<StoredRecord> records;
  records.reserve(rows.size());
  for (Row& row : rows)
    records.push_back(record_of(row));
  co_return records;
}

Async<Result<std::int64_t>> UsageStore::sequence_of(Time time) {
  const Rows ends = CO_TRY(co_await database_.read(&kSequenceEnds, {}));
  if (ends.front().is_null(0) || ends.front().is_null(1)) co_return 0;
  std::int64_t low = ends.front().integer(0);
  std::int64_t high = ends.front().integer(1) + 1;
  while (low < high) {  // halves it each time
    const std::int64_t middle = low + (high - low) / 2;
    const Rows found = CO_TRY(co_await database_.read(&kRecordFrom, {middle}));
    if (!found.empty() && found.front().time(1) < time)
      low = found.front().integer(0) + 1;
    else
      high = middle;
  }
  co_return low;
}

Async<Result<std::int64_t>> UsageStore::forget_records(std::chrono::milliseconds age_max, std::int64_t count_max,
                                                       std::int64_t count) {
  const Rows rows = CO_TRY(co_await database_.read(&kLastToForget, {count, sql(age_max.count()), count_max}));
  if (rows.empty() || rows.front().is_null(0)) co_return 0;
  WriteUnit unit;
  unit.add(kForgetRecords, {rows.front().integer(0)});
  co_return CO_TRY(co_await database_.write(std::move(unit)))
  .changed.front();
}

Async<Result<std::int64_t>> UsageStore::forget_sums(std::chrono::milliseconds age_max, std::int64_t count) {
  WriteUnit unit;
  unit.add(kForgetHours, {sql(age_max.count()), count});
  co_return CO_TRY(co_await database_.write(std::move(unit)))
  .changed.front();
}

}  // namespace swarm::usage
