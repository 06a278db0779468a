#include "platform/storage/postgres/postgres_listener.hpp"

#include <array>
#include <poll.h>

namespace swarm::storage {

namespace {

constexpr NamedStatement kListen{"storage.listen", "", "LISTEN swarm"};
constexpr NamedStatement kSize{"storage.size", "", "SELECT pg_database_size(current_database())"};

}  // namespace

void PostgresListener::begin() {
  listening_ = keeper_.connect() && listen();
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
  if (reply && !reply->rows.empty()) size_bytes_ = reply->rows.front().integer(0);
  return !connection.is_lost() && pass_on(connection);  // what came along with the answer
}

}  // namespace swarm::storage
