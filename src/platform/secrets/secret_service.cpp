#include "platform/secrets/secret_service.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

#include "base/text.hpp"
#include "platform/crypto/wipe.hpp"

namespace swarm::secrets {

namespace {

std::unexpected<Error> fault(std::string path, std::string message) {
  std::vector<Fault> faults;
  faults.push_back({std::move(path), std::move(message)});
  return std::unexpected(json::error_of(std::move(faults)));
}

Result<Done> check_name(std::string_view name) {
  if (is_secret_name(name)) return Done{};
  return fault("$.path.name", fmt::format("1 to {} of A-Z, 0-9 and _ expected", kSecretNameLengthMax));
}

// Says nothing of the value itself.
Result<Done> check_value(std::string_view value) {
  if (value.empty() || value.size() > kSecretBytesMax)
    return fault("$.value", fmt::format("1 to {} bytes expected, got {}", kSecretBytesMax, value.size()));
  return Done{};
}

std::unexpected<Error> no_such_secret(std::string_view name, bool is_in_environment) {
  return fail(ErrorCode::not_found,
              is_in_environment
                  ? fmt::format("the secret {} comes from the environment (SWARM_SECRET_{}); set one to hide it, or "
                                "start the server without it",
                                name, name)
                  : fmt::format("there is no secret {}", name));
}

SecretFacts facts_of(StoredSecret secret, bool is_readable) {
  return {.name = std::move(secret.name),
          .origin = Origin::store,
          .version = secret.version,
          .key_id = std::move(secret.key_id),
          .is_readable = is_readable,
          .created_at = secret.created_at,
          .updated_at = secret.updated_at,
          .updated_by = std::move(secret.updated_by)};
}

}  // namespace

SecretService::SecretService(Deps deps)
    : deps_(std::move(deps)), store_(deps_.database), wakeup_(deps_.loop), background_(deps_.loop) {
  deps_.metrics.environment.set(static_cast<double>(deps_.environment.size()));
}

Async<Result<Done>> SecretService::start() {
  CO_TRY(co_await refresh());
  subscription_ = deps_.database.subscribe(std::string(kSecretsTopic), [wakeup = wakeup_] { wakeup.notify(); });
  background_.spawn(watch_forever());
  co_return Done{};
}

Async<void> SecretService::stop() {
  subscription_.reset();
  co_await background_.stop();
}

Async<void> SecretService::watch_forever() {
  while (true) {
    co_await wakeup_.wait_for(kSecretsPollInterval);
    const Result<Done> refreshed = co_await refresh();
    // What was read last goes on to be used.
    if (!refreshed) deps_.log.warn("secrets_not_read", {{"error", refreshed.error().message}});
  }
}

SecretPointer SecretService::find(std::string_view name) const {
  const std::shared_ptr<const Table> table = table_.get();
  if (const auto stored = table->entries.find(name); stored != table->entries.end()) return stored->second.value;
  const auto given = deps_.environment.find(name);
  return given == deps_.environment.end() ? nullptr : given->second;
}

// --- Reading --------------------------------------------------------------------------------------------------------

Async<Result<Done>> SecretService::refresh() {
  const SecretsState state = CO_TRY(co_await store_.state());
  CO_TRY(co_await follow_master_key(state.master_key_id));
  const std::shared_ptr<const Table> table = table_.get();
  // Read after the number: the secrets may be newer than it says, and are then read once more.
  if (table->change_number != state.change_number || table->key_id != deps_.box.key_id())
    CO_TRY(co_await reload(state.change_number));
  deps_.metrics.checked_at.set(static_cast<double>(to_milliseconds(deps_.clock.now())) / 1000);
  co_return Done{};
}

// Another server changed the master key: it lies in the file, when that is shared or was copied.
Async<Result<Done>> SecretService::follow_master_key(std::string wanted) {
  if (wanted.empty() || wanted == deps_.box.key_id()) co_return Done{};
  const Result<bool> differs = co_await deps_.blocking.run([box = deps_.box] { return box.read_again(); });
  if (!differs) deps_.log.warn("master_key_not_read", {{"error", differs.error().message}});
  if (wanted != deps_.box.key_id()) say_once_that_it_is_missed(wanted);
  co_return Done{};
}

void SecretService::say_once_that_it_is_missed(const std::string& key_id) {
  {
    MutexLock lock(changing_);
    if (missed_key_ == key_id) return;
    missed_key_ = key_id;
  }
  deps_.log.error("other_master_key", {{"installation", key_id}, {"here", deps_.box.key_id()}});
}

Async<Result<Done>> SecretService::reload(std::int64_t change_number) {
  Table table{.change_number = change_number, .key_id = deps_.box.key_id()};
  const std::vector<StoredSecret> stored = CO_TRY(co_await store_.all());
  const std::shared_ptr<const Table> before = table_.get();
  double unreadable = 0;
  for (const StoredSecret& secret : stored) {
    Entry entry = opened(secret, *before);
    unreadable += entry.version == secret.version ? 0 : 1;
    if (entry.value) table.entries.emplace(secret.name, std::move(entry));
  }
  MutexLock lock(changing_);
  if (change_number < table_.get()->change_number) co_return Done{};  // a slower reader
  deps_.metrics.unreadable.set(unreadable);
  deps_.metrics.stored.set(static_cast<double>(table.entries.size()));
  table_.set(std::move(table));
  co_return Done{};
}

// What cannot be opened keeps the value that it had, under its old version.
SecretService::Entry SecretService::opened(const StoredSecret& secret, const Table& before) const {
  const auto known = before.entries.find(secret.name);
  const bool is_known = known != before.entries.end();
  if (is_known && known->second.sealed == secret.sealed) return known->second;
  Result<std::string> value = deps_.box.open(secret.sealed, secret_context(secret.name));
  if (value)
    return {.version = secret.version,
            .sealed = secret.sealed,
            .value = std::make_shared<const SecretText>(std::move(*value))};
  deps_.log.warn("secret_not_opened", {{"error", value.error().message}});
  return is_known ? known->second : Entry{};
}

Async<Result<std::vector<SecretFacts>>> SecretService::list() {
  std::vector<StoredSecret> stored = CO_TRY(co_await store_.all());
  const std::vector<std::string> keys = deps_.box.key_ids();
  std::vector<SecretFacts> listed;
  for (StoredSecret& secret : stored) {
    const bool is_readable = std::ranges::find(keys, secret.key_id) != keys.end();
    listed.push_back(facts_of(std::move(secret), is_readable));
  }
  const std::size_t stored_count = listed.size();
  for (const auto& given : deps_.environment) {
    const auto end = listed.begin() + static_cast<std::ptrdiff_t>(stored_count);
    if (std::ranges::find(listed.begin(), end, given.first, &SecretFacts::name) == end)
      listed.push_back({.name = given.first, .origin = Origin::environment});
  }
  std::ranges::sort(listed, {}, &SecretFacts::name);
  co_return listed;
}

// --- Changing -------------------------------------------------------------------------------------------------------

Async<Result<SecretFacts>> SecretService::set(audit::Caller caller, std::string name, std::string value) {
  return store(std::move(caller), std::move(name), std::move(value), &SecretStore::put, "secrets.set");
}

Async<Result<SecretFacts>> SecretService::rotate(audit::Caller caller, std::string name, std::string value) {
  return store(std::move(caller), std::move(name), std::move(value), &SecretStore::replace, "secrets.rotate");
}

Async<Result<SecretFacts>> SecretService::store(audit::Caller caller, std::string name, std::string value,
                                                Change change, std::string action) {
  const SecretText kept(std::move(value));  // overwritten at the end
  CO_TRY(check_name(name));
  CO_TRY(check_value(kept.reveal()));
  CO_TRY(co_await refresh());  // the master key may have changed elsewhere
  StoredSecret secret{.name = name, .updated_by = caller.principal.key_id};
  secret.sealed = deps_.box.seal(kept.reveal(), secret_context(name), deps_.random);
  secret.key_id = key_id_of(secret.sealed);
  const Result<storage::WriteOutcome> written =
      co_await deps_.audit.write(change(secret), audit::entry_of(caller, std::move(action), name));
  if (!written) co_return std::unexpected(CO_TRY(co_await why_not_stored(std::move(name), written.error())));
  CO_TRY(co_await refresh());
  secret.version = SecretStore::version_in(*written);
  const std::vector<SecretFacts> listed = CO_TRY(co_await list());
  const auto found = std::ranges::find(listed, secret.name, &SecretFacts::name);
  if (found != listed.end() && found->version >= secret.version) co_return *found;
  co_return facts_of(std::move(secret), true);  // removed again meanwhile
}

Async<Result<Error>> SecretService::why_not_stored(std::string name, Error refusal) {
  if (refusal.code != ErrorCode::conflict) co_return refusal;
  CO_TRY(co_await store_.check_master_key(deps_.box.key_id()));
  const std::vector<StoredSecret> stored = CO_TRY(co_await store_.all());
  if (std::ranges::find(stored, name, &StoredSecret::name) != stored.end()) co_return refusal;
  if (std::ssize(stored) >= kSecretsMax) {
    co_return Error{.code = ErrorCode::limit_exceeded,
                    .message = fmt::format("there are {} secrets, which is the most; remove some", kSecretsMax)};
  }
  co_return no_such_secret(name, deps_.environment.contains(name)).error();
}

Async<Result<Done>> SecretService::remove(audit::Caller caller, std::string name) {
  CO_TRY(check_name(name));
  const Result<storage::WriteOutcome> written =
      co_await deps_.audit.write(SecretStore::remove(name), audit::entry_of(caller, "secrets.remove", name));
  if (!written && written.error().code == ErrorCode::conflict)
    co_return no_such_secret(name, deps_.environment.contains(name));
  if (!written) co_return std::unexpected(written.error());
  co_return co_await refresh();
}

}  // namespace swarm::secrets
