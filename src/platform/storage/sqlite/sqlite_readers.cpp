#include "platform/storage/sqlite/sqlite_readers.hpp"

#include <fmt/format.h>

namespace swarm::storage {

struct SqliteReaders::Reader {
  explicit Reader(const Clock& clock) : state(clock) {}
  std::unique_ptr<SqliteConnection> connection;  // of its thread
  WorkerState state;
  runtime::NamedThread thread;
};

SqliteReaders::SqliteReaders(const SqliteConfig& config, Deps deps)
    : options_{.file = config.file,
               .access = SqliteConnection::Access::read,
               .busy_timeout = config.busy_timeout,
               .cache = {config.cache.count / 4}},
      timeout_(config.read_timeout),
      deps_(deps),
      queue_(config.read_queue_max),
      running_(config.in_memory() ? 0 : config.readers) {
  for (std::size_t i = 0; i < running_; ++i)
    readers_.push_back(std::make_unique<Reader>(deps_.clock));
  if (readers_.empty()) ended_.deliver(Done{});
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    Reader& reader = *readers_[i];
    reader.thread =
        runtime::NamedThread(fmt::format("sqlite-read-{}", i), [this, &reader] { read_until_closed(reader); });
  }
}

SqliteReaders::~SqliteReaders() {
  queue_.close();
}

void SqliteReaders::read_until_closed(Reader& reader) {
  while (auto request = queue_.pop())
    answer(reader, std::move(*request));
  reader.connection.reset();
  if (--running_ == 0) ended_.deliver(Done{});
}

void SqliteReaders::answer(Reader& reader, ReadRequest request) {
  if (!reader.connection || reader.connection->is_broken()) {
    reader.connection.reset();
    Result<std::unique_ptr<SqliteConnection>> opened = SqliteConnection::open(options_, deps_.clock);
    if (!opened) {
      deps_.health.saw(opened.error());
      return request.answer.deliver(std::unexpected(std::move(opened).error()));
    }
    reader.connection = std::move(*opened);
  }
  reader.connection->set_deadline(deps_.clock.steady_now() + timeout_);
  run_read(*reader.connection, std::move(request), reader.state, deps_.accounts, deps_.health);
}

std::size_t SqliteReaders::busy() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(readers_, [](const auto& reader) { return !reader->state.is_idle(); }));
}

void SqliteReaders::add_activity(std::vector<DatabaseActivity>& to) const {
  for (const auto& reader : readers_)
    to.push_back(reader->state.activity("reader"));
}

Async<void> SqliteReaders::stop() {
  queue_.close();
  co_await ended_.receive();
  for (const auto& reader : readers_)
    reader->thread.join();
}

}  // namespace swarm::storage
