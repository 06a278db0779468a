#include "app/opening.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>

#include "learning/misses/miss_store.hpp"
#include "learning/training_runs/training_store.hpp"
#include "platform/audit/audit_store.hpp"
#include "platform/events/event_store.hpp"
#include "platform/identity/identity_store.hpp"
#include "platform/limits/ip_rule_store.hpp"
#include "platform/outbox/webhook_store.hpp"
#include "platform/secrets/secret_store.hpp"
#include "platform/storage/postgres/postgres_database.hpp"
#include "platform/storage/sqlite/sqlite_database.hpp"
#include "providers/breaker/breaker_store.hpp"
#include "providers/budget/budget_store.hpp"
#include "providers/local_engine/engine_provider.hpp"
#include "providers/usage/usage_store.hpp"
#include "swarm/tasks/task_store.hpp"
#include "swarm/workflows/workflow_store.hpp"

namespace swarm::app {

std::vector<storage::Schema> all_schemas() {
  return {events::schema(),    audit::schema(),         identity::schema(), limits::schema(), secrets::schema(),
          outbox::schema(),    breaker::schema(),       usage::schema(),    budget::schema(), tasks::schema(),
          workflows::schema(), training_runs::schema(), misses::schema()};
}

Result<Done> make_data_folder(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) return Done{};
  std::filesystem::create_directories(folder, error);
  if (!error) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  if (error) {
    return fail(ErrorCode::unavailable, fmt::format("cannot make the data folder {}: {}; choose another with --data",
                                                    folder.string(), error.message()));
  }
  return Done{};
}

Result<storage::FileLock> lock_data_folder(const std::filesystem::path& folder) {
  return storage::FileLock::take(folder / "swarmd.lock", folder);
}

Result<std::string> replica_name(const AppConfig& config, IdSource& ids) {
  if (!config.replica.empty()) return config.replica;
  const std::filesystem::path file = config.data / "replica";
  std::string name;
  if (std::ifstream kept(file); std::getline(kept, name) && !name.empty()) return name;
  name = ids.next();
  std::ofstream made(file);
  if (!(made << name << '\n') || !made.flush()) {
    return fail(ErrorCode::unavailable, fmt::format("cannot write {}: {}", file.string(), std::strerror(errno)));
  }
  return name;
}

std::filesystem::path models_folder(const AppConfig& config) {
  return std::filesystem::absolute(config.data) / "models";
}

// The engine stands behind the configured providers: a local one of these is asked first, and their places stay.
Result<chat::Catalogue> checked_providers(const config::Loaded<AppConfig>& loaded) {
  std::vector<Fault> found = local_engine::faults_of(loaded.value.engine);
  Result<chat::Catalogue> catalogue;
  if (found.empty()) {
    std::vector<chat::ProviderConfig> providers = loaded.value.providers;
    if (auto engine = local_engine::provider_of(loaded.value.engine, models_folder(loaded.value)))
      providers.push_back(std::move(*engine));
    catalogue = chat::Catalogue::check(std::move(providers));
    if (catalogue) return catalogue;
    found = catalogue.error().faults;
  }
  constexpr std::string_view kRoot = "$.";
  std::vector<Fault> faults;
  for (const Fault& fault : found)
    faults.push_back(loaded.places.fault(std::string_view(fault.path).substr(kRoot.size()), fault.message));
  return std::unexpected(json::error_of(std::move(faults)));
}

namespace {

template <class Opened>
Result<std::unique_ptr<storage::Database>> as_database(Result<Opened> opened) {
  if (!opened) return std::unexpected(std::move(opened).error());
  return std::move(*opened);
}

}  // namespace

Result<std::unique_ptr<storage::Database>> open_database(const AppConfig& config, const Clock& clock,
                                                         std::span<const storage::Schema> schemas,
                                                         storage::StorageMetrics& metrics) {
  if (!config.database.url.empty()) {
    storage::PostgresConfig postgres = config.database.postgres;
    postgres.url = config.database.url;
    return as_database(
        storage::PostgresDatabase::open(std::move(postgres), {.clock = clock, .schemas = schemas, .metrics = metrics}));
  }
  storage::SqliteConfig sqlite = config.database.sqlite;
  if (!sqlite.in_memory()) sqlite.file = config.data / sqlite.file;
  return as_database(
      storage::SqliteDatabase::open(std::move(sqlite), {.clock = clock, .schemas = schemas, .metrics = metrics}));
}

}  // namespace swarm::app
