#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

#include "base/json.hpp"
#include "base/sizes.hpp"

namespace swarm::storage {

struct SqliteConfig {
  std::filesystem::path file{"swarm.db"};  // ":memory:": nothing is kept, one connection reads and writes
  std::size_t readers = 4;
  std::size_t write_queue_max = 4096;
  std::size_t read_queue_max = 4096;
  std::size_t units_per_commit_max = 512;
  std::size_t statements_per_unit_max = 10'000;
  std::chrono::milliseconds busy_timeout{5'000};
  std::chrono::milliseconds read_timeout{30'000};
  Bytes disk_reserve{256 * MiB};
  Bytes cache{16 * MiB};             // of the writer; each reader has a quarter of it
  Bytes wal_max{64 * MiB};           // aimed at, and cut back to; a reader that never ends can make it pass this
  Bytes quick_check_max{256 * MiB};  // a larger file is not read through at start
  static constexpr auto schema = json::object(
      "SqliteConfig",
      json::field("file", &SqliteConfig::file, "The database file; :memory: keeps nothing.", json::length{1, 4096}),
      json::field("readers", &SqliteConfig::readers, "Connections that only read, one thread each.",
                  json::between{1, 64}),
      json::field("write_queue_max", &SqliteConfig::write_queue_max, "More writes that wait are refused.",
                  json::between{1, 1'000'000}),
      json::field("read_queue_max", &SqliteConfig::read_queue_max, "More reads that wait are refused.",
                  json::between{1, 1'000'000}),
      json::field("units_per_commit_max", &SqliteConfig::units_per_commit_max, "How many writes may share one commit.",
                  json::between{1, 100'000}),
      json::field("statements_per_unit_max", &SqliteConfig::statements_per_unit_max, "Of one write.",
                  json::between{1, 1'000'000}),
      json::field("busy_timeout_ms", &SqliteConfig::busy_timeout,
                  "How long to wait for another program's lock on the file.", json::between{0, 600'000}),
      json::field("read_timeout_ms", &SqliteConfig::read_timeout, "A read that takes longer is ended.",
                  json::between{10, 3'600'000}),
      json::field("disk_reserve", &SqliteConfig::disk_reserve, "New work is refused when less is free on the disk."),
      json::field("cache", &SqliteConfig::cache, "Memory for pages of the writer; each reader has a quarter of it.",
                  json::between{static_cast<std::int64_t>(MiB), static_cast<std::int64_t>(64 * GiB)}),
      json::field("wal_max", &SqliteConfig::wal_max, "The write-ahead log is cut back to this.",
                  json::between{static_cast<std::int64_t>(MiB), static_cast<std::int64_t>(64 * GiB)}),
      json::field("quick_check_max", &SqliteConfig::quick_check_max, "A larger file is not read through at start."));

  bool in_memory() const { return file == ":memory:"; }
};

}  // namespace swarm::storage
