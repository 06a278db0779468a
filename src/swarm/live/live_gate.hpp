#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/scope.hpp"

namespace swarm::live {

// How a client says who it is.
struct Credentials {
  std::string key{};
  std::optional<std::string> project{};
};

// Who talks over a connection.
struct Caller {
  Scope scope;
  std::string key_id{};
  std::string name{};
  std::shared_ptr<void> place{};  // among the connections of its key, for as long as this lives
};

// Who may come in; the same checks as at the door of HTTP, for those who say their key in a message. One for a
// connection. Used on its Loop.
class Gate {
 public:
  virtual ~Gate() = default;
  // `unauthenticated`, `forbidden`, `not_found` (the project), `limit_exceeded` (the key's connections or its rate).
  virtual Async<Result<Caller>> admit(Credentials credentials) = 0;
  // Whether the key still counts and the address is not blocked. A database that does not answer is no refusal.
  virtual Async<Result<Done>> renew(Credentials credentials) = 0;
  // Before work is done for a message. `limit_exceeded` beyond the key's rate.
  virtual Result<Done> admit_message() = 0;
};

}  // namespace swarm::live
