#pragma once

#include <memory>
#include <span>

#include "base/clock.hpp"
#include "platform/storage/database.hpp"
#include "platform/storage/disk_reserve.hpp"
#include "platform/storage/file_lock.hpp"
#include "platform/storage/sqlite/sqlite_config.hpp"
#include "platform/storage/sqlite/sqlite_readers.hpp"
#include "platform/storage/sqlite/sqlite_writer.hpp"
#include "platform/storage/sqlite/worker_state.hpp"
#include "platform/storage/statement_accounts.hpp"
#include "platform/storage/storage_metrics.hpp"
#include "platform/storage/topics.hpp"

namespace swarm::storage {

// A database in one file, used by one process: one thread writes, several read. What `write` acknowledged survives
// kill -9 and a power cut.
class SqliteDatabase final : public Database {
 public:
  struct Deps {
    const Clock& clock;
    std::span<const Schema> schemas;
    StorageMetrics& metrics;
    FreeSpace free_space{};  // nothing: what the file system of the file says
  };

  // Blocks while it checks the file and applies migrations. Errors, all with the file's name:
  //   conflict "in_use"                                    another process has it
  //   invalid_input "not_a_database", "foreign_database"   not ours
  //   unavailable "damaged"                                malformed
  //   conflict "migration_…"                               of another release
  //   unavailable, storage_full, internal                  as everywhere
  static Result<std::unique_ptr<SqliteDatabase>> open(SqliteConfig config, Deps deps);

  Async<Result<WriteOutcome>> write(WriteUnit unit) override;
  Async<Result<Rows>> read(const NamedStatement* what, Parameters parameters) override;
  Subscription subscribe(std::string topic, std::function<void()> look_again) override;
  DatabaseFacts facts() const override;
  std::vector<StatementAccount> accounts() const override { return accounts_.all(); }
  Async<Result<std::vector<DatabaseActivity>>> activity() override;
  Async<Result<Done>> give_back_space() override;
  Async<void> stop() override;

 private:
  SqliteDatabase(SqliteConfig config, Deps deps, FileLock lock, std::unique_ptr<SqliteConnection> connection);

  std::unexpected<Error> refuse_full_queue(std::size_t waiting_max, std::string_view setting);
  Result<Done> push_write(WriterRequest request);
  Result<Done> push_read(ReadRequest request);

  const SqliteConfig config_;
  StorageMetrics& metrics_;
  const FileLock lock_;  // let go of last
  mutable DiskReserve reserve_;
  StatementAccounts accounts_;
  Topics topics_;
  SqliteHealth health_;
  SqliteWriter writer_;
  SqliteReaders readers_;
};

}  // namespace swarm::storage
