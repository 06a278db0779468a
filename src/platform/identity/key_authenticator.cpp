#include "platform/identity/key_authenticator.hpp"

#include <fmt/format.h>

#include "platform/crypto/hash.hpp"
#include "platform/identity/identity_rules.hpp"
#include "platform/identity/permissions.hpp"

namespace swarm::identity {

namespace {

// The same words for every key that is not ours, so that an answer tells nothing about which ids exist.
std::unexpected<Error> not_ours() {
  return fail(ErrorCode::unauthenticated,
              "this key is not known here; send one as 'Authorization: Bearer swk_…' or 'X-API-Key: swk_…'");
}

}  // namespace

KeyAuthenticator::KeyAuthenticator(Deps deps)
    : deps_(std::move(deps)), cache_(kCachedKeysMax, kCacheLifetime, deps_.clock), background_(deps_.loop) {}

void KeyAuthenticator::start() {
  background_.spawn(maintain_forever());
}

Async<void> KeyAuthenticator::stop() {
  co_await background_.stop();
  const Result<Done> written = co_await maintain();
  if (!written) deps_.log.warn("key_uses_not_written", {{"error", written.error().message}});
}

void KeyAuthenticator::forget_all() {
  cache_.clear();
  MutexLock lock(mutex_);
  projects_.clear();
}

bool KeyAuthenticator::grants(const http::Principal& principal, http::Permission permission) const {
  return permissions_of(principal).contains(permission);
}

Async<Result<http::Principal>> KeyAuthenticator::authenticate(std::string presented,
                                                              std::optional<std::string> project) {
  const std::shared_ptr<const ApiKey> key = CO_TRY(co_await identify(std::move(presented)));
  CO_TRY(check_usable(*key));
  http::Principal principal = principal_of(*key);
  if (project) {
    Result<ProjectId> acting = co_await acting_project(key->role, std::move(*project));
    if (!acting) {
      deps_.metrics.project_refused.add();
      co_return std::unexpected(std::move(acting).error());
    }
    principal.project = std::move(*acting);
  }
  note_use(*key);
  deps_.metrics.accepted.add();
  co_return principal;
}

Async<Result<std::shared_ptr<const ApiKey>>> KeyAuthenticator::identify(std::string presented) {
  std::optional<KeyId> id = key_id_in(presented);
  if (!id) {
    deps_.metrics.malformed.add();
    co_return not_ours();
  }
  std::string hash = key_hash(presented);
  if (std::shared_ptr<const ApiKey> cached = cache_.find(*id, hash)) co_return cached;
  co_return co_await look_up(std::move(*id), std::move(hash));
}

Async<Result<std::shared_ptr<const ApiKey>>> KeyAuthenticator::look_up(KeyId id, std::string hash) {
  const std::uint64_t generation = cache_.generation();
  Result<KeyWithProject> found = co_await deps_.store.key(std::move(id));
  if (!found && found.error().code != ErrorCode::not_found) {
    deps_.metrics.unavailable.add();
    co_return std::unexpected(std::move(found).error());
  }
  if (!found || !crypto::equal_in_constant_time(found->key.hash, hash)) {
    deps_.metrics.unknown.add();
    co_return not_ours();
  }
  if (found->project_archived) {
    deps_.metrics.project_archived.add();
    co_return fail(ErrorCode::unauthenticated, "the project of this key is archived");
  }
  auto key = std::make_shared<const ApiKey>(std::move(found->key));
  cache_.put(key, generation);
  co_return key;
}

Result<Done> KeyAuthenticator::check_usable(const ApiKey& key) const {
  switch (state_of(key, deps_.clock.now())) {
    case KeyState::active:
      return Done{};
    case KeyState::expired:
      deps_.metrics.expired.add();
      return fail(ErrorCode::unauthenticated, "key_expired", "this key has expired");
    case KeyState::revoked:
      deps_.metrics.revoked.add();
      return fail(ErrorCode::unauthenticated, "key_revoked", "this key was revoked");
  }
  return not_ours();
}

Async<Result<ProjectId>> KeyAuthenticator::acting_project(Role role, std::string named) {
  if (role != Role::admin)
    co_return fail(ErrorCode::forbidden, "X-Project is for admins; other keys act in their own project");
  if (const auto known = known_project(named)) co_return *known;
  const Result<ProjectId> id = ProjectId::parse(named);
  // Bytes that are no text cannot be a name, and must not reach the database.
  if (!id && !check_project_name(named)) co_return fail(ErrorCode::not_found, "X-Project names no project");
  const Project project = CO_TRY(id ? co_await deps_.store.project(*id) : co_await deps_.store.project_named(named));
  if (project.archived_at)
    co_return fail(ErrorCode::not_found, fmt::format("the project '{}' is archived", project.name));
  MutexLock lock(mutex_);
  projects_.put(named, {project.id, deps_.clock.steady_now() + kCacheLifetime});
  co_return project.id;
}

std::optional<ProjectId> KeyAuthenticator::known_project(const std::string& named) {
  const SteadyTime now = deps_.clock.steady_now();
  MutexLock lock(mutex_);
  const KnownProject* known = projects_.find(named);
  if (known == nullptr || now >= known->fresh_until) return std::nullopt;
  return known->id;
}

void KeyAuthenticator::note_use(const ApiKey& key) {
  const Time now = deps_.clock.now();
  if (key.last_used_at && now - *key.last_used_at < kLastUseInterval) return;
  MutexLock lock(mutex_);
  if (uses_.size() >= kUsesWaitingMax && !uses_.contains(key.id)) return;
  uses_.insert_or_assign(key.id, now);
}

std::vector<std::pair<KeyId, Time>> KeyAuthenticator::take_uses() {
  MutexLock lock(mutex_);
  std::vector<std::pair<KeyId, Time>> taken;
  while (!uses_.empty() && taken.size() < kUsesPerUnitMax) {
    auto use = uses_.extract(uses_.begin());
    taken.emplace_back(std::move(use.key()), use.mapped());
  }
  return taken;
}

Async<Result<Done>> KeyAuthenticator::maintain() {
  for (std::size_t round = 0; round * kUsesPerUnitMax < kUsesWaitingMax; ++round) {
    std::vector<std::pair<KeyId, Time>> uses = take_uses();
    if (uses.empty()) break;
    CO_TRY(co_await deps_.store.note_use(std::move(uses), kLastUseInterval));
  }
  const KeyCounts counts = CO_TRY(co_await deps_.store.count_keys(deps_.clock.now()));
  deps_.metrics.keys_active.set(static_cast<double>(counts.active));
  deps_.metrics.keys_expired.set(static_cast<double>(counts.expired));
  deps_.metrics.keys_revoked.set(static_cast<double>(counts.revoked));
  co_return Done{};
}

Async<void> KeyAuthenticator::maintain_forever() {
  while (true) {
    const Result<Done> done = co_await maintain();
    if (!done) deps_.log.warn("key_maintenance_failed", {{"error", done.error().message}});
    co_await runtime::pause(kMaintenanceInterval);
  }
}

}  // namespace swarm::identity
