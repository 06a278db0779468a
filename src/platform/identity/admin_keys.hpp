#pragma once

#include <filesystem>
#include <string>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/random.hpp"
#include "platform/audit/audit_writer.hpp"
#include "platform/identity/identity_store.hpp"
#include "platform/identity/private_file.hpp"
#include "platform/telemetry/log.hpp"

namespace swarm::identity {

inline constexpr std::string_view kAdminKeyFile = "admin.key";  // in the data folder

// The first way in: the default project and an admin key whose text stands in a file that only its owner may read. The
// text goes nowhere else. Used before the server listens; blocks on the file.
class AdminKeys {
 public:
  struct Deps {
    IdentityStore& store;
    audit::AuditWriter& audit;
    IdSource& ids;
    Random& random;
    const Clock& clock;
    telemetry::Log log;
    std::filesystem::path data_folder;
  };
  explicit AdminKeys(Deps deps);

  // Makes project and key when no admin key was ever made, and finishes what a crash left half-way. True when a key was
  // made. Several replicas may start at once on one database: one of them makes the key.
  Async<Result<bool>> bootstrap();

  // One more admin key, for an operator who lost all others; the file then holds the new one. For the offline verb.
  Async<Result<std::filesystem::path>> new_admin_key();

 private:
  Async<Result<Done>> finish_half_done();
  Async<Result<Done>> make(std::string_view by, bool only_the_first);
  Async<Result<ProjectId>> default_project(storage::WriteUnit* unit);

  Deps deps_;
  PrivateFile file_;
};

}  // namespace swarm::identity
