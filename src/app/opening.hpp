#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/app_config.hpp"
#include "app/database_metrics.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "platform/config/config_loader.hpp"
#include "platform/storage/database.hpp"
#include "platform/storage/file_lock.hpp"
#include "providers/chat/catalogue.hpp"

// What happens before anything runs: the data folder, the server's name, the database.
namespace swarm::app {

// Every slice's part of the database, lowest first.
std::vector<storage::Schema> all_schemas();

// Makes the folder (0700) where there is none. `unavailable` with the reason of the system.
Result<Done> make_data_folder(const std::filesystem::path& folder);

// One server alone uses a data folder, whatever its database is: two under one name would end each other's training.
// `conflict` "in_use" with the other's process id.
Result<storage::FileLock> lock_data_folder(const std::filesystem::path& folder);

// The configured name, else the one kept in DIR/replica, else a new one that is kept there from now on.
Result<std::string> replica_name(const AppConfig& config, IdSource& ids);

// Where models and adapters are kept.
std::filesystem::path models_folder(const AppConfig& config);

// The providers that the configuration names, and the engine behind them. `invalid_input`: every mistake, with the
// place where it was written.
Result<chat::Catalogue> checked_providers(const config::Loaded<AppConfig>& loaded);

// SQLite in the data folder, or the server that `database.url` names.
Result<std::unique_ptr<storage::Database>> open_database(const AppConfig& config, const Clock& clock,
                                                         std::span<const storage::Schema> schemas,
                                                         storage::StorageMetrics& metrics);

}  // namespace swarm::app
