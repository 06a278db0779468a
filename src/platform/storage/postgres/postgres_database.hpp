#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <vector>

#include "platform/runtime/one_shot.hpp"
#include "platform/runtime/thread.hpp"
#include "platform/storage/database.hpp"
#include "platform/storage/postgres/migrator.hpp"
#include "platform/storage/postgres/postgres_config.hpp"
#include "platform/storage/postgres/postgres_health.hpp"
#include "platform/storage/postgres/postgres_listener.hpp"
#include "platform/storage/postgres/postgres_parts.hpp"
#include "platform/storage/postgres/postgres_reader.hpp"
#include "platform/storage/postgres/postgres_writer.hpp"
#include "platform/storage/storage_metrics.hpp"

namespace swarm::storage {

// A Database on a PostgreSQL server, 13 or newer: a thread per connection, of which some write, some read and one
// listens. Owned by the program, which calls stop() before it destroys it. Beside what Database says, a write may fail
// with `unavailable` and the reason "outcome_unknown": the connection broke during the commit; it may be stored.
class PostgresDatabase final : public Database {
 public:
  struct Deps {
    const Clock& clock;  // for durations and waiting only; what is stored has the server's time
    std::span<const Schema> schemas;
    StorageMetrics& metrics;
  };

  // Connects, migrates, and starts the threads. Blocks. `unavailable` when the server cannot be reached,
  // `invalid_input` for an unusable URL or server, `conflict` for a database of another release.
  static Result<std::unique_ptr<PostgresDatabase>> open(PostgresConfig config, Deps deps);
  ~PostgresDatabase() override;

  Async<Result<WriteOutcome>> write(WriteUnit unit) override;
  Async<Result<Rows>> read(const NamedStatement* what, Parameters parameters) override;
  Subscription subscribe(std::string topic, std::function<void()> look_again) override;
  DatabaseFacts facts() const override;
  std::vector<StatementAccount> accounts() const override;
  Async<Result<std::vector<DatabaseActivity>>> activity() override;
  Async<Result<Done>> give_back_space() override;  // autovacuum does
  Async<void> stop() override;

 private:
  PostgresDatabase(PostgresConfig config, Deps deps, MigratedDatabase migrated);
  void start();
  template <class Worker>
  void start_thread(std::string name, Worker& worker);
  void begin_to_end();
  PostgresParts parts(PostgresHealth& health);
  template <class Request>
  Result<Done> submit(Request request, RequestQueue<Request>& queue, const PostgresHealth& health);

  const PostgresConfig config_;
  const Clock& clock_;
  StorageMetrics& metrics_;
  const MigratedDatabase migrated_;
  StatementAccounts accounts_;
  Topics topics_;
  StopSignal stop_;
  PostgresHealth writing_{clock_};
  PostgresHealth reading_{clock_};
  PostgresHealth listening_{clock_};
  const PostgresParts writing_parts_ = parts(writing_);
  const PostgresParts reading_parts_ = parts(reading_);
  RequestQueue<PostgresWrite> writes_;
  RequestQueue<PostgresRead> reads_;
  std::vector<std::unique_ptr<PostgresWriter>> writers_;
  std::vector<std::unique_ptr<PostgresReader>> readers_;
  PostgresListener listener_{writing_parts_, listening_};
  std::atomic<bool> stopping_ = false;
  std::atomic<std::size_t> running_ = 0;
  runtime::OneShot<Done> ended_;               // when the last thread has
  std::vector<runtime::NamedThread> threads_;  // last: joined before what they use goes
};

}  // namespace swarm::storage
