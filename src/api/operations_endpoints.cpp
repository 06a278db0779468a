#include "api/operations_endpoints.hpp"

#include <algorithm>

namespace swarm::api {

using http::Permission;
using http::RequestContext;

namespace {

DatabaseView view_of(const storage::DatabaseFacts& facts) {
  return {.kind = facts.kind == storage::DatabaseKind::sqlite ? "sqlite" : "postgres",
          .version = facts.version,
          .location = facts.location,
          .connections_busy = facts.connections_busy,
          .connections_idle = facts.connections_idle,
          .connections_max = facts.connections_max,
          .writes_waiting = facts.writes_waiting,
          .size_bytes = facts.size_bytes,
          .disk_free_bytes = facts.disk_free_bytes < 0 ? std::nullopt : std::optional(facts.disk_free_bytes),
          .healthy = facts.healthy,
          .trouble = facts.trouble};
}

QueueView view_of(const tasks::QueueFacts& facts) {
  QueueView view{.queued = {}, .running = facts.running, .retrying = facts.retrying};
  for (const auto& [priority, count] : facts.queued)
    view.queued[std::string(json::name_of(priority))] = count;
  if (facts.oldest_ready_at) view.oldest_age_ms = (facts.now - *facts.oldest_ready_at).count();
  return view;
}

ComponentHealth database_health(const storage::DatabaseFacts& facts) {
  if (!facts.healthy) return {Health::unhealthy, facts.trouble};
  if (!facts.refusal.empty()) return {Health::degraded, "new work is refused: " + facts.refusal};
  return {Health::ok, facts.version};
}

ComponentHealth memory_health(runtime::MemoryLimit& memory) {
  const std::string figures = fmt::format("{} MiB of {} MiB", memory.used().count / MiB, memory.limit().count / MiB);
  if (memory.is_near()) return {Health::degraded, figures + ": new work is refused until memory is free again"};
  return {Health::ok, figures};
}

}  // namespace

void OperationsEndpoints::declare(http::Router& router) {
  using Self = OperationsEndpoints;
  router.get<&Self::live>("/health/live", Permission::open, *this,
                          "Whether the process runs; depends on nothing else.");
  router.get<&Self::ready>("/health/ready", Permission::open, *this, "Whether it takes work now.");
  router.get<&Self::health>("/health", Permission::open, *this, "How each component is.");
  router.get<&Self::metrics>("/metrics", Permission::metrics_read, *this, "Prometheus series.");
  router.get<&Self::status>("/api/v1/status", Permission::operations_read, *this, "The server at a glance.");
  router.get<&Self::slow>("/api/v1/database/slow", Permission::operations_read, *this,
                          "The statements that cost most time.");
  router.get<&Self::activity>("/api/v1/database/activity", Permission::operations_read, *this,
                              "What the database does now.");
  router.get<&Self::settings>("/api/v1/config", Permission::operations_read, *this,
                              "Every setting and where it came from.");
  router.post<&Self::reload>("/api/v1/admin/reload", Permission::operations_write, *this,
                             "Read the configuration again and apply what is live.");
  router.alias("/admin/reload", http::Method::post, "/api/v1/admin/reload");
}

Async<Result<WordView>> OperationsEndpoints::live(RequestContext) {
  co_return WordView{};
}

Async<Result<http::WithStatus<WordView>>> OperationsEndpoints::ready(RequestContext) {
  const storage::DatabaseFacts facts = deps_.database.facts();
  if (deps_.draining())
    co_return http::WithStatus<WordView>{{"draining", "the server stops and takes nothing new"}, 503};
  if (!facts.healthy) co_return http::WithStatus<WordView>{{"database", facts.trouble}, 503};
  co_return http::WithStatus<WordView>{{}, 200};
}

HealthView OperationsEndpoints::look_around() {
  HealthView view{.status = Health::ok, .version = deps_.facts().version, .components = {}};
  const storage::DatabaseFacts facts = deps_.database.facts();
  view.components["database"] = database_health(facts);
  view.components["memory"] = memory_health(deps_.memory);
  view.components["sandbox"] = deps_.sandbox();
  view.components["engine"] = deps_.engine();
  if (deps_.draining())
    view.components["server"] = {Health::degraded, "draining"};
  else
    view.components["server"] = {Health::ok, "serving"};
  for (const auto& [name, component] : view.components)
    view.status = std::max(view.status, component.status);
  return view;
}

Async<Result<http::WithStatus<HealthView>>> OperationsEndpoints::health(RequestContext) {
  HealthView view = look_around();
  const int status = view.status == Health::unhealthy ? 503 : 200;
  co_return http::WithStatus<HealthView>{std::move(view), status};
}

Async<Result<http::Raw>> OperationsEndpoints::metrics(RequestContext) {
  co_return http::Raw{"text/plain; version=0.0.4; charset=utf-8", deps_.metrics.exposition()};
}

Async<Result<StatusView>> OperationsEndpoints::status(RequestContext) {
  const ServerFacts facts = deps_.facts();
  StatusView view{.version = facts.version, .replica = facts.replica, .started_at = facts.started_at};
  view.uptime_seconds = (deps_.clock.now() - facts.started_at).count() / 1000;
  view.state = deps_.draining() ? "draining" : "serving";
  view.http = facts.http;
  view.websocket = facts.websocket;
  view.database = view_of(deps_.database.facts());
  view.queue = view_of(CO_TRY(co_await deps_.tasks.queue_facts()));
  view.memory = {static_cast<std::int64_t>(deps_.memory.used().count),
                 static_cast<std::int64_t>(deps_.memory.limit().count)};
  view.breakers = deps_.breakers();
  co_return view;
}

Async<Result<SlowStatementsView>> OperationsEndpoints::slow(RequestContext, http::Query<SlowStatements> query) {
  std::vector<storage::StatementAccount> accounts = deps_.database.accounts();
  std::ranges::sort(accounts, std::greater{}, &storage::StatementAccount::total_ms);
  SlowStatementsView view;
  for (const storage::StatementAccount& account : accounts) {
    if (static_cast<std::int64_t>(view.statements.size()) == query.value.limit) break;
    const double mean = account.calls > 0 ? account.total_ms / static_cast<double>(account.calls) : 0;
    view.statements.push_back({account.name, account.calls, mean, account.max_ms, account.total_ms});
  }
  co_return view;
}

Async<Result<ActivityReport>> OperationsEndpoints::activity(RequestContext) {
  const std::vector<storage::DatabaseActivity> activities = CO_TRY(co_await deps_.database.activity());
  ActivityReport report;
  for (const storage::DatabaseActivity& activity : activities) {
    report.activities.push_back({activity.what, activity.state, activity.running_ms, activity.client});
  }
  co_return report;
}

Async<Result<SettingsView>> OperationsEndpoints::settings(RequestContext) {
  co_return deps_.settings();
}

Async<Result<ReloadView>> OperationsEndpoints::reload(RequestContext caller) {
  co_return co_await deps_.reload(std::move(caller));
}

void WebSocketHealthEndpoints::declare(http::Router& router) {
  router.get<&WebSocketHealthEndpoints::health>("/ws/health", Permission::open, *this,
                                                "Whether the WebSocket port answers.");
}

Async<Result<WordView>> WebSocketHealthEndpoints::health(RequestContext) {
  co_return WordView{"ok", "swarmkeeper " + version_};
}

void OpenApiEndpoints::declare(http::Router& router) {
  router.get<&OpenApiEndpoints::document>("/openapi.json", Permission::open, *this, "This description.");
}

void OpenApiEndpoints::describe(const http::Router& router, std::string_view version) {
  document_ = json::to_text(http::openapi(router, version));
}

Async<Result<http::Raw>> OpenApiEndpoints::document(RequestContext) {
  co_return http::Raw{"application/json", document_};
}

}  // namespace swarm::api
