#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <random>
#include <unordered_set>

#include "base/id.hpp"
#include "platform/http_server/address.hpp"
#include "platform/http_server/cors.hpp"
#include "platform/http_server/http_metrics.hpp"
#include "platform/http_server/occupancy.hpp"
#include "platform/http_server/response_head.hpp"
#include "platform/http_server/server.hpp"
#include "platform/http_server/websocket_metrics.hpp"

namespace swarm::http {

class Connection;

// What all connections of one server share. Each holds a share of it. Safe to use from any thread.
struct ServerState {
  ServerState(ServerConfig checked_config, const Address& address, Server::Deps checked_deps, TrustedProxies trusted)
      : config(std::move(checked_config)),
        is_on_loopback(address.is_loopback()),
        deps(std::move(checked_deps)),
        proxies(std::move(trusted)),
        cors(config.cors_origins),
        metrics(deps.metrics, deps.router),
        websocket_metrics(deps.metrics),
        occupancy(config.connections_max, config.connections_per_address_max) {}

  const ServerConfig config;
  const bool is_on_loopback;  // listens there only
  const Server::Deps deps;
  const TrustedProxies proxies;
  const Cors cors;
  HttpMetrics metrics;
  const WebSocketMetrics websocket_metrics;
  Occupancy occupancy;
  Activity activity;
  std::atomic<bool> draining = false;
  std::atomic<std::int64_t> event_streams = 0;
  double shown_connections = 0, shown_event_streams = 0;  // what this server's share of the gauges is; expositions only
};

// What the connections of one Loop share. Touched on that Loop only.
struct Shard {
  Shard(runtime::Loop& on, const Clock& clock, Random& random) : loop(on), ids(clock, random), chance(random.next()) {}

  runtime::Loop& loop;
  DateText date;
  IdSource ids;
  std::mt19937_64 chance;  // of trace and span ids: unique, not secret
  std::unordered_set<std::shared_ptr<Connection>> connections;
};

// The other end of a connection.
struct Peer {
  Address address{};
  std::string text{};
  bool is_proxy = false;
};

}  // namespace swarm::http
