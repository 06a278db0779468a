#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "platform/http_client/client_types.hpp"
#include "platform/runtime/async.hpp"
#include "providers/budget/budget_gate.hpp"
#include "providers/chat/catalogue.hpp"
#include "providers/chat/operation.hpp"

namespace swarm::gateway {

// A call of the plain lane, as a client of /v1 made it.
struct PlainCall {
  chat::Operation operation = chat::Operation::chat;
  std::string body{};
  budget::Payer payer;
  std::string request_id{};
  std::string trace_id{};
};

// The frames of a stream, pulled by whoever serves the client.
class FrameSource {
 public:
  virtual ~FrameSource() = default;
  // Whole frames as they come; empty: silence for `at_most`; nothing: the end. Destroying it ends the call upstream.
  virtual Async<std::optional<std::string>> next(std::chrono::milliseconds at_most) = 0;
};

// What the client gets: the provider's own status and body (or OpenAI's form of it), or a stream.
struct PlainReply {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<http_client::Header> headers{};
  std::string body{};
  std::unique_ptr<FrameSource> frames{};
};

// The plain gateway lane: "<provider>/<model>". No task, no row per call, no audit entry. Thread-safe; stays on the
// Loop of its caller; cancelling a call aborts it upstream.
class PlainLane {
 public:
  virtual ~PlainLane() = default;
  // A provider's 4xx is a reply, not an error. Errors are ours, before anything went to the client: `invalid_input`,
  // `not_found` (reason "model_not_found"), `budget_exceeded`, `limit_exceeded`, `unavailable` ("breaker_open",
  // "connect", "lost", "protocol", "upstream_status"), `timeout`, `too_large`.
  virtual Async<Result<PlainReply>> forward(PlainCall call) = 0;
  virtual const chat::Catalogue& catalogue() const = 0;
};

}  // namespace swarm::gateway
