#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace swarm::tests {

// A PostgreSQL server of this test process in a folder of its own, reached through a Unix socket there. It runs as an
// unprivileged user (initdb refuses root), and ends with the process, however that ends.
class TemporaryPostgres {
 public:
  // The one of this process, started at the first call. The error says why there is none: skip the test with it.
  static Result<TemporaryPostgres*> of_this_process();
  ~TemporaryPostgres();
  TemporaryPostgres(const TemporaryPostgres&) = delete;
  TemporaryPostgres& operator=(const TemporaryPostgres&) = delete;

  // Ends it without a checkpoint; and on again, which recovers. What it wrote the kernel keeps, so that it need not be
  // told to wait for the disk.
  void crash();
  Result<Done> start();

  // Runs SQL in a database through psql; its output without headings.
  Result<std::string> query(const std::string& database, const std::string& sql) const;
  std::string url(const std::string& database) const;
  Result<Done> create(const std::string& database) const;
  void drop(const std::string& database) const;

 private:
  TemporaryPostgres() = default;
  Result<Done> initialise();
  Result<std::string> client(std::vector<std::string> arguments) const;

  std::filesystem::path folder_;
  pid_t server_ = 0;
};

// An empty database that goes away with the object.
class TemporaryDatabase {
 public:
  static Result<std::unique_ptr<TemporaryDatabase>> create();
  ~TemporaryDatabase() { server_.drop(name_); }
  TemporaryDatabase(const TemporaryDatabase&) = delete;
  TemporaryDatabase& operator=(const TemporaryDatabase&) = delete;

  // `settings`: "&options=-c%20name%3Dvalue", say.
  std::string url(const std::string& settings = "") const { return server_.url(name_) + settings; }
  Result<std::string> query(const std::string& sql) const { return server_.query(name_, sql); }
  TemporaryPostgres& server() { return server_; }

  // What swarm_now_ms() says from now on (it runs on). A connection has that from its begin, so all are ended.
  Result<Done> set_time(Time now) const;
  // What swarm_now_ms() says until the next call, on every connection from its next statement on. The schemas of
  // storage are applied already, and neither they nor set_time() make the time run again.
  Result<Done> stop_time_at(Time now) const;
  // Returns when every connection to this database, as of now, has gone.
  Result<Done> end_connections() const;

 private:
  TemporaryDatabase(TemporaryPostgres& server, std::string name) : server_(server), name_(std::move(name)) {}

  TemporaryPostgres& server_;
  const std::string name_;
};

}  // namespace swarm::tests
