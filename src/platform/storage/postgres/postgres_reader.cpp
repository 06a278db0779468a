#include "platform/storage/postgres/postgres_reader.hpp"

#include <limits>

#include "platform/storage/postgres/flight_timer.hpp"

namespace swarm::storage {

void PostgresReader::work() {
  const Portion portion{kReadsPerFlightMax, std::numeric_limits<std::size_t>::max(), parts_.config.readers};
  serve(parts_, keeper_, queue_, portion, [this](PostgresConnection& connection, std::vector<PostgresRead> requests) {
    return run(connection, std::move(requests));
  });
}

std::vector<PostgresRead> PostgresReader::run(PostgresConnection& connection, std::vector<PostgresRead> requests) {
  FlightTimer timer(parts_.clock, parts_.accounts, requests.size());
  for (const PostgresRead& request : requests) {
    connection.send(*request.what, request.parameters);
    connection.end_flight();  // so that one that is refused does not take the others along
  }
  std::vector<PostgresRead> again;
  for (PostgresRead& request : requests) {
    Reply reply = connection.receive();
    static_cast<void>(connection.receive_end());
    const bool is_lost = !reply && reply.error().kind == SqlFailure::Kind::lost;
    if (is_lost && ++request.connections < kConnectionsPerRequestMax) {
      again.push_back(std::move(request));
      continue;
    }
    if (!is_lost) timer.ran(*request.what);
    answer(request, std::move(reply));
  }
  return again;
}

void PostgresReader::answer(const PostgresRead& request, Reply reply) {
  if (reply) return request.answer(std::move(reply->rows));
  Error error = error_of(reply.error(), request.what->name);
  if (reply.error().state == "25006") error.code = ErrorCode::internal;  // a statement of ours that writes
  request.answer(std::unexpected(std::move(error)));
}

}  // namespace swarm::storage
