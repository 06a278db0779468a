#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "base/bounded_queue.hpp"
#include "platform/runtime/thread.hpp"
#include "platform/storage/sqlite/log_policy.hpp"
#include "platform/storage/sqlite/requests.hpp"
#include "platform/storage/sqlite/sqlite_config.hpp"
#include "platform/storage/sqlite/sqlite_connection.hpp"
#include "platform/storage/sqlite/worker_state.hpp"
#include "platform/storage/statement_accounts.hpp"
#include "platform/storage/topics.hpp"

namespace swarm::storage {

// The one thread that writes. It takes all units that wait into one transaction, so that they share one sync of the
// disk; it never waits for more. Each unit has its own savepoint: one that is refused leaves the others alone. Answers
// go out after the commit. Between two commits it copies the write-ahead log into the file and gives back space, in
// steps.
class SqliteWriter {
 public:
  struct Deps {
    const Clock& clock;
    StatementAccounts& accounts;
    StorageMetrics& metrics;
    const Topics& topics;
    SqliteHealth& health;
  };
  SqliteWriter(const SqliteConfig& config, Deps deps, std::unique_ptr<SqliteConnection> connection);
  ~SqliteWriter();

  // False when the queue is full; `request` is then untouched.
  bool try_push(WriterRequest& request) { return queue_.try_push(request); }
  std::size_t waiting() const { return queue_.size(); }
  const WorkerState& state() const { return state_; }

  // Answers what waits, closes the connection, then ends. Once.
  Async<void> stop();

  static SqliteConnection::Options options(const SqliteConfig& config);

 private:
  using Outcome = Result<WriteOutcome>;

  void write_until_closed();
  void handle(std::vector<WriterRequest> requests);

  void commit_group(std::vector<WriteRequest> group);
  void commit_one_by_one(std::vector<WriteRequest> group);
  Result<Done> run_group(const std::vector<WriteRequest>& group, std::vector<Outcome>& outcomes);
  Result<Done> run_units(const std::vector<WriteRequest>& group, std::vector<Outcome>& outcomes);
  Outcome run_in_savepoint(const WriteUnit& unit);
  Outcome run_unit(const WriteUnit& unit);
  Result<Done> run_own(const NamedStatement& what);  // about the transaction
  Result<Done> commit();
  void drop_transaction();
  void tell(std::vector<WriteRequest>& group, std::vector<Outcome>& outcomes, std::chrono::nanoseconds duration);

  void answer_read(ReadRequest request);
  Result<Done> open_again_if_broken();
  void keep_log_short();
  void give_back_one_step();
  Result<bool> give_back_some();
  void close();

  const SqliteConfig config_;
  Deps deps_;
  std::unique_ptr<SqliteConnection> connection_;  // of the thread, once it runs
  std::vector<GiveBackRequest> giving_back_;      // of the thread; bounded by the queue
  LogPolicy log_policy_;
  std::atomic<bool> stopping_ = false;
  WorkerState state_;
  BoundedQueue<WriterRequest> queue_;
  runtime::OneShot<Done> ended_;
  runtime::NamedThread thread_;
};

}  // namespace swarm::storage
