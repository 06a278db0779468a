#pragma once

#include "platform/runtime/blocking_pool.hpp"
#include "platform/secrets/secrets.hpp"
#include "support/audited_world.hpp"

namespace swarm::tests {

// Named secrets over SQLite in memory. Servers that share the database are made with open().
class SecretsWorld : public AuditedWorld {
 public:
  explicit SecretsWorld(std::vector<storage::Schema> more = {}) : AuditedWorld(with_secrets(std::move(more))) {}

  secrets::SecretBox box(std::string_view file = "master.key") {
    return secrets::SecretBox::load_or_make(folder.path() / file, random).value();
  }
  std::unique_ptr<secrets::Secrets> open(secrets::SecretBox with, secrets::EnvironmentSecrets environment = {}) {
    return std::make_unique<secrets::Secrets>(secrets::Secrets::Deps{.database = *database,
                                                                     .audit = audit,
                                                                     .box = std::move(with),
                                                                     .environment = std::move(environment),
                                                                     .blocking = blocking,
                                                                     .loop = loop.loop(),
                                                                     .random = random,
                                                                     .clock = clock,
                                                                     .metrics = metrics,
                                                                     .log = log});
  }
  audit::Caller admin() { return caller(http::Role::admin, project); }

  runtime::BlockingPool blocking{"blocking", 2, 100};
  ProjectId project = ProjectId::generate(ids);

 private:
  static std::vector<storage::Schema> with_secrets(std::vector<storage::Schema> more) {
    more.insert(more.begin(), secrets::schema());
    return more;
  }
};

}  // namespace swarm::tests
