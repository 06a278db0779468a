#include "platform/http_server/server.hpp"

#include <fmt/format.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>

#include "base/invariant.hpp"
#include "platform/http_server/connection.hpp"
#include "platform/runtime/timers.hpp"

namespace swarm::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<tcp, runtime::Executor>;

namespace {

constexpr int kTurnedAwayMax = 64;  // connections that are being told 503 at the same time; more are just closed
constexpr std::chrono::milliseconds kCutGrace{1000};    // for coroutines to end after their connections were cut
constexpr std::chrono::milliseconds kAcceptPause{100};  // when the process has no file descriptor left

}  // namespace

struct Server::State : std::enable_shared_from_this<Server::State> {
  State(std::shared_ptr<ServerState> shared_state, std::unique_ptr<TlsContext> tls_context)
      : shared(std::move(shared_state)), tls(std::move(tls_context)), acceptor(shared->deps.loops.at(0).executor()) {
    for (std::size_t i = 0; i < shared->deps.loops.size(); ++i) {
      shards.push_back(std::make_unique<Shard>(shared->deps.loops.at(i), shared->deps.clock, shared->deps.random));
    }
  }

  Shard& next_shard();
  Async<void> accept_until_closed();
  void receive(Shard& shard, Socket socket, const tcp::endpoint& from);
  void turn_away(Shard& shard, Socket socket, Peer peer);
  void open(Shard& shard, Socket socket, Peer peer);
  void show_gauges();
  void on_every_shard(void (*action)(Shard& shard));
  static Async<bool> wait_until_quiet(std::shared_ptr<State> self, std::chrono::milliseconds at_most);

  const std::shared_ptr<ServerState> shared;
  const std::unique_ptr<TlsContext> tls;
  Acceptor acceptor;  // used on the first Loop, once it accepts
  std::vector<std::unique_ptr<Shard>> shards;
  std::atomic<int> turned_away = 0;
  std::uint16_t port = 0;
  bool is_started = false;
};

// --- Start ----------------------------------------------------------------------------------------------------------

namespace {

Result<Address> check_binding(const ServerConfig& config, const TrustedProxies& proxies, const telemetry::Log& log) {
  const std::optional<Address> address = parse_address(config.address);
  if (!address)
    return fail(ErrorCode::invalid_input, fmt::format("http.address: '{}' is no IP address", config.address));
  const bool has_tls = !config.tls.certificate_file.empty();
  if (address->is_loopback() || has_tls || !proxies.empty()) return *address;
  if (!config.insecure) {
    return fail(ErrorCode::invalid_input,
                fmt::format("http.address: {} is not loopback, so keys and answers would cross the network in the "
                            "clear; set http.tls, or name "
                            "the proxies that do TLS in http.trusted_proxies, or accept it with http.insecure: true",
                            config.address));
  }
  log.warn("http_insecure",
           {{"address", config.address}, {"meaning", "keys and answers cross the network without TLS"}});
  return *address;
}

Result<Done> listen(Acceptor& acceptor, const tcp::endpoint& endpoint) {
  boost::system::error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) return Done{};
  boost::system::error_code ignored;
  acceptor.close(ignored);
  const std::string where = fmt::format("{} port {}", endpoint.address().to_string(), endpoint.port());
  if (error == asio::error::address_in_use) {
    return fail(ErrorCode::conflict, "port_taken",
                fmt::format("{} is taken by another program; stop it or set http.port", where));
  }
  return fail(ErrorCode::invalid_input, fmt::format("cannot listen on {}: {}", where, error.message()));
}

}  // namespace

Server::Server(ServerConfig config, Deps deps) : config_(std::move(config)), deps_(std::move(deps)) {}

Server::~Server() {
  SWARM_INVARIANT(!state_ || state_->shared->draining,
                  "drain() comes before a started Server is destroyed: its connections use what Deps names");
}

std::uint16_t Server::port() const {
  return state_ ? state_->port : 0;
}

Result<Done> Server::start() {
  SWARM_INVARIANT(!state_, "a Server starts once");
  TrustedProxies proxies = TRY(TrustedProxies::parse(config_.trusted_proxies));
  const Address address = TRY(check_binding(config_, proxies, deps_.log));
  std::unique_ptr<TlsContext> tls;
  if (!config_.tls.certificate_file.empty()) tls = TRY(make_tls_context(config_.tls));
  auto shared = std::make_shared<ServerState>(config_, address, deps_, std::move(proxies));
  auto state = std::make_shared<State>(std::move(shared), std::move(tls));
  TRY(listen(state->acceptor, tcp::endpoint(address, config_.port)));
  state_ = std::move(state);
  boost::system::error_code ignored;  // a socket that listens has an address
  state_->port = state_->acceptor.local_endpoint(ignored).port();
  state_->show_gauges();
  state_->shared->activity.begin();
  asio::co_spawn(deps_.loops.at(0).executor(), state_->accept_until_closed(),
                 [state = state_](std::exception_ptr failure) {
                   state->shared->deps.loops.at(0).report(failure);
                   state->shared->activity.end();
                 });
  return Done{};
}

void Server::State::show_gauges() {
  // Several servers share these gauges: each adds what changed since it was asked last.
  shared->deps.metrics.before_exposition([weak = std::weak_ptr(shared)] {
    const auto state = weak.lock();
    if (!state) return;
    const auto open = static_cast<double>(state->occupancy.connections());
    const auto streaming = static_cast<double>(state->event_streams);
    state->metrics.connections.add(open - std::exchange(state->shown_connections, open));
    state->metrics.event_streams.add(streaming - std::exchange(state->shown_event_streams, streaming));
  });
}

// --- Accepting ------------------------------------------------------------------------------------------------------

Shard& Server::State::next_shard() {
  const runtime::Loop& loop = shared->deps.loops.next();
  return **std::ranges::find_if(shards, [&](const auto& shard) { return &shard->loop == &loop; });
}

Async<void> Server::State::accept_until_closed() {
  while (!shared->draining) {
    Shard& shard = next_shard();
    Socket socket(shard.loop.executor());
    tcp::endpoint from;
    boost::system::error_code error;
    co_await acceptor.async_accept(socket, from, asio::redirect_error(runtime::use_async, error));
    if (shared->draining || error == asio::error::operation_aborted) co_return;
    if (!error) {
      receive(shard, std::move(socket), from);
    } else if (error != asio::error::connection_aborted) {
      shared->deps.log.error("http_accept_failed", {{"error", error.message()}});
      co_await runtime::pause(kAcceptPause);
    }
  }
}

// On the first Loop. The connection begins on its own.
void Server::State::receive(Shard& shard, Socket socket, const tcp::endpoint& from) {
  Peer peer{.address = plain_address(from.address())};
  peer.text = peer.address.to_string();
  peer.is_proxy = shared->proxies.contains(peer.address);
  const Occupancy::Verdict verdict = shared->occupancy.enter(peer.text, peer.is_proxy);
  shared->activity.begin();
  asio::post(shard.loop.executor(), [self = shared_from_this(), &shard, socket = std::move(socket),
                                     peer = std::move(peer), verdict]() mutable {
    if (verdict == Occupancy::Verdict::welcome) {
      self->open(shard, std::move(socket), std::move(peer));
      return;
    }
    const bool is_full = verdict == Occupancy::Verdict::server_full;
    (is_full ? self->shared->metrics.refused_server_full : self->shared->metrics.refused_address_full).add();
    self->turn_away(shard, std::move(socket), std::move(peer));
  });
}

void Server::State::open(Shard& shard, Socket socket, Peer peer) {
  auto connection = std::make_shared<Connection>(shared, shard, std::move(socket), tls.get(), std::move(peer));
  shard.connections.insert(connection);
  asio::co_spawn(shard.loop.executor(), connection->serve(),
                 asio::bind_cancellation_slot(connection->cancellation(), [self = shared_from_this(), &shard,
                                                                           connection](std::exception_ptr failure) {
                   shard.loop.report(failure);
                   shard.connections.erase(connection);
                   self->shared->occupancy.leave(connection->peer().text, connection->peer().is_proxy);
                   self->shared->activity.end();
                 }));
}

void Server::State::turn_away(Shard& shard, Socket socket, Peer peer) {
  if (++turned_away > kTurnedAwayMax) {
    --turned_away;
    shared->activity.end();
    return;
  }
  auto connection = std::make_shared<Connection>(shared, shard, std::move(socket), tls.get(), std::move(peer));
  shard.connections.insert(connection);
  asio::co_spawn(shard.loop.executor(), connection->turn_away(),
                 asio::bind_cancellation_slot(connection->cancellation(), [self = shared_from_this(), &shard,
                                                                           connection](std::exception_ptr failure) {
                   shard.loop.report(failure);
                   shard.connections.erase(connection);
                   --self->turned_away;
                   self->shared->activity.end();
                 }));
}

// --- Stop -----------------------------------------------------------------------------------------------------------

void Server::State::on_every_shard(void (*action)(Shard& shard)) {
  for (const auto& shard : shards) {
    asio::post(shard->loop.executor(), [self = shared_from_this(), action, &on = *shard] { action(on); });
  }
}

Async<bool> Server::State::wait_until_quiet(std::shared_ptr<State> self, std::chrono::milliseconds at_most) {
  const runtime::Executor executor = co_await asio::this_coro::executor;
  const auto timer = std::make_shared<SteadyTimer>(executor, at_most);
  // Posted, so that it comes after the wait below has begun.
  // The server may outlive its Loops: what it keeps must not keep the timer.
  self->shared->activity.when_quiet([executor, waiting = std::weak_ptr<SteadyTimer>(timer)] {
    asio::post(executor, [waiting] {
      if (const auto alive = waiting.lock()) alive->cancel();
    });
  });
  boost::system::error_code ended;  // a cancelled wait means: quiet
  co_await timer->async_wait(asio::redirect_error(runtime::use_async, ended));
  co_return self->shared->activity.is_quiet();
}

Async<void> Server::drain(std::chrono::milliseconds at_most) {
  const std::shared_ptr<State> state = state_;
  if (!state) co_return;
  state->shared->draining = true;
  asio::post(state->shared->deps.loops.at(0).executor(), [state] {
    boost::system::error_code ignored;
    state->acceptor.close(ignored);
  });
  state->on_every_shard([](Shard& shard) {
    for (const auto& connection : shard.connections)
      connection->drain();
  });
  if (co_await State::wait_until_quiet(state, at_most)) co_return;
  state->shared->deps.log.warn("http_connections_cut", {{"connections", state->shared->occupancy.connections()}});
  state->on_every_shard([](Shard& shard) {
    const auto connections = shard.connections;  // cut() may end one at once
    for (const auto& connection : connections)
      connection->cut();
  });
  co_await State::wait_until_quiet(state, kCutGrace);
}

}  // namespace swarm::http
