#pragma once

#include <fmt/format.h>
#include <utility>
#include <vector>

#include "platform/runtime/one_shot.hpp"
#include "platform/storage/postgres/connection_keeper.hpp"
#include "platform/storage/postgres/postgres_parts.hpp"
#include "platform/storage/postgres/request_queue.hpp"
#include "platform/storage/statement.hpp"

namespace swarm::storage {

// A connection that breaks before anything was decided costs a request nothing but time, this often.
inline constexpr int kConnectionsPerRequestMax = 2;

// What a caller waits for. Whoever holds a request must answer it.
template <class Value>
struct PostgresRequest {
  runtime::OneShot<Result<Value>> done{};
  SteadyTime asked_at{};
  std::size_t weight = 0;  // bytes, about
  int connections = 0;     // how many broke under it

  void answer(Result<Value> result) const { done.deliver(std::move(result)); }
};

struct PostgresWrite : PostgresRequest<WriteOutcome> {
  WriteUnit unit{};
  int repeats = 0;  // after deadlocks and the like
};

struct PostgresRead : PostgresRequest<Rows> {
  const NamedStatement* what = nullptr;
  Parameters parameters{};
};

inline Error unreachable(const PostgresHealth& health) {
  return {.code = ErrorCode::unavailable,
          .message = fmt::format("the database cannot be reached: {}", health.snapshot().trouble)};
}

// Ends what was asked at or before `time`: what this thread holds, and what waits when no other thread could serve it.
template <class Request>
void give_up(const PostgresParts& parts, SteadyTime time, std::vector<Request>& held, RequestQueue<Request>& queue) {
  const auto refuse = [&parts](const Request& request) {
    parts.metrics.unit_refused("unavailable");
    request.answer(std::unexpected(unreachable(parts.health)));
  };
  std::erase_if(held, [&](const Request& request) {
    if (request.asked_at > time) return false;
    refuse(request);
    return true;
  });
  if (!parts.health.down_for(std::chrono::milliseconds{0})) return;
  for (const Request& request : queue.take_until(time))
    refuse(request);
}

// How much one thread takes from a queue at once.
struct Portion {
  std::size_t count_max;
  std::size_t weight_max;
  std::size_t sharers;
};

// What a thread with a connection does until its queue is closed and empty: takes requests and lets `run` answer them,
// which returns those that must be run again on another connection.
template <class Request, class Run>
void serve(const PostgresParts& parts, ConnectionKeeper& keeper, RequestQueue<Request>& queue, Portion portion,
           Run run) {
  std::vector<Request> held;
  while (true) {
    if (!keeper.connect()) {
      const bool stopping = parts.stop.raised();
      const SteadyTime overdue = parts.clock.steady_now() - parts.config.unavailable_after;
      give_up(parts, stopping ? SteadyTime::max() : overdue, held, queue);
      if (stopping) return;
      keeper.pause();
      continue;
    }
    if (held.empty()) held = queue.take(portion.count_max, portion.weight_max, portion.sharers);
    if (held.empty()) return keeper.close();
    parts.health.busy(true);
    held = run(keeper.connection(), std::move(held));
    parts.health.busy(false);
    keeper.drop_if_lost();
  }
}

}  // namespace swarm::storage
