#include "platform/storage/sqlite/sqlite_writer.hpp"

#include <fmt/format.h>

#include "platform/storage/sqlite/run_read.hpp"
#include "platform/storage/statement_check.hpp"

namespace swarm::storage {
namespace {

constexpr NamedStatement kBegin{"begin", "BEGIN IMMEDIATE"};
constexpr NamedStatement kCommit{"commit", "COMMIT"};
constexpr NamedStatement kRollback{"rollback", "ROLLBACK"};
constexpr NamedStatement kSavepoint{"savepoint", "SAVEPOINT unit"};
constexpr NamedStatement kRelease{"release", "RELEASE unit"};
constexpr NamedStatement kRollbackTo{"rollback_to", "ROLLBACK TO unit"};
constexpr NamedStatement kCheckpoint{"checkpoint", ""};
constexpr NamedStatement kGiveBack{"give_back_space", ""};

constexpr int kGiveBackPages = 256;  // 1 MiB per step; a write waits for one step at most

std::string_view reason_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::conflict:
      return "conflict";
    case ErrorCode::storage_full:
      return "storage_full";
    case ErrorCode::unavailable:
      return "unavailable";
    default:
      return "failed";
  }
}

}  // namespace

SqliteConnection::Options SqliteWriter::options(const SqliteConfig& config) {
  return {.file = config.file,
          .access = SqliteConnection::Access::write,
          .busy_timeout = config.busy_timeout,
          .cache = config.cache,
          .wal_max = config.wal_max};
}

SqliteWriter::SqliteWriter(const SqliteConfig& config, Deps deps, std::unique_ptr<SqliteConnection> connection)
    : config_(config),
      deps_(deps),
      connection_(std::move(connection)),
      log_policy_(config.wal_max),
      state_(deps.clock),
      queue_(config.write_queue_max),
      thread_("sqlite-write", [this] { write_until_closed(); }) {}

SqliteWriter::~SqliteWriter() {
  close();
}

void SqliteWriter::close() {
  stopping_ = true;
  queue_.close();
}

Async<void> SqliteWriter::stop() {
  close();
  co_await ended_.receive();
  thread_.join();
}

void SqliteWriter::write_until_closed() {
  while (true) {
    // The only consumer: what is in the queue stays there until the next line takes it.
    if (!giving_back_.empty() && queue_.size() == 0) {
      give_back_one_step();
      continue;
    }
    std::vector<WriterRequest> requests = queue_.pop_many(config_.units_per_commit_max);
    if (requests.empty()) break;
    handle(std::move(requests));
    keep_log_short();
    if (!giving_back_.empty()) give_back_one_step();
  }
  connection_.reset();
  ended_.deliver(Done{});
}

void SqliteWriter::handle(std::vector<WriterRequest> requests) {
  std::vector<WriteRequest> group;
  std::vector<ReadRequest> reads;
  group.reserve(requests.size());
  for (WriterRequest& request : requests) {
    if (auto* write = std::get_if<WriteRequest>(&request)) group.push_back(std::move(*write));
    if (auto* read = std::get_if<ReadRequest>(&request)) reads.push_back(std::move(*read));
    if (auto* give_back = std::get_if<GiveBackRequest>(&request)) giving_back_.push_back(std::move(*give_back));
  }
  if (!group.empty()) commit_group(std::move(group));
  for (ReadRequest& read : reads)
    answer_read(std::move(read));
}

void SqliteWriter::commit_group(std::vector<WriteRequest> group) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(group.size());
  const SteadyTime start = deps_.clock.steady_now();
  const Result<Done> done = run_group(group, outcomes);
  const SteadyTime end = state_.now_runs(nullptr);
  if (!done && done.error().code == ErrorCode::storage_full && group.size() > 1)
    return commit_one_by_one(std::move(group));
  if (done) {
    deps_.health.good();
  } else {
    // What a unit saw in this transaction was never stored either, so its own answer does not count.
    outcomes.assign(group.size(), std::unexpected(done.error()));
    deps_.health.saw(done.error());
  }
  tell(group, outcomes, end - start);
}

// A unit that does not fit ends the whole transaction; the others, smaller ones and deletions, may still fit.
void SqliteWriter::commit_one_by_one(std::vector<WriteRequest> group) {
  for (WriteRequest& request : group) {
    std::vector<WriteRequest> alone;
    alone.push_back(std::move(request));
    commit_group(std::move(alone));
  }
}

Result<Done> SqliteWriter::run_group(const std::vector<WriteRequest>& group, std::vector<Outcome>& outcomes) {
  TRY(open_again_if_broken());
  Result<Done> done = run_own(kBegin);
  if (done) done = run_units(group, outcomes);
  if (done) {
    const bool stored_nothing = group.size() == 1 && !outcomes.front();  // a unit alone has no savepoint
    done = stored_nothing ? run_own(kRollback) : commit();
  }
  if (!done) drop_transaction();
  return done;
}

Result<Done> SqliteWriter::run_units(const std::vector<WriteRequest>& group, std::vector<Outcome>& outcomes) {
  for (const WriteRequest& request : group) {
    outcomes.push_back(group.size() == 1 ? run_unit(request.unit) : run_in_savepoint(request.unit));
    const Outcome& outcome = outcomes.back();
    // Some errors end the transaction itself, and with it the units before.
    if (!outcome && (connection_->is_broken() || !connection_->in_transaction()))
      return std::unexpected(outcome.error());
  }
  return Done{};
}

SqliteWriter::Outcome SqliteWriter::run_in_savepoint(const WriteUnit& unit) {
  TRY(run_own(kSavepoint));
  Outcome outcome = run_unit(unit);
  if (!outcome && !connection_->in_transaction()) return outcome;
  Result<Done> closed = outcome ? Done{} : run_own(kRollbackTo);
  if (closed) closed = run_own(kRelease);
  if (closed) return outcome;
  drop_transaction();  // or a refused unit would be committed with the others
  return std::unexpected(std::move(closed).error());
}

SqliteWriter::Outcome SqliteWriter::run_unit(const WriteUnit& unit) {
  WriteOutcome outcome;
  outcome.rows.resize(unit.statements.size());
  outcome.changed.reserve(unit.statements.size());
  for (std::size_t i = 0; i < unit.statements.size(); ++i) {
    const Statement& statement = unit.statements[i];
    const SteadyTime start = state_.now_runs(statement.what);
    const Result<std::int64_t> changed = connection_->run(*statement.what, statement.parameters, outcome.rows[i]);
    deps_.accounts.ran(*statement.what, deps_.clock.steady_now() - start);
    if (!changed) return std::unexpected(changed.error());
    TRY(check_expectation(statement, *changed));
    outcome.changed.push_back(*changed);
  }
  return outcome;
}

Result<Done> SqliteWriter::run_own(const NamedStatement& what) {
  Rows none;
  TRY(connection_->run(what, {}, none));
  return Done{};
}

Result<Done> SqliteWriter::commit() {
  const SteadyTime start = state_.now_runs(&kCommit);
  Result<Done> committed = run_own(kCommit);
  deps_.accounts.ran(kCommit, deps_.clock.steady_now() - start);
  return committed;
}

void SqliteWriter::drop_transaction() {
  // A connection that cannot even go back is closed before the next use: SQLite then forgets the transaction.
  if (connection_->in_transaction() && !run_own(kRollback)) connection_->set_broken();
}

void SqliteWriter::tell(std::vector<WriteRequest>& group, std::vector<Outcome>& outcomes,
                        std::chrono::nanoseconds duration) {
  std::size_t stored = 0;
  std::vector<std::string> topics;
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (!outcomes[i]) {
      deps_.metrics.unit_refused(reason_of(outcomes[i].error().code));
      continue;
    }
    ++stored;
    std::ranges::move(topics_of(group[i].unit, *outcomes[i]), std::back_inserter(topics));
  }
  if (stored > 0) deps_.metrics.committed(stored, duration);
  // First: what others wait for must not wait for what those who are answered do next.
  if (!topics.empty()) deps_.topics.tell(std::move(topics));
  for (std::size_t i = 0; i < group.size(); ++i)
    group[i].answer.deliver(std::move(outcomes[i]));
}

void SqliteWriter::answer_read(ReadRequest request) {
  const Result<Done> open = open_again_if_broken();
  if (!open) return request.answer.deliver(std::unexpected(open.error()));
  connection_->set_deadline(deps_.clock.steady_now() + config_.read_timeout);
  run_read(*connection_, std::move(request), state_, deps_.accounts, deps_.health);
  connection_->set_deadline(SteadyTime::max());
}

Result<Done> SqliteWriter::open_again_if_broken() {
  if (connection_ && !connection_->is_broken()) return Done{};
  if (config_.in_memory()) {
    return fail(ErrorCode::unavailable, "the database in memory is lost after an error; start again");
  }
  connection_.reset();
  connection_ = TRY(SqliteConnection::open(options(config_), deps_.clock));
  return Done{};
}

// After the answers, so that nobody of this group waits for it.
void SqliteWriter::keep_log_short() {
  if (!connection_ || connection_->is_broken()) return;
  const LogPolicy::Step step = log_policy_.after_commit(connection_->wal_pages(), queue_.size() == 0);
  if (step == LogPolicy::Step::none) return;
  const SteadyTime start = state_.now_runs(&kCheckpoint);
  const Result<Done> done = connection_->checkpoint(step == LogPolicy::Step::cut_back);
  deps_.accounts.ran(kCheckpoint, state_.now_runs(nullptr) - start);
  if (!done) deps_.health.saw(done.error());
}

void SqliteWriter::give_back_one_step() {
  Result<bool> finished =
      stopping_ ? fail(ErrorCode::cancelled, "the database stops; what is left is given back later") : give_back_some();
  if (finished && !*finished) return;
  if (finished && !config_.in_memory()) {
    // The file itself shrinks with the checkpoint; one that readers prevent now is made up for by the next.
    const Result<Done> shrunk = connection_->checkpoint(true);
    if (!shrunk) finished = std::unexpected(shrunk.error());
  }
  const Result<Done> answer = finished ? Result<Done>(Done{}) : std::unexpected(finished.error());
  for (const GiveBackRequest& request : giving_back_)
    request.answer.deliver(answer);
  giving_back_.clear();
}

// True when nothing is left to give back.
Result<bool> SqliteWriter::give_back_some() {
  TRY(open_again_if_broken());
  const SteadyTime start = state_.now_runs(&kGiveBack);
  const Result<Done> stepped =
      connection_->execute(fmt::format("PRAGMA incremental_vacuum({})", kGiveBackPages), kGiveBack.name);
  deps_.accounts.ran(kGiveBack, state_.now_runs(nullptr) - start);
  if (!stepped) return std::unexpected(stepped.error());
  return TRY(connection_->integer("PRAGMA freelist_count", kGiveBack.name))
  == 0;
}

}  // namespace swarm::storage
