#include "platform/identity/key_service.hpp"

#include <fmt/format.h>

#include "base/time_text.hpp"
#include "platform/identity/identity_rules.hpp"

namespace swarm::identity {

namespace {

json::Object details_of(const ApiKey& key) {
  return {{"name", key.name},
          {"project", key.project.text()},
          {"role", json::name_of(key.role)},
          {"scopes", scopes_text(key.scopes)},
          {"expires_at", key.expires_at ? json::Value(to_text(*key.expires_at).c_str()) : json::Value(nullptr)}};
}

}  // namespace

IssuedKey make_key(NewKey wanted, ProjectId project, std::string created_by, IdSource& ids, Random& random, Time now) {
  KeyId id = KeyId::generate(ids);
  std::string text = make_key_text(id, random);
  std::string hash = key_hash(text);
  return {.text = std::move(text),
          .key = {.id = std::move(id),
                  .name = std::move(wanted.name),
                  .project = std::move(project),
                  .role = wanted.role,
                  .scopes = std::move(wanted.scopes),
                  .hash = std::move(hash),
                  .created_at = now,
                  .created_by = std::move(created_by),
                  .expires_at = wanted.expires_at}};
}

IssuedKey KeyService::issue(const audit::Caller& caller, NewKey wanted, ProjectId project) {
  return make_key(std::move(wanted), std::move(project), caller.principal.key_id, deps_.ids, deps_.random,
                  deps_.clock.now());
}

Async<Result<Page<ApiKey>>> KeyService::list(audit::Caller caller, bool all_projects, std::string after,
                                             std::int64_t limit) {
  if (all_projects && caller.principal.role != Role::admin) {
    co_return fail(ErrorCode::forbidden, "only an admin lists the keys of all projects");
  }
  std::optional<ProjectId> project;
  if (!all_projects) project = caller.principal.project;
  Page<ApiKey> page {
    .items = CO_TRY(co_await deps_.store.keys(std::move(project), std::move(after), limit + 1))
  };
  if (std::ssize(page.items) > limit) {
    page.items.pop_back();
    page.next = page.items.back().id.text();
  }
  co_return page;
}

Async<Result<ApiKey>> KeyService::find(audit::Caller caller, KeyId id) {
  KeyWithProject found = CO_TRY(co_await deps_.store.key(id));
  if (caller.principal.role != Role::admin && found.key.project != caller.principal.project) {
    co_return fail(ErrorCode::not_found, fmt::format("there is no key '{}'", id.text()));
  }
  co_return std::move(found.key);
}

Async<Result<IssuedKey>> KeyService::create(audit::Caller caller, NewKey wanted) {
  CO_TRY(check_new_key(caller.principal, wanted, deps_.clock.now()));
  const Project project = CO_TRY(co_await deps_.store.project(wanted.project.value_or(caller.principal.project)));
  if (project.archived_at)
    co_return fail(ErrorCode::conflict, fmt::format("the project '{}' is archived", project.name));
  IssuedKey issued = issue(caller, std::move(wanted), project.id);
  storage::WriteUnit unit;
  IdentityStore::add_key(unit, issued.key);
  audit::AuditEntry entry = audit::entry_of(caller, "keys.create", issued.key.id.text(), details_of(issued.key));
  Result<storage::WriteOutcome> written = co_await deps_.audit.write(std::move(unit), std::move(entry));
  if (!written) co_return std::unexpected(CO_TRY(co_await why_not_stored(project.id, std::move(written).error())));
  co_return issued;
}

Async<Result<Error>> KeyService::why_not_stored(ProjectId project, Error refusal) {
  if (refusal.code != ErrorCode::conflict) co_return refusal;
  if (CO_TRY(co_await deps_.store.live_keys(std::move(project))) < kKeysPerProjectMax) co_return refusal;
  co_return Error{
      .code = ErrorCode::limit_exceeded,
      .message = fmt::format("this project has {} keys, which is the most; revoke one", kKeysPerProjectMax)};
}

Async<Result<Done>> KeyService::revoke(audit::Caller caller, KeyId id) {
  const ApiKey key = CO_TRY(co_await find(caller, id));
  CO_TRY(check_may_change(caller.principal, key));
  if (key.revoked_at) co_return Done{};
  storage::WriteUnit unit;
  IdentityStore::revoke_key(unit, id, deps_.clock.now());
  audit::AuditEntry entry = audit::entry_of(caller, "keys.revoke", id.text(), details_of(key));
  const Result<storage::WriteOutcome> written = co_await deps_.audit.write(std::move(unit), std::move(entry));
  deps_.authenticator.forget(id);  // also when the outcome is unknown
  if (!written && written.error().code != ErrorCode::conflict) co_return std::unexpected(written.error());
  co_return Done{};  // a conflict: somebody else revoked it in between
}

Async<Result<IssuedKey>> KeyService::rotate(audit::Caller caller, KeyId id, std::chrono::milliseconds overlap) {
  const Time now = deps_.clock.now();
  const ApiKey old = CO_TRY(co_await find(caller, id));
  CO_TRY(check_may_change(caller.principal, old));
  if (state_of(old, now) != KeyState::active) {
    co_return fail(ErrorCode::conflict,
                   fmt::format("the key '{}' is {}; make a new one", id.text(), json::name_of(state_of(old, now))));
  }
  NewKey like{.name = old.name, .role = old.role, .scopes = old.scopes, .expires_at = old.expires_at};
  IssuedKey issued = issue(caller, std::move(like), old.project);
  storage::WriteUnit unit;
  IdentityStore::add_key(unit, issued.key);
  IdentityStore::expire_key(unit, id, now + overlap);
  audit::AuditEntry entry = audit::entry_of(caller, "keys.rotate", id.text(), details_of(issued.key));
  entry.details["new_key"] = issued.key.id.text();
  entry.details["old_key_ends_at"] = to_text(now + overlap);
  Result<storage::WriteOutcome> written = co_await deps_.audit.write(std::move(unit), std::move(entry));
  deps_.authenticator.forget(id);
  if (!written) co_return std::unexpected(CO_TRY(co_await why_not_stored(old.project, std::move(written).error())));
  co_return issued;
}

}  // namespace swarm::identity
