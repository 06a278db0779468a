#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "platform/audit/audit_writer.hpp"
#include "platform/identity/identity_store.hpp"
#include "platform/identity/key_authenticator.hpp"

namespace swarm::identity {

// Projects: admins see and make all, everyone else sees the own one; another is `not_found`. Thread-safe. Every call
// may fail with `unavailable`.
class ProjectService {
 public:
  struct Deps {
    IdentityStore& store;
    audit::AuditWriter& audit;
    KeyAuthenticator& authenticator;
    IdSource& ids;
    const Clock& clock;
  };
  explicit ProjectService(Deps deps) : deps_(deps) {}

  Async<Result<Page<Project>>> list(audit::Caller caller, std::string after, std::int64_t limit);
  Async<Result<Project>> find(audit::Caller caller, ProjectId id);
  // `invalid_input`: the name; `conflict`: it is taken; `limit_exceeded`: kProjectsMax.
  Async<Result<Project>> create(audit::Caller caller, std::string name);
  // Its keys are refused from now on; nothing is deleted. `conflict`: the default project, or the caller's own. Once
  // more is no error.
  Async<Result<Done>> archive(audit::Caller caller, ProjectId id);

 private:
  Async<Result<Error>> why_not_created(Project project, Error refusal);

  Deps deps_;
};

}  // namespace swarm::identity
