#pragma once

#include <vector>

#include "platform/storage/postgres/requests.hpp"

namespace swarm::storage {

// One thread's work on the reads: takes its part of what waits, sends all of it at once, and answers each by itself.
class PostgresReader {
 public:
  static constexpr std::size_t kReadsPerFlightMax = 16;

  PostgresReader(const PostgresParts& parts, RequestQueue<PostgresRead>& queue)
      : parts_(parts), queue_(queue), keeper_(Role::reader, parts) {}

  void work();  // until the queue is closed and empty

 private:
  std::vector<PostgresRead> run(PostgresConnection& connection, std::vector<PostgresRead> requests);
  void answer(const PostgresRead& request, Reply reply);

  const PostgresParts& parts_;
  RequestQueue<PostgresRead>& queue_;
  ConnectionKeeper keeper_;
};

}  // namespace swarm::storage
