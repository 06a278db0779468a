#include "platform/http_client/http_client.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace swarm::http_client {

// --- The answer -----------------------------------------------------------------------------------------------------

Response::Response(ResponseHead head, std::shared_ptr<Connection> connection, std::shared_ptr<ConnectionPool> pool,
                   std::string origin, TimeBudget budget)
    : head_(std::move(head)),
      connection_(std::move(connection)),
      pool_(std::move(pool)),
      origin_(std::move(origin)),
      budget_(budget) {
  finish_when_ended();
}

void Response::finish_when_ended() {
  if (!connection_ || !connection_->body_has_ended()) return;
  if (may_be_reused_)
    pool_->give_back(origin_, std::move(connection_));
  else
    connection_.reset();
}

Async<Result<std::string>> Response::read() {
  if (!connection_) co_return std::string();
  Result<std::string> piece = co_await connection_->read(budget_);
  if (piece)
    finish_when_ended();
  else
    connection_.reset();
  co_return piece;
}

Async<Result<std::string>> Response::read_up_to(std::size_t bytes_max) {
  std::string body;
  while (body.size() < bytes_max) {
    const std::string piece = CO_TRY(co_await read());
    if (piece.empty()) break;
    body += piece;
  }
  if (body.size() > bytes_max) body.resize(bytes_max);
  co_return body;
}

Async<Result<std::string>> Response::read_all(std::size_t bytes_max) {
  std::string body = CO_TRY(co_await read_up_to(bytes_max + 1));
  if (body.size() <= bytes_max) co_return body;
  connection_.reset();
  co_return fail(ErrorCode::too_large, "body", fmt::format("the answer is longer than {} bytes", bytes_max));
}

// --- The client -----------------------------------------------------------------------------------------------------

Result<std::unique_ptr<Client>> Client::open(ClientConfig config, Deps deps) {
  std::unique_ptr<Client> client(new Client(std::move(config), deps));
  if (!client->config_.ca_file.empty()) TRY(client->tls());  // a wrong file is found at once
  return client;
}

Client::Client(ClientConfig config, Deps deps)
    : config_(std::move(config)), deps_(deps), pool_(std::make_shared<ConnectionPool>(deps.executor, config_.pool)) {}

Result<TlsContext*> Client::tls() {
  if (!tls_) tls_ = TRY(make_client_tls(config_.ca_file));
  return tls_.get();
}

Response Client::response_of(ResponseHead head, std::shared_ptr<Connection> connection, const Url& url,
                             TimeBudget budget) {
  return {std::move(head), std::move(connection), pool_, url.origin(), budget};
}

namespace {

// A kept connection may have been closed by the other end just as the request went out.
bool is_worth_another_connection(const Error& error, const Connection& connection, const Request& request) {
  return error.code == ErrorCode::unavailable && error.reason == "lost" && !connection.has_got_any() &&
         (!connection.has_sent_any() || is_idempotent(request));
}

}  // namespace

Async<Result<Response>> Client::send(Request request) {
  CO_TRY(check_request(request));
  TimeBudget budget(request.timeouts);
  if (const std::shared_ptr<Connection> kept = pool_->take(request.url.origin())) {
    Result<ResponseHead> head = co_await kept->exchange(request, budget);
    if (head) co_return response_of(std::move(*head), kept, request.url, budget);
    if (!is_worth_another_connection(head.error(), *kept, request)) co_return std::unexpected(std::move(head).error());
    budget.begin_to_connect();
  }
  const std::shared_ptr<Connection> fresh = CO_TRY(co_await connect(request.url, budget));
  const Url url = request.url;
  ResponseHead head = CO_TRY(co_await fresh->exchange(std::move(request), budget));
  co_return response_of(std::move(head), fresh, url, budget);
}

Async<Result<WholeResponse>> Client::fetch(Request request, std::size_t body_bytes_max) {
  Response response = CO_TRY(co_await send(std::move(request)));
  std::string body = CO_TRY(co_await response.read_all(body_bytes_max));
  co_return WholeResponse{response.head(), std::move(body)};
}

Async<Result<std::shared_ptr<Connection>>> Client::connect(Url url, TimeBudget budget) {
  std::vector<Address> addresses = CO_TRY(co_await checked_addresses(url, budget));
  std::shared_ptr<Connection> connection = CO_TRY(pool_->make());
  TlsContext* const context = url.is_tls() ? CO_TRY(tls()) : nullptr;
  CO_TRY(co_await connection->open(url, std::move(addresses), context, budget));
  co_return connection;
}

// One forbidden address spoils the name: what a name has today and what it has tomorrow are the same person's choice.
Async<Result<std::vector<Address>>> Client::checked_addresses(Url url, TimeBudget budget) {
  std::vector<Address> addresses;
  if (url.address)
    addresses.push_back(*url.address);
  else
    addresses = CO_TRY(co_await deps_.resolver.resolve(url.host, budget.left_to_connect()));
  const auto refused = std::ranges::find_if_not(addresses, [&](const Address& a) { return deps_.policy.allows(a); });
  if (refused == addresses.end()) co_return addresses;
  co_return fail(ErrorCode::forbidden, "address_refused",
                 fmt::format("{} has the address {}, which may not be connected to", url.host, refused->to_string()));
}

}  // namespace swarm::http_client
