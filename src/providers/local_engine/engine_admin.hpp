#pragma once

#include <memory>
#include <string>

#include "base/json.hpp"
#include "platform/http_client/http_client.hpp"
#include "platform/runtime/loops.hpp"
#include "providers/local_engine/engine_door.hpp"

namespace swarm::local_engine {

// What an administrator asks the engine that serves: its status, to give memory back. Its connections live on one Loop;
// callers may be on any.
class EngineAdmin {
 public:
  struct Deps {
    EngineDoor& door;
    runtime::Loop& loop;
    http_client::Resolver& resolver;
    const Clock& clock;
  };
  explicit EngineAdmin(Deps deps) : deps_(deps) {}

  // "GET" or "POST". `unavailable` while it does not serve (reason "engine_down"), and when it answers with an error
  // (reason "engine_refused").
  Async<Result<json::Value>> ask(std::string method, std::string target);
  // The same, from its own Loop.
  Async<Result<json::Value>> ask_here(std::string method, std::string target);
  // Whether its /health says anything within this time, also while it is drained. From its own Loop.
  Async<bool> is_alive(std::uint16_t port, std::chrono::milliseconds patience);

 private:
  Async<Result<http_client::WholeResponse>> fetch(http_client::Request request, std::chrono::milliseconds patience);
  Async<void> ask_into(std::string method, std::string target, std::shared_ptr<Result<json::Value>> answer);

  const Deps deps_;
  const http_client::AnyAddress any_address_;
  std::unique_ptr<http_client::Client> client_;  // made at the first need
};

}  // namespace swarm::local_engine
