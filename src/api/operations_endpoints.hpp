#pragma once

#include <functional>

#include "api/operations_api_types.hpp"
#include "base/clock.hpp"
#include "platform/http_server/router.hpp"
#include "platform/runtime/memory_limit.hpp"
#include "platform/storage/database.hpp"
#include "platform/telemetry/metrics.hpp"
#include "swarm/tasks/task_store.hpp"

namespace swarm::api {

// What the running program says about itself; filled in by the program.
struct ServerFacts {
  std::string version;
  std::string replica;
  Time started_at;
  std::string http;
  std::string websocket;
};

// Health, metrics, status, database, configuration.
class OperationsEndpoints {
 public:
  struct Deps {
    storage::Database& database;
    tasks::TaskStore& tasks;
    runtime::MemoryLimit& memory;
    telemetry::Metrics& metrics;
    const Clock& clock;
    std::function<ServerFacts()> facts;
    std::function<bool()> draining;
    std::function<ComponentHealth()> sandbox;
    std::function<ComponentHealth()> engine;
    std::function<std::map<std::string, std::string>()> breakers;  // of providers that are kept away from
    std::function<SettingsView()> settings;
    // Reads the configuration again and applies what is live.
    std::function<Async<Result<ReloadView>>(http::RequestContext)> reload;
  };
  explicit OperationsEndpoints(Deps deps) : deps_(std::move(deps)) {}
  void declare(http::Router& router);

  Async<Result<WordView>> live(http::RequestContext caller);
  Async<Result<http::WithStatus<WordView>>> ready(http::RequestContext caller);
  Async<Result<http::WithStatus<HealthView>>> health(http::RequestContext caller);
  Async<Result<http::Raw>> metrics(http::RequestContext caller);
  Async<Result<StatusView>> status(http::RequestContext caller);
  Async<Result<SlowStatementsView>> slow(http::RequestContext caller, http::Query<SlowStatements> query);
  Async<Result<ActivityReport>> activity(http::RequestContext caller);
  Async<Result<SettingsView>> settings(http::RequestContext caller);
  Async<Result<ReloadView>> reload(http::RequestContext caller);

 private:
  HealthView look_around();
  Deps deps_;
};

// /ws/health on the WebSocket port.
class WebSocketHealthEndpoints {
 public:
  explicit WebSocketHealthEndpoints(std::string version) : version_(std::move(version)) {}
  void declare(http::Router& router);
  Async<Result<WordView>> health(http::RequestContext caller);

 private:
  std::string version_;
};

// The API's own description.
class OpenApiEndpoints {
 public:
  void declare(http::Router& router);
  // Once all routes are declared.
  void describe(const http::Router& router, std::string_view version);
  Async<Result<http::Raw>> document(http::RequestContext caller);

 private:
  std::string document_;
};

}  // namespace swarm::api
