#include "learning/misses/miss_store.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "learning/misses/miss_rules.hpp"
#include "learning/misses/miss_sql.hpp"
#include "platform/crypto/hash.hpp"

namespace swarm::misses {

namespace {

using storage::Expect;
using storage::Row;
using storage::sql;
using storage::WriteUnit;

template <json::NamedEnum Enum>
Result<Enum> named(std::string_view what, const std::string& text) {
  const auto value = json::enum_named<Enum>(text);
  if (value) return *value;
  return fail(ErrorCode::internal, fmt::format("the database holds {} of a miss that this release cannot read: '{}'",
                                               what, text.substr(0, 100)));
}

Result<Miss> miss_of_row(Row& row) {
  Miss miss {
    .id = TRY(MissId::parse(row.text(0)))
    , .project = TRY(ProjectId::parse(row.text(1)))
    , .task = TRY(tasks::TaskId::parse(row.text(15)))
  };
  miss.head = TRY(named<answers::Head>("the head", row.text(2)));
  miss.prompt = row.take_text(3);
  miss.shortcoming = TRY(named<Shortcoming>("the shortcoming", row.text(4)));
  miss.model = row.take_text(5);
  miss.model_answer = row.take_text(6);
  if (!row.is_null(7)) miss.confidence = row.real(7);
  miss.source = TRY(named<Source>("the source", row.text(8)));
  miss.verdict = TRY(named<answers::Verdict>("the verdict", row.text(9)));
  miss.right_answer = row.take_text(10);
  miss.lesson.family = row.take_text(11);
  miss.lesson.thinking = row.optional_text(12);
  miss.lesson.answer = row.take_text(13);
  miss.lesson.content = row.take_text(14);
  miss.times = row.integer(16);
  miss.created_at = row.time(17);
  miss.last_seen_at = row.time(18);
  return miss;
}

Result<std::vector<Miss>> misses_of(storage::Rows rows) {
  std::vector<Miss> misses;
  for (Row& row : rows)
    misses.push_back(TRY(miss_of_row(row)));
  return misses;
}

storage::Parameters parameters_of(const Miss& miss) {
  return {sql(miss.id.text()),
          sql(miss.project.text()),
          sql(json::name_of(miss.head)),
          prompt_key(miss),
          sql(miss.prompt),
          sql(json::name_of(miss.shortcoming)),
          sql(miss.model),
          sql(miss.model_answer),
          sql(miss.confidence),
          sql(json::name_of(miss.source)),
          sql(json::name_of(miss.verdict)),
          sql(miss.right_answer),
          sql(miss.lesson.family),
          sql(miss.lesson.thinking),
          sql(miss.lesson.answer),
          sql(miss.lesson.content),
          sql(miss.task.text())};
}

}  // namespace

storage::Schema schema() {
  return {migrations(), kStatements};
}

std::string prompt_key(const Miss& miss) {
  return crypto::sha256_hex(normal_prompt(miss.head, miss.prompt));
}

void MissStore::add_record(WriteUnit& unit, const Miss& miss) {
  unit.add(kRecord, parameters_of(miss), Expect::exactly(1));
}

WriteUnit MissStore::correct(const Miss& miss) {
  WriteUnit unit;
  unit.add(kCorrect, parameters_of(miss), Expect::exactly(1));
  unit.admission = storage::Admission::new_work;
  return unit;
}

WriteUnit MissStore::remove(const Scope& scope, const MissId& miss) {
  WriteUnit unit;
  unit.add(kRemove, {sql(scope.project.text()), sql(miss.text())}, Expect::exactly(1));
  return unit;
}

Async<Result<Miss>> MissStore::find(Scope scope, MissId miss) {
  storage::Rows rows = CO_TRY(co_await database_.read(&kFind, {sql(scope.project.text()), sql(miss.text())}));
  if (rows.empty()) co_return fail(ErrorCode::not_found, fmt::format("no miss {} in this project", miss.text()));
  co_return miss_of_row(rows.front());
}

Async<Result<std::vector<Miss>>> MissStore::list(Scope scope, MissFilter filter) {
  // Behind every id in every language's order of letters.
  const std::string before = filter.before ? filter.before->text() : std::string(kIdLength, 'z');
  co_return misses_of(CO_TRY(co_await database_.read(
      &kList, {sql(scope.project.text()), sql(before), sql(filter.head ? json::name_of(*filter.head) : ""),
               sql(filter.source ? json::name_of(*filter.source) : ""), filter.count})));
}

Async<Result<std::vector<Miss>>> MissStore::newest(Scope scope, answers::Head head, std::optional<Miss> after,
                                                   std::int64_t count) {
  const Time before = after ? after->last_seen_at : tasks::kNever;
  const std::string id = after ? after->id.text() : std::string(kIdLength, 'z');
  co_return misses_of(CO_TRY(co_await database_.read(
      &kNewest, {sql(scope.project.text()), sql(json::name_of(head)), sql(before), sql(id), count})));
}

Async<Result<std::map<answers::Head, std::int64_t>>> MissStore::count() {
  std::map<answers::Head, std::int64_t> counts;
  for (const Row& row : CO_TRY(co_await database_.read(&kCount, {})))
    counts[CO_TRY(named<answers::Head>("the head", row.text(1)))] += row.integer(2);
  co_return counts;
}

Async<Result<std::int64_t>> MissStore::forget(Kept kept, std::int64_t count) {
  WriteUnit old;
  old.add(kForgetOld, {static_cast<std::int64_t>(kept.age_max.count()), count});
  std::int64_t gone = CO_TRY(co_await database_.write(std::move(old)))
  .changed.at(0);
  for (const Row& row : CO_TRY(co_await database_.read(&kCount, {}))) {
    const std::int64_t surplus = std::min(row.integer(2) - kept.count_max, count - gone);
    if (surplus <= 0) continue;
    WriteUnit unit;
    unit.add(kForgetSurplus, {sql(row.text(0)), sql(row.text(1)), surplus});
    gone += CO_TRY(co_await database_.write(std::move(unit)))
    .changed.at(0);
  }
  co_return gone;
}

}  // namespace swarm::misses
