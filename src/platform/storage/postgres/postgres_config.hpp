#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "base/json.hpp"

namespace swarm::storage {

// How to reach PostgreSQL and how much to ask of it. `url` may hold a password: never log or show this struct.
struct PostgresConfig {
  std::string url{};  // "postgresql://user:password@host:port/name?sslmode=verify-full"
  std::size_t writers = 3;
  std::size_t readers = 4;
  std::size_t write_queue_max = 4096;
  std::size_t read_queue_max = 4096;
  std::size_t units_per_commit_max = 256;
  std::size_t statements_per_unit_max = 10'000;
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds statement_timeout{30'000};  // for one statement
  std::chrono::milliseconds lock_timeout{5'000};        // for a lock that another transaction holds
  std::chrono::milliseconds transaction_timeout{
      10'000};                                         // silence inside a transaction, after which the server ends it
  std::chrono::milliseconds unavailable_after{2'000};  // how long a request waits for a lost server
  static constexpr auto schema = json::object(
      "PostgresConfig",
      json::field("url", &PostgresConfig::url, "postgresql://user@host:port/name; a password in it is never shown.",
                  json::length{0, 4096}),
      json::field("writers", &PostgresConfig::writers, "Connections that write.", json::between{1, 64}),
      json::field("readers", &PostgresConfig::readers, "Connections that read.", json::between{1, 64}),
      json::field("write_queue_max", &PostgresConfig::write_queue_max, "More waiting writes are refused.",
                  json::between{1, 1'000'000}),
      json::field("read_queue_max", &PostgresConfig::read_queue_max, "More waiting reads are refused.",
                  json::between{1, 1'000'000}),
      json::field("units_per_commit_max", &PostgresConfig::units_per_commit_max,
                  "How many writes of several callers share one commit.", json::between{1, 10'000}),
      json::field("statements_per_unit_max", &PostgresConfig::statements_per_unit_max, "Of one write.",
                  json::between{1, 1'000'000}),
      json::field("connect_timeout_ms", &PostgresConfig::connect_timeout, "For each step of connecting.",
                  json::between{100, 60'000}),
      json::field("statement_timeout_ms", &PostgresConfig::statement_timeout, "The server ends a longer statement.",
                  json::between{100, 600'000}),
      json::field("lock_timeout_ms", &PostgresConfig::lock_timeout, "A write waits this long for another's row.",
                  json::between{10, 600'000}),
      json::field("transaction_timeout_ms", &PostgresConfig::transaction_timeout,
                  "The server ends a transaction in which nothing comes for this long.", json::between{100, 600'000}),
      json::field("unavailable_after_ms", &PostgresConfig::unavailable_after,
                  "Requests wait this long for a server that is lost, then fail.", json::between{0, 600'000}));
};

}  // namespace swarm::storage
