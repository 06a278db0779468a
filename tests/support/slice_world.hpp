#pragma once

#include <atomic>
#include <deque>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/id.hpp"
#include "base/mutex.hpp"
#include "platform/storage/sqlite/sqlite_database.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"
#include "support/fake_clock.hpp"
#include "support/run.hpp"
#include "support/seeded_random.hpp"

// What a slice's tests stand on: a clock, chance, an SQLite in memory that can be made to fail, and what was said to
// log and metrics.
namespace swarm::tests {

// Keeps every event as one line: "WARN part event name=value …".
class RecordedLog final : public telemetry::LogSink {
 public:
  bool wants(telemetry::Level) const override { return true; }
  void write(telemetry::Level level, std::string_view part, std::string_view event, telemetry::Fields fields) override {
    std::string line = fmt::format("{} {} {}", json::name_of(level), part, event);
    for (const telemetry::Field& field : fields) {
      line += fmt::format(" {}=", field.name);
      std::visit([&](const auto& value) { line += fmt::format("{}", value); }, field.value);
    }
    MutexLock lock(mutex_);
    lines_.push_back(std::move(line));
  }
  // All lines with this text in them.
  std::vector<std::string> lines_with(std::string_view text) {
    MutexLock lock(mutex_);
    std::vector<std::string> found;
    for (const std::string& line : lines_) {
      if (line.contains(text)) found.push_back(line);
    }
    return found;
  }

 private:
  Mutex mutex_;
  std::vector<std::string> lines_ SWARM_GUARDED_BY(mutex_);
};

class NoStorageMetrics final : public storage::StorageMetrics {
 public:
  void statement_ran(std::string_view, std::chrono::nanoseconds) override {}
  void committed(std::size_t, std::chrono::nanoseconds) override {}
  void unit_refused(std::string_view) override {}
};

// Another database, with trouble when a test says so.
class TroubledDatabase final : public storage::Database {
 public:
  explicit TroubledDatabase(std::unique_ptr<storage::Database> database) : database_(std::move(database)) {}

  enum class Trouble { not_written, written_but_unknown };
  // For the next writes, in order.
  void trouble_next_write(Trouble trouble, ErrorCode code = ErrorCode::unavailable) {
    MutexLock lock(mutex_);
    troubles_.emplace_back(trouble, code);
  }
  // For all writes until it is taken away.
  void refuse_writes(std::optional<ErrorCode> code) {
    MutexLock lock(mutex_);
    refuse_writes_ = code;
  }
  void refuse_reads(bool refuse) { refuse_reads_ = refuse; }
  int reads() const { return reads_; }

  Async<Result<storage::WriteOutcome>> write(storage::WriteUnit unit) override {
    const auto trouble = next_trouble();
    if (trouble && trouble->first == Trouble::not_written) co_return fail(trouble->second, "made to fail");
    Result<storage::WriteOutcome> written = co_await database_->write(std::move(unit));
    if (trouble) co_return fail(trouble->second, "written, but the answer was lost");
    co_return written;
  }
  Async<Result<storage::Rows>> read(const storage::NamedStatement* what, storage::Parameters parameters) override {
    ++reads_;
    if (refuse_reads_) co_return fail(ErrorCode::unavailable, "made to fail");
    co_return co_await database_->read(what, std::move(parameters));
  }
  Subscription subscribe(std::string topic, std::function<void()> look_again) override {
    return database_->subscribe(std::move(topic), std::move(look_again));
  }
  storage::DatabaseFacts facts() const override { return database_->facts(); }
  std::vector<storage::StatementAccount> accounts() const override { return database_->accounts(); }
  Async<Result<std::vector<storage::DatabaseActivity>>> activity() override { return database_->activity(); }
  Async<Result<Done>> give_back_space() override { return database_->give_back_space(); }
  Async<void> stop() override { return database_->stop(); }

 private:
  std::optional<std::pair<Trouble, ErrorCode>> next_trouble() {
    MutexLock lock(mutex_);
    if (refuse_writes_) return std::pair(Trouble::not_written, *refuse_writes_);
    if (troubles_.empty()) return std::nullopt;
    const auto next = troubles_.front();
    troubles_.pop_front();
    return next;
  }

  std::unique_ptr<storage::Database> database_;
  Mutex mutex_;
  std::deque<std::pair<Trouble, ErrorCode>> troubles_ SWARM_GUARDED_BY(mutex_);
  std::optional<ErrorCode> refuse_writes_ SWARM_GUARDED_BY(mutex_);
  std::atomic<bool> refuse_reads_ = false;
  std::atomic<int> reads_ = 0;
};

class SliceWorld {
 public:
  explicit SliceWorld(std::vector<storage::Schema> schemas, std::uint64_t seed = 1)
      : random(seed), schemas_(std::move(schemas)) {
    auto opened = storage::SqliteDatabase::open({.file = ":memory:", .disk_reserve = {0}},
                                                {.clock = clock, .schemas = schemas_, .metrics = storage_metrics_});
    if (!opened) throw std::runtime_error(opened.error().message);
    database = std::make_unique<TroubledDatabase>(std::move(*opened));
  }
  ~SliceWorld() { loop.run(database->stop()); }
  SliceWorld(const SliceWorld&) = delete;
  SliceWorld& operator=(const SliceWorld&) = delete;

  template <class T>
  T run(Async<T> work) {
    return loop.run(std::move(work));
  }

  // The value of one series, "swarm_keys{state=\"active\"}"; -1000 when there is none.
  double metric(std::string_view series) {
    std::istringstream lines(metrics.exposition());
    for (std::string line; std::getline(lines, line);) {
      if (line.size() > series.size() && line.starts_with(series) && line[series.size()] == ' ') {
        return std::stod(line.substr(series.size() + 1));
      }
    }
    ADD_FAILURE() << "there is no series " << series;
    return -1000;
  }

  FakeClock clock;
  SeededRandom random;
  IdSource ids{clock, random};
  telemetry::Metrics metrics;
  RecordedLog logs;
  telemetry::Log log{logs, "test"};
  TestLoop loop;
  std::unique_ptr<TroubledDatabase> database;

 private:
  const std::vector<storage::Schema> schemas_;
  NoStorageMetrics storage_metrics_;
};

}  // namespace swarm::tests
