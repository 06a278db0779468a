#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "platform/http_client/address_policy.hpp"
#include "platform/http_client/client_types.hpp"
#include "platform/http_client/connection_pool.hpp"
#include "platform/http_client/resolver.hpp"
#include "platform/runtime/async.hpp"

namespace swarm::http_client {

// An answer whose head has come. Its body is read in pieces; one that is not read to its end costs the connection.
// Movable; on the Loop of its client.
class Response {
 public:
  Response(ResponseHead head, std::shared_ptr<Connection> connection, std::shared_ptr<ConnectionPool> pool,
           std::string origin, TimeBudget budget);
  Response(Response&&) = default;
  Response& operator=(Response&&) = default;

  const ResponseHead& head() const { return head_; }
  // The connection ends with this answer, whatever the other end says about it.
  void forbid_reuse() { may_be_reused_ = false; }
  // The next bytes of the body as they came (a frame of a stream is not waited for); empty at the end.
  // Errors: `timeout` (reason "body"), `unavailable` (reasons "lost", "protocol").
  Async<Result<std::string>> read();
  // All of it. `too_large` (reason "body") beyond bytes_max, without reading on.
  Async<Result<std::string>> read_all(std::size_t bytes_max);
  // At most so much of its beginning; what comes behind it is not read.
  Async<Result<std::string>> read_up_to(std::size_t bytes_max);

 private:
  void finish_when_ended();
  ResponseHead head_;
  std::shared_ptr<Connection> connection_;  // none: the body has ended
  std::shared_ptr<ConnectionPool> pool_;
  std::string origin_;
  TimeBudget budget_;
  bool may_be_reused_ = true;
};

struct ClientConfig {
  std::filesystem::path ca_file{};  // instead of the system's authorities
  PoolLimits pool{};
};

// Asks other HTTP/1.1 servers, over TLS where the URL says https. Follows no redirect, asks for no compression and
// undoes none, and takes no proxy from the environment. All calls on one Loop; cancelling a call ends its connection.
class Client {
 public:
  struct Deps {
    runtime::Executor executor;
    Resolver& resolver;
    const AddressPolicy& policy;
  };
  // `invalid_input` for a ca_file that cannot be used.
  static Result<std::unique_ptr<Client>> open(ClientConfig config, Deps deps);

  // Returns when the head of the answer is there, whatever its status. Errors: `invalid_input` (the request cannot be
  // written); `forbidden` (reason "address_refused": the policy refuses one of the host's addresses); `unavailable`
  // (reasons "resolve", "connect", "tls", "lost", "protocol"); `timeout` (reasons "resolve", "connect",
  // "first_byte"); `too_large` (reason "head"); `limit_exceeded` (too many connections or look-ups).
  Async<Result<Response>> send(Request request);
  // Together with the whole body.
  Async<Result<WholeResponse>> fetch(Request request, std::size_t body_bytes_max);

  std::size_t connections() const { return pool_->open_count(); }
  std::size_t idle_connections() const { return pool_->idle_count(); }

 private:
  Client(ClientConfig config, Deps deps);
  Result<TlsContext*> tls();
  Async<Result<std::vector<Address>>> checked_addresses(Url url, TimeBudget budget);
  Async<Result<std::shared_ptr<Connection>>> connect(Url url, TimeBudget budget);
  Response response_of(ResponseHead head, std::shared_ptr<Connection> connection, const Url& url, TimeBudget budget);

  const ClientConfig config_;
  Deps deps_;
  std::unique_ptr<TlsContext> tls_;  // made at the first need: the system's authorities are a megabyte
  const std::shared_ptr<ConnectionPool> pool_;
};

}  // namespace swarm::http_client
