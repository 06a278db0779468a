#pragma once

#include "platform/http_server/router.hpp"
#include "platform/secrets/secrets_endpoints.hpp"

namespace swarm::secrets {

// Everything about secrets, wired: what a program has to make, start and stop.
class Secrets {
 public:
  struct Deps {
    storage::Database& database;
    audit::AuditWriter& audit;
    SecretBox box;
    EnvironmentSecrets environment;
    runtime::BlockingPool& blocking;
    runtime::Loop& loop;
    Random& random;
    const Clock& clock;
    telemetry::Metrics& metrics;
    telemetry::Log log;
  };
  explicit Secrets(Deps deps);

  void declare(http::Router& router) { endpoints_.declare(router); }
  void add_owner(SealedOwner& owner) { master_key_.add_owner(owner); }  // before start()
  Async<Result<Done>> start();
  Async<void> stop();

  const SecretSource& source() const { return service_; }
  const SecretBox& box() const { return box_; }
  SecretService& service() { return service_; }
  MasterKeyService& master_key() { return master_key_; }

 private:
  const SecretBox box_;
  SecretsMetrics metrics_;
  SecretService service_;
  MasterKeyService master_key_;
  SecretsEndpoints endpoints_{service_, master_key_, box_};
};

}  // namespace swarm::secrets
