#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "base/bounded_queue.hpp"
#include "platform/runtime/thread.hpp"
#include "platform/storage/sqlite/run_read.hpp"
#include "platform/storage/sqlite/sqlite_config.hpp"
#include "platform/storage/sqlite/worker_state.hpp"
#include "platform/storage/statement_accounts.hpp"

namespace swarm::storage {

// The threads that read, each with its own connection, which it opens when it is first needed and again when it broke.
class SqliteReaders {
 public:
  struct Deps {
    const Clock& clock;
    StatementAccounts& accounts;
    SqliteHealth& health;
  };
  SqliteReaders(const SqliteConfig& config, Deps deps);
  ~SqliteReaders();

  // False when the queue is full; `request` is then untouched.
  bool try_push(ReadRequest& request) { return queue_.try_push(request); }
  std::size_t waiting() const { return queue_.size(); }
  std::size_t busy() const;
  void add_activity(std::vector<DatabaseActivity>& to) const;

  // Answers what waits, then ends. Once.
  Async<void> stop();

 private:
  struct Reader;
  void read_until_closed(Reader& reader);
  void answer(Reader& reader, ReadRequest request);

  const SqliteConnection::Options options_;
  const std::chrono::milliseconds timeout_;
  Deps deps_;
  BoundedQueue<ReadRequest> queue_;
  std::atomic<std::size_t> running_;
  runtime::OneShot<Done> ended_;
  std::vector<std::unique_ptr<Reader>> readers_;
};

}  // namespace swarm::storage
