#pragma once

#include <variant>

#include "base/result.hpp"
#include "platform/runtime/one_shot.hpp"
#include "platform/storage/statement.hpp"

// What waits in the queues of the database's threads.
namespace swarm::storage {

struct WriteRequest {
  WriteUnit unit;
  runtime::OneShot<Result<WriteOutcome>> answer;
};

struct ReadRequest {
  const NamedStatement* what;
  Parameters parameters;
  runtime::OneShot<Result<Rows>> answer;
};

struct GiveBackRequest {
  runtime::OneShot<Result<Done>> answer;
};

using WriterRequest = std::variant<WriteRequest, ReadRequest, GiveBackRequest>;

}  // namespace swarm::storage
