#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/database.hpp"
#include "providers/breaker/breaker_types.hpp"

namespace swarm::breaker {

std::span<const storage::Migration> migrations();
storage::Schema schema();

inline constexpr std::string_view kBreakersTopic = "breakers";

// Two tables: how each server's breakers are, so that a restart begins where it was; and the last order about each
// provider, which all servers follow. Times are compared by the database's clock. Thread-safe. Every call may fail with
// `unavailable`.
class BreakerStore {
 public:
  static constexpr std::int64_t kRowsMax = 10'000;

  explicit BreakerStore(storage::Database& database) : database_(database) {}

  // Of this server. `conflict`: a later state is stored, by another process under the same name.
  Async<Result<Done>> store(std::string replica, std::vector<StoredBreaker> breakers);
  Async<Result<std::vector<StoredBreaker>>> stored(std::string replica);
  // Rows of servers that have not stored anything for a long time.
  Async<Result<Done>> forget_gone(std::chrono::milliseconds age);

  static storage::WriteUnit give(const std::string& provider, const NewOrder& order, const std::string& given_by);
  Async<Result<std::vector<Order>>> orders();

 private:
  storage::Database& database_;
};

}  // namespace swarm::breaker
