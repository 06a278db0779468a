#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/random.hpp"
#include "platform/audit/audit_writer.hpp"
#include "platform/identity/identity_store.hpp"
#include "platform/identity/key_authenticator.hpp"

namespace swarm::identity {

// API keys: made, listed, rotated, revoked; every change is audited with it. Admins reach the keys of all projects by
// their id; for everyone else another project's key is `not_found`. Thread-safe. Every call may fail with
// `unavailable`.
class KeyService {
 public:
  struct Deps {
    IdentityStore& store;
    audit::AuditWriter& audit;
    KeyAuthenticator& authenticator;
    IdSource& ids;
    Random& random;
    const Clock& clock;
  };
  explicit KeyService(Deps deps) : deps_(deps) {}

  // `all_projects`: of every project, for admins only (`forbidden`).
  Async<Result<Page<ApiKey>>> list(audit::Caller caller, bool all_projects, std::string after, std::int64_t limit);
  Async<Result<ApiKey>> find(audit::Caller caller, KeyId id);
  // `invalid_input` and `forbidden`: identity_rules; `not_found`: the project; `limit_exceeded`: kKeysPerProjectMax.
  Async<Result<IssuedKey>> create(audit::Caller caller, NewKey wanted);
  // At once in this process, within kCacheLifetime in others. Once more is no error.
  Async<Result<Done>> revoke(audit::Caller caller, KeyId id);
  // Makes a key like it with a new id and secret; the old one ends after `overlap`. `conflict`: it is not active.
  Async<Result<IssuedKey>> rotate(audit::Caller caller, KeyId id, std::chrono::milliseconds overlap);

 private:
  IssuedKey issue(const audit::Caller& caller, NewKey wanted, ProjectId project);
  Async<Result<Error>> why_not_stored(ProjectId project, Error refusal);

  Deps deps_;
};

// A key of these properties with a fresh id and secret; nothing is stored.
IssuedKey make_key(NewKey wanted, ProjectId project, std::string created_by, IdSource& ids, Random& random, Time now);

}  // namespace swarm::identity
