#pragma once

#include <map>
#include <string_view>

#include "platform/storage/database.hpp"
#include "platform/storage/storage_metrics.hpp"
#include "platform/telemetry/metrics.hpp"

namespace swarm::app {

// What the databases report, as Prometheus series. Statement names come from the slices' lists, so they are bounded.
class DatabaseMetrics final : public storage::StorageMetrics {
 public:
  DatabaseMetrics(telemetry::Metrics& metrics, std::span<const storage::Schema> schemas);

  void statement_ran(std::string_view name, std::chrono::nanoseconds duration) override;
  void committed(std::size_t units, std::chrono::nanoseconds duration) override;
  void unit_refused(std::string_view reason) override;

  // From now on the gauges follow the database, which must outlive the metrics' last exposition.
  void watch(const storage::Database& database);

 private:
  telemetry::Metrics& metrics_;
  std::map<std::string_view, telemetry::Histogram> statements_;
  telemetry::Histogram other_statements_;
  telemetry::Histogram commits_;
  telemetry::Counter units_;
  std::map<std::string_view, telemetry::Counter> refusals_;
  telemetry::Counter other_refusals_;
};

}  // namespace swarm::app
