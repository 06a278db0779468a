#pragma once

#include <memory>
#include <optional>
#include <string>

#include "platform/http_server/framing.hpp"
#include "platform/http_server/server_state.hpp"

namespace swarm::http {

// One request on its way from the door to its answer. Knows no socket. The order at the door: address, route, memory,
// key, permission, the key's rate, what the header says about the body. The body itself is read only after admit().
class Exchange {
 public:
  Exchange(ServerState& state, Shard& shard, Head head, const Peer& peer);

  // The answer at the door; nothing when the request may pass.
  Async<std::optional<Response>> admit();
  // Once, after admit() let it pass.
  Async<Response> run(std::string body);

  Response refuse(const Error& error, std::optional<int> status = std::nullopt) const;
  // Measures and logs; once, when the answer has been written or has begun to stream.
  void answered(int status);

  std::uint64_t body_bytes_max() const;
  // Whether the handler ends when its client leaves.
  bool ends_with_client() const { return route_ != nullptr && route_->ends_with_client; }

  const Request& request() const { return head_.request; }
  const Head& head() const { return head_; }
  ResponseFacts facts() const;

 private:
  using Refusal = std::optional<Response>;
  void name_request();
  void find_client();
  Async<Refusal> pass_door();
  Refusal check_address();
  Refusal check_sender();
  Refusal check_route();
  Error no_such_path() const;
  Response answer_options(const Router::Match& match);
  Refusal check_memory();
  Async<Refusal> check_key();
  Refusal check_grant();
  Refusal check_context();
  Refusal check_body_headers();
  Refusal check_length();
  bool opens_websocket() const;
  Async<Result<Response>> open_websocket();
  bool needs_no_key() const;
  Request take_request(std::string body);  // leaves what the answer needs: method, ids, origin
  Response failed(std::exception_ptr failure);
  Response answer_of(Result<Response> result);
  void tell(SecurityEvent event, const Principal* principal);

  ServerState& state_;
  Shard& shard_;
  Head head_;
  const Peer& peer_;
  std::string traceparent_;
  const Route* route_ = nullptr;
  std::vector<std::string> parameters_;
  RequestContext context_;
  std::optional<RateLimitState> rate_;
};

}  // namespace swarm::http
