#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "api/operations_api_types.hpp"
#include "app/app_config.hpp"
#include "base/result.hpp"
#include "platform/config/config_loader.hpp"
#include "platform/http_server/router.hpp"
#include "platform/secrets/secret_table.hpp"
#include "platform/telemetry/log.hpp"

namespace swarm::app {

// The whole server: wired once, in one straight line (parts.hpp); started, and stopped in reverse. Tests
// run it in their own process. One thread calls all of it.
class App {
 public:
  // Opens the data folder, the log and the database, and wires everything; nothing runs yet. Errors say what to do.
  // `environment`: the secrets that were taken out of the environment.
  static Result<std::unique_ptr<App>> open(config::Loaded<AppConfig> loaded, config::Sources sources,
                                           secrets::EnvironmentSecrets environment = {});
  ~App();

  // Listens and works. Errors: `conflict` for a taken port, and those of the first database calls.
  Result<Done> start();
  // Ends within the configured time, in steps; false when something had to be cut off, and the process should end
  // without destroying the App.
  bool stop();

  // Reads the configuration anew, applies what may change live, and says what differs.
  Result<api::ReloadView> reload();

  std::string http_address() const;  // "127.0.0.1:3000", with the real port
  std::string websocket_address() const;
  std::filesystem::path key_file() const;
  const http::Router& router() const;
  std::string metrics_reference();
  telemetry::Log log() const;
  void flush_log();

 private:
  struct Parts;
  explicit App(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace swarm::app
