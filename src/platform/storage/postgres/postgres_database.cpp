#include "platform/storage/postgres/postgres_database.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "platform/storage/postgres/wire_values.hpp"
#include "platform/storage/statement_check.hpp"

namespace swarm::storage {

namespace {

constexpr std::int64_t kActivityMax = 200;
// The comment in front of a statement of ours is its name.
constexpr NamedStatement kActivity{
    "storage.activity", "",
    "SELECT coalesce(substring(query from '^/\\* ([a-z0-9_.]+) \\*/'), left(query, 80)), state = 'active', "
    "coalesce(wait_event_type = 'Lock', false), "
    "extract(epoch from statement_timestamp() - query_start)::double precision * 1000, "
    "concat_ws(' ', nullif(application_name, ''), host(client_addr)) "
    "FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' "
    "AND pid <> pg_backend_pid() AND state IS NOT NULL ORDER BY state, query_start LIMIT $1"};

DatabaseActivity activity_of(const Row& row) {
  const bool is_active = row.integer(1) != 0;
  const bool is_waiting = row.integer(2) != 0;
  std::string what = is_active ? row.text(0) : "idle";
  if (what == "storage.commit" || what == "COMMIT") what = "commit";
  return {.what = std::move(what),
          .state = is_active && !is_waiting ? "active" : "waiting",
          .running_ms = is_active ? row.real(3) : 0,
          .client = row.text(4)};
}

Result<Done> check_topics(const WriteUnit& unit) {
  const auto is_usable = [](const std::string& topic) {
    return !topic.empty() && topic.size() <= kTopicLengthMax && topic.find(kTopicSeparator) == std::string::npos &&
           topic.find('\0') == std::string::npos;
  };
  if (std::ranges::all_of(unit.topics, is_usable)) return Done{};
  return fail(ErrorCode::invalid_input,
              fmt::format("a topic has 1 to {} bytes without U+0000 and U+001F", kTopicLengthMax));
}

std::size_t weight_of(const WriteUnit& unit) {
  std::size_t sum = 0;
  for (const Statement& statement : unit.statements)
    sum += size_of(statement.parameters);
  return sum;
}

}  // namespace

Result<std::unique_ptr<PostgresDatabase>> PostgresDatabase::open(PostgresConfig config, Deps deps) {
  MigratedDatabase migrated = TRY(migrate(config, deps.schemas));
  std::unique_ptr<PostgresDatabase> opened(new PostgresDatabase(std::move(config), deps, std::move(migrated)));
  opened->start();
  return opened;
}

PostgresDatabase::PostgresDatabase(PostgresConfig config, Deps deps, MigratedDatabase migrated)
    : config_(std::move(config)),
      clock_(deps.clock),
      metrics_(deps.metrics),
      migrated_(std::move(migrated)),
      accounts_(deps.metrics),
      writes_(config_.write_queue_max),
      reads_(config_.read_queue_max) {}

PostgresDatabase::~PostgresDatabase() {
  begin_to_end();
}

PostgresParts PostgresDatabase::parts(PostgresHealth& health) {
  return {config_, clock_, stop_, health, accounts_, metrics_, topics_};
}

void PostgresDatabase::start() {
  running_ = config_.writers + config_.readers + 1;
  for (std::size_t i = 0; i < config_.writers; ++i) {
    writers_.push_back(std::make_unique<PostgresWriter>(writing_parts_, writes_));
    start_thread(fmt::format("pg-write-{}", i), *writers_.back());
  }
  for (std::size_t i = 0; i < config_.readers; ++i) {
    readers_.push_back(std::make_unique<PostgresReader>(reading_parts_, reads_));
    start_thread(fmt::format("pg-read-{}", i), *readers_.back());
  }
  listener_.begin();
  start_thread("pg-listen", listener_);
}

template <class Worker>
void PostgresDatabase::start_thread(std::string name, Worker& worker) {
  threads_.emplace_back(std::move(name), [this, &worker] {
    worker.work();
    if (--running_ == 0) ended_.deliver({});
  });
}

template <class Request>
Result<Done> PostgresDatabase::submit(Request request, RequestQueue<Request>& queue, const PostgresHealth& health) {
  using Pushed = RequestQueue<Request>::Pushed;
  if (health.down_for(config_.unavailable_after) && !health.snapshot().trouble.empty()) {
    metrics_.unit_refused("unavailable");
    return std::unexpected(unreachable(health));
  }
  request.asked_at = clock_.steady_now();
  const Pushed pushed = queue.push(request);
  if (pushed == Pushed::yes) return Done{};
  metrics_.unit_refused(pushed == Pushed::full ? "queue_full" : "unavailable");
  if (pushed == Pushed::closed) return fail(ErrorCode::unavailable, "the database is closing");
  return fail(ErrorCode::limit_exceeded, "queue_full", "too many requests wait for the database; try again later");
}

Async<Result<WriteOutcome>> PostgresDatabase::write(WriteUnit unit) {
  CO_TRY(check_unit(unit, config_.statements_per_unit_max));
  CO_TRY(check_topics(unit));
  PostgresWrite request;
  request.weight = weight_of(unit);
  request.unit = std::move(unit);
  const runtime::OneShot<Result<WriteOutcome>> done = request.done;
  CO_TRY(submit(std::move(request), writes_, writing_));
  co_return co_await done.receive();
}

Async<Result<Rows>> PostgresDatabase::read(const NamedStatement* what, Parameters parameters) {
  CO_TRY(check_parameters(*what, parameters));
  PostgresRead request;
  request.what = what;
  request.parameters = std::move(parameters);
  const runtime::OneShot<Result<Rows>> done = request.done;
  CO_TRY(submit(std::move(request), reads_, reading_));
  co_return co_await done.receive();
}

Database::Subscription PostgresDatabase::subscribe(std::string topic, std::function<void()> look_again) {
  return topics_.subscribe(std::move(topic), std::move(look_again));
}

DatabaseFacts PostgresDatabase::facts() const {
  const PostgresHealth::Snapshot writing = writing_.snapshot();
  const PostgresHealth::Snapshot reading = reading_.snapshot();
  const std::int64_t busy = writing.busy + reading.busy;
  const std::string& trouble = writing.trouble.empty() ? reading.trouble : writing.trouble;
  return {.kind = DatabaseKind::postgres,
          .version = migrated_.version,
          .location = migrated_.location,
          .connections_busy = busy,
          .connections_idle = std::max<std::int64_t>(0, writing.connected + reading.connected - busy),
          .connections_max = static_cast<std::int64_t>(config_.writers + config_.readers),
          .writes_waiting = static_cast<std::int64_t>(writes_.size()),
          .size_bytes = listener_.size_bytes(),
          .live_rows = listener_.live_rows(),
          .healthy = trouble.empty(),
          .trouble = trouble};
}

std::vector<StatementAccount> PostgresDatabase::accounts() const {
  return accounts_.all();
}

Async<Result<std::vector<DatabaseActivity>>> PostgresDatabase::activity() {
  const Rows rows = CO_TRY(co_await read(&kActivity, {sql(kActivityMax)}));
  std::vector<DatabaseActivity> seen;
  for (const Row& row : rows)
    seen.push_back(activity_of(row));
  co_return seen;
}

Async<Result<Done>> PostgresDatabase::give_back_space() {
  co_return Done{};
}

void PostgresDatabase::begin_to_end() {
  writes_.close();
  reads_.close();
  if (!stopping_.exchange(true)) stop_.raise();
}

Async<void> PostgresDatabase::stop() {
  if (stopping_) co_return;
  begin_to_end();
  co_await ended_.receive();
  for (runtime::NamedThread& thread : threads_)
    thread.join();
}

}  // namespace swarm::storage
