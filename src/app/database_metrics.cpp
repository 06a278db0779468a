#include "app/database_metrics.hpp"

#include <array>

namespace swarm::app {

namespace {

constexpr std::array<std::string_view, 4> kRefusals{"conflict", "storage_full", "queue_full", "unavailable"};
constexpr std::string_view kStatementSeries = "swarm_database_statement_duration_seconds";
constexpr std::string_view kStatementHelp = "Running one statement, by its name.";
constexpr std::string_view kRefusalSeries = "swarm_database_units_refused_total";
constexpr std::string_view kRefusalHelp = "Writes that were not committed, by reason.";

double seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

DatabaseMetrics::DatabaseMetrics(telemetry::Metrics& metrics, std::span<const storage::Schema> schemas)
    : metrics_(metrics),
      other_statements_(metrics.histogram(kStatementSeries, kStatementHelp, {{"statement", "other"}})),
      commits_(metrics.histogram("swarm_database_commit_duration_seconds",
                                 "One commit of one or more units, with its flush to disk.")),
      units_(metrics.counter("swarm_database_units_committed_total", "Writes that were committed.")),
      other_refusals_(metrics.counter(kRefusalSeries, kRefusalHelp, {{"reason", "other"}})) {
  for (const storage::Schema& schema : schemas) {
    for (const storage::NamedStatement* statement : schema.statements) {
      statements_.emplace(statement->name,
                          metrics.histogram(kStatementSeries, kStatementHelp, {{"statement", statement->name}}));
    }
  }
  for (const std::string_view reason : kRefusals)
    refusals_.emplace(reason, metrics.counter(kRefusalSeries, kRefusalHelp, {{"reason", reason}}));
}

void DatabaseMetrics::statement_ran(std::string_view name, std::chrono::nanoseconds duration) {
  const auto found = statements_.find(name);
  (found == statements_.end() ? other_statements_ : found->second).observe(seconds(duration));
}

void DatabaseMetrics::committed(std::size_t units, std::chrono::nanoseconds duration) {
  units_.add(static_cast<double>(units));
  commits_.observe(seconds(duration));
}

void DatabaseMetrics::unit_refused(std::string_view reason) {
  const auto found = refusals_.find(reason);
  (found == refusals_.end() ? other_refusals_ : found->second).add();
}

void DatabaseMetrics::watch(const storage::Database& database) {
  constexpr std::string_view kHelp = "Connections to the database, by state.";
  const auto busy = metrics_.gauge("swarm_database_connections", kHelp, {{"state", "busy"}});
  const auto idle = metrics_.gauge("swarm_database_connections", kHelp, {{"state", "idle"}});
  const auto most = metrics_.gauge("swarm_database_connections_max", "Connections to the database at most.");
  const auto waiting = metrics_.gauge("swarm_database_writes_waiting", "Units that wait to be committed.");
  const auto size = metrics_.gauge("swarm_database_size_bytes", "The database on disk.");
  const auto healthy = metrics_.gauge("swarm_database_healthy", "1 when the last statement reached the database.");
  metrics_.before_exposition([&database, busy, idle, most, waiting, size, healthy] {
    const storage::DatabaseFacts facts = database.facts();
    busy.set(static_cast<double>(facts.connections_busy));
    idle.set(static_cast<double>(facts.connections_idle));
    most.set(static_cast<double>(facts.connections_max));
    waiting.set(static_cast<double>(facts.writes_waiting));
    size.set(static_cast<double>(facts.size_bytes));
    healthy.set(facts.healthy ? 1 : 0);
  });
}

}  // namespace swarm::app
