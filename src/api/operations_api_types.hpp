#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"

// What an operator asks the running server.
namespace swarm::api {

enum class Health { ok, degraded, unhealthy };
constexpr std::array<json::EnumName<Health>, 3> enum_names(Health) {
  return {{{Health::ok, "ok"}, {Health::degraded, "degraded"}, {Health::unhealthy, "unhealthy"}}};
}

struct ComponentHealth {
  Health status = Health::ok;
  std::string detail;
  static constexpr auto schema =
      json::object("ComponentHealth", json::field("status", &ComponentHealth::status, "How it is."),
                   json::field("detail", &ComponentHealth::detail, "What is known about it."));
};

struct HealthView {
  Health status = Health::ok;
  std::string version;
  std::map<std::string, ComponentHealth> components;
  static constexpr auto schema =
      json::object("HealthReport", json::field("status", &HealthView::status, "The worst of the components."),
                   json::field("version", &HealthView::version, "Of the server."),
                   json::field("components", &HealthView::components, "Each part that can be in trouble."));
};

struct DatabaseView {
  std::string kind;
  std::string version;
  std::string location;
  std::int64_t connections_busy = 0;
  std::int64_t connections_idle = 0;
  std::int64_t connections_max = 0;
  std::int64_t writes_waiting = 0;
  std::int64_t size_bytes = 0;
  std::optional<std::int64_t> disk_free_bytes;
  bool healthy = true;
  std::string trouble;
  static constexpr auto schema =
      json::object("Database", json::field("kind", &DatabaseView::kind, "sqlite or postgres."),
                   json::field("version", &DatabaseView::version, "Of the database."),
                   json::field("location", &DatabaseView::location, "A path, or host and name."),
                   json::field("connections_busy", &DatabaseView::connections_busy, "Working now."),
                   json::field("connections_idle", &DatabaseView::connections_idle, "Free."),
                   json::field("connections_max", &DatabaseView::connections_max, "At most."),
                   json::field("writes_waiting", &DatabaseView::writes_waiting, "Units in the queue."),
                   json::field("size_bytes", &DatabaseView::size_bytes, "On disk."),
                   json::field("disk_free_bytes", &DatabaseView::disk_free_bytes, "Where it is ours to measure."),
                   json::field("healthy", &DatabaseView::healthy, "Whether the last statement reached it."),
                   json::field("trouble", &DatabaseView::trouble, "What is wrong."));
};

struct QueueView {
  std::map<std::string, std::int64_t> queued;
  std::int64_t running = 0;
  std::int64_t retrying = 0;
  std::optional<std::int64_t> oldest_age_ms;
  static constexpr auto schema =
      json::object("Queue", json::field("queued", &QueueView::queued, "Waiting tasks by priority."),
                   json::field("running", &QueueView::running, "Under a lease."),
                   json::field("retrying", &QueueView::retrying, "Waiting for the next attempt."),
                   json::field("oldest_age_ms", &QueueView::oldest_age_ms, "Of the waiting ones."));
};

struct MemoryView {
  std::int64_t used_bytes = 0;
  std::int64_t limit_bytes = 0;
  static constexpr auto schema =
      json::object("Memory", json::field("used_bytes", &MemoryView::used_bytes, "Resident."),
                   json::field("limit_bytes", &MemoryView::limit_bytes, "runtime.memory_limit."));
};

struct StatusView {
  std::string version;
  std::string replica;
  Time started_at;
  std::int64_t uptime_seconds = 0;
  std::string state;  // serving, draining
  std::string http;
  std::string websocket;
  DatabaseView database;
  QueueView queue;
  MemoryView memory;
  std::map<std::string, std::string> breakers;
  static constexpr auto schema =
      json::object("Status", json::field("version", &StatusView::version, "Of the server."),
                   json::field("replica", &StatusView::replica, "The server's name for good."),
                   json::field("started_at", &StatusView::started_at, "When this run began."),
                   json::field("uptime_seconds", &StatusView::uptime_seconds, "Since then."),
                   json::field("state", &StatusView::state, "serving or draining."),
                   json::field("http", &StatusView::http, "Where the API listens."),
                   json::field("websocket", &StatusView::websocket, "Where WebSockets are served."),
                   json::field("database", &StatusView::database, "Where everything durable lives."),
                   json::field("queue", &StatusView::queue, "Of all projects."),
                   json::field("memory", &StatusView::memory, "Of the server's process."),
                   json::field("breakers", &StatusView::breakers,
                               "State and cause of the breakers that are not closed, by provider."));
};

struct StatementView {
  std::string name;
  std::int64_t calls = 0;
  double mean_ms = 0;
  double max_ms = 0;
  double total_ms = 0;
  static constexpr auto schema =
      json::object("StatementAccount", json::field("name", &StatementView::name, "The statement."),
                   json::field("calls", &StatementView::calls, "Since the start."),
                   json::field("mean_ms", &StatementView::mean_ms, "Per call."),
                   json::field("max_ms", &StatementView::max_ms, "The slowest call."),
                   json::field("total_ms", &StatementView::total_ms, "All calls."));
};

struct SlowStatements {
  std::int64_t limit = 20;
  static constexpr auto schema = json::object(
      "SlowStatements", json::field("limit", &SlowStatements::limit, "At most this many.", json::between{1, 500}));
};

struct SlowStatementsView {
  std::vector<StatementView> statements;
  static constexpr auto schema =
      json::object("SlowStatementsReport",
                   json::field("statements", &SlowStatementsView::statements, "By total time, the largest first."));
};

struct ActivityView {
  std::string what;
  std::string state;
  double running_ms = 0;
  std::string client;
  static constexpr auto schema =
      json::object("DatabaseActivity", json::field("what", &ActivityView::what, "The statement."),
                   json::field("state", &ActivityView::state, "active or waiting."),
                   json::field("running_ms", &ActivityView::running_ms, "For how long."),
                   json::field("client", &ActivityView::client, "Whose connection."));
};

struct ActivityReport {
  std::vector<ActivityView> activities;
  static constexpr auto schema = json::object(
      "DatabaseActivityReport", json::field("activities", &ActivityReport::activities, "What runs or waits now."));
};

struct SettingView {
  std::string key;
  std::string value;
  std::string source;
  bool live = false;
  static constexpr auto schema = json::object(
      "Setting", json::field("key", &SettingView::key, "As in swarm.yaml."),
      json::field("value", &SettingView::value, "Secrets are masked."),
      json::field("source", &SettingView::source, "default, a file's line, an environment variable or a flag."),
      json::field("live", &SettingView::live, "Whether it may change without a restart."));
};

struct SettingsView {
  std::vector<SettingView> settings;
  static constexpr auto schema =
      json::object("Settings", json::field("settings", &SettingsView::settings, "Every setting, sorted by key."));
};

struct SettingChange {
  std::string key;
  std::string before;
  std::string after;
  bool applied = false;
  static constexpr auto schema = json::object(
      "SettingChange", json::field("key", &SettingChange::key, "As in swarm.yaml."),
      json::field("before", &SettingChange::before, "Secrets are masked."),
      json::field("after", &SettingChange::after, "Secrets are masked."),
      json::field("applied", &SettingChange::applied, "Whether it acts now; otherwise at the next restart."));
};

struct ReloadView {
  std::vector<SettingChange> changes;
  std::vector<std::string> needs_restart;
  static constexpr auto schema = json::object(
      "Reload", json::field("changes", &ReloadView::changes, "What differs from the configuration read before."),
      json::field("needs_restart", &ReloadView::needs_restart,
                  "Keys that say something else than what this run began with, and act at the next start."));
};

struct WordView {
  std::string status = "ok";
  std::string detail;
  static constexpr auto schema = json::object("Word", json::field("status", &WordView::status, "ok, or what is wrong."),
                                              json::field("detail", &WordView::detail, "Why."));
};

}  // namespace swarm::api
