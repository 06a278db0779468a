#pragma once

#include <filesystem>
#include <string>

#include "base/json.hpp"
#include "learning/training_runs/training_config.hpp"
#include "platform/audit/audit_config.hpp"
#include "platform/http_server/server.hpp"
#include "platform/limits/limits_config.hpp"
#include "platform/outbox/outbox_config.hpp"
#include "platform/secrets/secrets_config.hpp"
#include "platform/storage/postgres/postgres_config.hpp"
#include "platform/storage/sqlite/sqlite_config.hpp"
#include "platform/telemetry/log_config.hpp"
#include "providers/breaker/breaker_config.hpp"
#include "providers/budget/budget_config.hpp"
#include "providers/chat/provider_config.hpp"
#include "providers/gateway/gateway_config.hpp"
#include "providers/local_engine/engine_config.hpp"
#include "providers/usage/usage_config.hpp"
#include "swarm/agents/worker_pool.hpp"
#include "swarm/answering/answering_config.hpp"
#include "swarm/heads/code/code_head.hpp"
#include "swarm/live/live_config.hpp"
#include "swarm/sandbox/sandbox_config.hpp"
#include "swarm/tasks/task_config.hpp"
#include "swarm/workflows/workflow_config.hpp"

namespace swarm::app {

struct RuntimeConfig {
  std::size_t loops = 0;
  std::size_t blocking_threads = 16;
  std::size_t blocking_queue_max = 10'000;
  Bytes memory_limit{4 * GiB};
  std::chrono::milliseconds drain_timeout{15'000};
  bool core_files = false;
  static constexpr auto schema = json::object(
      "RuntimeConfig",
      json::field("loops", &RuntimeConfig::loops, "Event loops, one thread each; 0: one per core, at most 8.",
                  json::between{0, 64}),
      json::field("blocking_threads", &RuntimeConfig::blocking_threads, "Threads for work that blocks or computes.",
                  json::between{1, 256}),
      json::field("blocking_queue_max", &RuntimeConfig::blocking_queue_max, "Work that may wait for a thread.",
                  json::between{1, 1'000'000}),
      json::field("memory_limit", &RuntimeConfig::memory_limit, "New work is refused with 503 from 90 % of it on.",
                  json::between{static_cast<std::int64_t>(64 * MiB), static_cast<std::int64_t>(4096 * GiB)}),
      json::field("drain_timeout_ms", &RuntimeConfig::drain_timeout,
                  "How long running work may take to end when the server stops.", json::between{0, 600'000}),
      json::field("core_files", &RuntimeConfig::core_files,
                  "Whether a crash may leave a core file, with every secret in it; also what lets debuggers of other "
                  "users than root attach."));
};

// SQLite unless a url names a PostgreSQL server.
struct DatabaseConfig {
  std::string url{};
  storage::SqliteConfig sqlite{};
  storage::PostgresConfig postgres{};
  static constexpr auto schema = json::object(
      "DatabaseConfig",
      json::field("url", &DatabaseConfig::url, "postgresql://user@host:port/name; empty: SQLite in the data folder.",
                  json::length{0, 4096}),
      json::field("sqlite", &DatabaseConfig::sqlite, "The database in a file."),
      json::field("postgres", &DatabaseConfig::postgres, "The database server."));
};

struct RetentionConfig {
  std::chrono::hours tasks{24 * 30};
  std::chrono::hours workflows{24 * 30};
  std::chrono::hours traces{24 * 14};
  std::chrono::hours events{24 * 7};
  std::int64_t events_max = 20'000'000;
  std::chrono::hours usage{24 * 90};
  std::int64_t usage_max = 20'000'000;
  std::chrono::hours usage_sums{24 * 730};
  std::chrono::hours audit{24 * 365};
  std::chrono::hours budget{24 * 90};
  std::chrono::hours misses{24 * 365};
  std::int64_t misses_max = 10'000;
  Bytes database_bytes_max{64 * GiB};
  std::chrono::milliseconds interval{60'000};
  static constexpr auto schema = json::object(
      "RetentionConfig",
      json::field("tasks_hours", &RetentionConfig::tasks, "How long ended tasks are kept.", json::between{1, 876'000},
                  json::live),
      json::field("workflows_hours", &RetentionConfig::workflows,
                  "How long ended workflows are kept; their steps then go as other tasks do.",
                  json::between{1, 876'000}, json::live),
      json::field("traces_hours", &RetentionConfig::traces, "How long traces are kept.", json::between{1, 876'000},
                  json::live),
      json::field("events_hours", &RetentionConfig::events, "How long events are kept; an older cursor gets 410.",
                  json::between{1, 876'000}, json::live),
      json::field("events_max", &RetentionConfig::events_max, "How many events are kept.",
                  json::between{1'000, 10'000'000'000}, json::live),
      json::field("usage_hours", &RetentionConfig::usage, "How long records of single calls to models are kept.",
                  json::between{1, 876'000}, json::live),
      json::field("usage_max", &RetentionConfig::usage_max, "How many records of single calls are kept.",
                  json::between{1'000, 10'000'000'000}, json::live),
      json::field("usage_sums_hours", &RetentionConfig::usage_sums,
                  "How long the sums of calls by the hour are kept, which usage reports are read from.",
                  json::between{1, 876'000}, json::live),
      json::field("audit_hours", &RetentionConfig::audit,
                  "How long the audit log is kept, cut at signed checkpoints only.", json::between{24, 876'000},
                  json::live),
      json::field("budget_hours", &RetentionConfig::budget, "How long the budget's days and entries are kept.",
                  json::between{48, 876'000}, json::live),
      json::field("misses_hours", &RetentionConfig::misses,
                  "How long a miss is kept after it was last seen, to be learned from.", json::between{1, 876'000},
                  json::live),
      json::field("misses_max", &RetentionConfig::misses_max,
                  "How many misses of each head of a project are kept; those that were seen longest ago go.",
                  json::between{1, 1'000'000}, json::live),
      json::field("database_bytes_max", &RetentionConfig::database_bytes_max,
                  "Beyond this size the oldest records of calls, ended tasks and events go early. On PostgreSQL the "
                  "room that live rows take counts, by the server's statistics.",
                  json::between{static_cast<std::int64_t>(16 * MiB), static_cast<std::int64_t>(65'536 * GiB)},
                  json::live),
      json::field("interval_ms", &RetentionConfig::interval, "Between two rounds.", json::between{10, 86'400'000}));
};

struct MathConfig {
  std::chrono::milliseconds time_max{2'000};
  std::size_t prompt_bytes_max = 4'096;
  std::size_t digits_max = 10'000;
  static constexpr auto schema = json::object(
      "MathConfig", json::field("time_max_ms", &MathConfig::time_max, "For one prompt.", json::between{10, 60'000}),
      json::field("prompt_bytes_max", &MathConfig::prompt_bytes_max, "Longer prompts are not computed.",
                  json::between{1, 1'048'576}),
      json::field("digits_max", &MathConfig::digits_max, "Of any number on the way.", json::between{20, 1'000'000}));
};

// Everything that an HTTP port has, and what WebSockets allow.
struct WebSocketConfig : http::ServerConfig, live::LiveConfig {
  WebSocketConfig() {
    port = 3001;
    connections_max = 20'000;
    connections_per_address_max = 12'000;
    write_timeout = std::chrono::milliseconds{10'000};
  }
  static constexpr auto schema = std::apply(
      [](const auto&... of_http) {
        return std::apply(
            [&](const auto&... of_live) { return json::object("WebSocketConfig", of_http..., of_live...); },
            live::LiveConfig::schema.fields);
      },
      http::ServerConfig::schema.fields);
};

// Everything that swarm.yaml, the environment and flags can set.
struct AppConfig {
  std::filesystem::path data = "var";
  std::string replica{};
  RuntimeConfig runtime{};
  http::ServerConfig http{};
  WebSocketConfig websocket{};
  DatabaseConfig database{};
  telemetry::LogConfig log{};
  tasks::TaskConfig tasks{};
  workflows::WorkflowConfig workflows{};
  agents::WorkerPoolConfig agents{};
  answering::AnsweringConfig answering{};
  MathConfig math{};
  code::CodeConfig code{};
  sandbox::SandboxConfig sandbox{};
  limits::LimitsConfig limits{};
  audit::AuditConfig audit{};
  secrets::SecretsConfig secrets{};
  outbox::OutboxConfig outbox{};
  budget::BudgetConfig budget{};
  RetentionConfig retention{};
  std::vector<chat::ProviderConfig> providers{};
  local_engine::EngineConfig engine{};
  gateway::GatewayConfig gateway{};
  breaker::BreakerConfig breaker{};
  usage::UsageConfig usage{};
  training_runs::TrainingConfig training{};
  static constexpr auto schema = json::object(
      "Configuration", json::field("data", &AppConfig::data, "The data folder: database, keys, logs."),
      json::field("replica", &AppConfig::replica,
                  "This server's name for good; empty: made once and kept in the data folder.", json::length{0, 64}),
      json::field("runtime", &AppConfig::runtime, "Threads, memory, stopping."),
      json::field("http", &AppConfig::http, "The API."),
      json::field("websocket", &AppConfig::websocket, "The port for WebSockets."),
      json::field("database", &AppConfig::database, "Where everything durable lives."),
      json::field("log", &AppConfig::log, "What is written about what happens."),
      json::field("tasks", &AppConfig::tasks, "The queue."),
      json::field("workflows", &AppConfig::workflows, "Tasks that use each other's results."),
      json::field("agents", &AppConfig::agents, "The workers of this server."),
      json::field("answering", &AppConfig::answering, "Which stages and models answer questions of each head."),
      json::field("math", &AppConfig::math, "The math head."), json::field("code", &AppConfig::code, "The code head."),
      json::field("sandbox", &AppConfig::sandbox, "Where code is run that nobody trusts."),
      json::field("limits", &AppConfig::limits, "Rates per key and address."),
      json::field("audit", &AppConfig::audit, "The audit log."),
      json::field("secrets", &AppConfig::secrets, "How stored secrets are sealed."),
      json::field("outbox", &AppConfig::outbox, "Webhooks."),
      json::field("retention", &AppConfig::retention, "What is forgotten when."),
      json::field("providers", &AppConfig::providers, "Language models: who answers, where, at what price.",
                  json::items{0, chat::kProvidersMax}),
      json::field("engine", &AppConfig::engine, "The language model that this server runs itself."),
      json::field("gateway", &AppConfig::gateway, "How providers are asked."),
      json::field("breaker", &AppConfig::breaker, "When a provider is left alone."),
      json::field("usage", &AppConfig::usage, "Records of calls to providers."),
      json::field("budget", &AppConfig::budget, "What calls of models may cost."),
      json::field("training", &AppConfig::training, "How adapters are trained."));
};

}  // namespace swarm::app
