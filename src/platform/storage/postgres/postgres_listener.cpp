#include "platform/storage/postgres/postgres_listener.hpp"

#include <array>
#include <poll.h>

namespace swarm::storage {

namespace {

constexpr NamedStatement kListen{"storage.listen", "", "LISTEN swarm"};
// A deleted row leaves its space to later rows, so the size on disk does not tell what would go with a row. Live rows
// times the width that autovacuum last saw (28 bytes belong to each row in a page, about 2,000 are in one of a long
// value's pieces), with the indexes in proportion; for a table that nobody has analysed yet, all that it takes.
constexpr NamedStatement kSize{
    "storage.size", "",
    "SELECT pg_database_size(current_database()), "
    "coalesce(sum(least(pg_total_relation_size(t.relid), (t.n_live_tup * (28 + w.width) + coalesce(p.n_live_tup, 0) * "
    "2028) * (1 + pg_indexes_size(t.relid)::float8 / greatest(1, pg_table_size(t.relid))))), 0)::bigint, "
    "coalesce(sum(t.n_live_tup), 0)::bigint "
    "FROM pg_stat_user_tables AS t JOIN pg_class AS c ON c.oid = t.relid "
    "LEFT JOIN pg_stat_all_tables AS p ON p.relid = c.reltoastrelid "
    "LEFT JOIN (SELECT schemaname, tablename, sum(avg_width) AS width FROM pg_stats GROUP BY schemaname, tablename) "
    "AS w ON w.schemaname = t.schemaname AND w.tablename = t.relname"};

}  // namespace

void PostgresListener::begin() {
  listening_ = keeper_.connect() && listen();
}

std::int64_t PostgresListener::size_bytes() const {
  MutexLock lock(mutex_);
  return size_bytes_;
}

LiveRows PostgresListener::live_rows() const {
  MutexLock lock(mutex_);
  return live_rows_;
}

void PostgresListener::work() {
  while (!parts_.stop.raised()) {
    if (!keeper_.connect()) {
      keeper_.pause();
      continue;
    }
    if (!listening_ && listen()) parts_.topics.tell_all();  // anything may have been told meanwhile
    listening_ = false;
    follow(keeper_.connection());
    keeper_.drop_if_lost();
  }
  keeper_.close();
}

bool PostgresListener::listen() {
  PostgresConnection& connection = keeper_.connection();
  if (connection.run(kListen, {})) return true;
  connection.abandon("LISTEN was refused");
  return false;
}

void PostgresListener::follow(PostgresConnection& connection) {
  bool stands = !connection.is_lost() && measure(connection);
  while (stands && !parts_.stop.raised()) {
    wait(connection);
    stands = pass_on(connection);
    if (stands && parts_.clock.steady_now() - measured_at_ >= kMeasureInterval) stands = measure(connection);
  }
}

// Until something comes, the end, or the time to measure.
void PostgresListener::wait(const PostgresConnection& connection) const {
  std::array<pollfd, 2> waiting{{{.fd = connection.descriptor(), .events = POLLIN, .revents = 0},
                                 {.fd = parts_.stop.descriptor(), .events = POLLIN, .revents = 0}}};
  const std::chrono::milliseconds at_most = kMeasureInterval;
  poll(waiting.data(), waiting.size(), static_cast<int>(at_most.count()));
}

bool PostgresListener::pass_on(PostgresConnection& connection) {
  auto heard = connection.take_notifications();
  if (!heard) return false;
  std::vector<std::string> topics;
  for (auto& notification : *heard) {
    if (!parts_.health.is_ours(notification.sender)) topics.push_back(std::move(notification.text));
  }
  if (!topics.empty()) parts_.topics.tell(std::move(topics));
  return true;
}

bool PostgresListener::measure(PostgresConnection& connection) {
  measured_at_ = parts_.clock.steady_now();
  const Reply reply = connection.run(kSize, {});
  if (reply && !reply->rows.empty()) {
    const Row& row = reply->rows.front();
    MutexLock lock(mutex_);
    size_bytes_ = row.integer(0);
    live_rows_ = {.bytes = row.integer(1), .rows = row.integer(2), .measurement = live_rows_.measurement + 1};
  }
  return !connection.is_lost() && pass_on(connection);  // what came along with the answer
}

}  // namespace swarm::storage
