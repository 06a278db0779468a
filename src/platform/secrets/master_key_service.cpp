#include "platform/secrets/master_key_service.hpp"

#include "platform/secrets/secret_source.hpp"

namespace swarm::secrets {

namespace {

// One change at a time in this process; the file of the previous key sees to the others.
class Turn {
 public:
  explicit Turn(std::atomic<bool>& taken) : taken_(taken), is_ours_(!taken.exchange(true)) {}
  ~Turn() {
    if (is_ours_) taken_ = false;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  bool is_ours() const { return is_ours_; }

 private:
  std::atomic<bool>& taken_;
  const bool is_ours_;
};

std::unexpected<Error> unfinished() {
  return fail(ErrorCode::conflict, "rotation_unfinished",
              "the last change of the master key has not ended; it goes on by itself, look at the log");
}

}  // namespace

Async<Result<std::int64_t>> SecretResealer::reseal(std::string old_key) {
  std::int64_t resealed = 0;
  std::string after;
  while (true) {
    const std::vector<StoredSecret> secrets = CO_TRY(co_await store_.sealed_with(old_key, after, kResealedPerUnit));
    if (secrets.empty()) co_return resealed;
    after = secrets.back().name;
    storage::WriteUnit unit;
    const std::string key_id = box_.key_id();
    require_master_key(unit, key_id);
    for (const StoredSecret& secret : secrets) {
      Result<std::string> value = box_.open(secret.sealed, secret_context(secret.name));
      if (!value) {
        log_.error("secret_not_resealed", {{"error", value.error().message}});
        continue;
      }
      const SecretText kept(std::move(*value));
      SecretStore::reseal(unit, secret, box_.seal(kept.reveal(), secret_context(secret.name), random_), key_id);
    }
    const storage::WriteOutcome outcome = CO_TRY(co_await database_.write(std::move(unit)));
    for (std::size_t i = 1; i < outcome.changed.size(); ++i)
      resealed += outcome.changed[i];
  }
}

MasterKeyService::MasterKeyService(Deps deps)
    : deps_(std::move(deps)),
      store_(deps_.database),
      own_(deps_.database, deps_.box, deps_.random, deps_.log),
      owners_{&own_},
      wakeup_(deps_.loop),
      background_(deps_.loop) {}

void MasterKeyService::start() {
  background_.spawn(finish_forever());
}

Async<void> MasterKeyService::stop() {
  co_await background_.stop();
}

Async<void> MasterKeyService::finish_forever() {
  while (true) {
    const Result<std::int64_t> finished = co_await finish();
    if (!finished) deps_.log.warn("master_key_rotation_unfinished", {{"error", finished.error().message}});
    co_await wakeup_.wait_for(kFinishInterval);
  }
}

Async<Result<MasterKeyService::Rotated>> MasterKeyService::rotate(audit::Caller caller, bool abandon_unreadable) {
  const Turn turn(rotating_);
  if (!turn.is_ours() || deps_.box.previous_key_id()) co_return unfinished();
  if (!abandon_unreadable) CO_TRY(co_await store_.check_master_key(deps_.box.key_id()));
  const std::string previous = deps_.box.key_id();
  CO_TRY(co_await deps_.blocking.run([box = deps_.box, random = &deps_.random] { return box.change_key(*random); }));
  const Result<Done> switched = co_await switch_key(std::move(caller), abandon_unreadable);
  if (!switched) {
    // Only when it is certain that the database does not know the new key; otherwise the background finds out.
    const ErrorCode code = switched.error().code;
    if (code == ErrorCode::conflict || code == ErrorCode::limit_exceeded)
      CO_TRY(co_await deps_.blocking.run([box = deps_.box] { return box.undo_change(); }));
    co_return std::unexpected(switched.error());
  }
  Rotated rotated{.key_id = deps_.box.key_id(), .previous_key_id = previous};
  const Result<std::int64_t> resealed = co_await finish();
  if (!resealed) deps_.log.warn("master_key_rotation_unfinished", {{"error", resealed.error().message}});
  rotated.resealed = resealed.value_or(0);
  rotated.finished = resealed && !deps_.box.previous_key_id();
  co_return rotated;
}

Async<Result<Done>> MasterKeyService::switch_key(audit::Caller caller, bool abandon_unreadable) {
  const std::string key_id = deps_.box.key_id();
  const std::string previous = deps_.box.previous_key_id().value_or("");
  json::Object details{{"key", key_id}, {"previous_key", previous}, {"abandon_unreadable", abandon_unreadable}};
  audit::AuditEntry entry = audit::entry_of(caller, "secrets.rotate_master_key", key_id, std::move(details));
  storage::WriteUnit unit =
      abandon_unreadable ? SecretStore::adopt_key(key_id) : SecretStore::switch_key(previous, key_id);
  CO_TRY(co_await deps_.audit.write(std::move(unit), std::move(entry)));
  co_return Done{};
}

Async<Result<std::int64_t>> MasterKeyService::finish() {
  const std::optional<std::string> previous = deps_.box.previous_key_id();
  deps_.metrics.rotation_unfinished.set(previous ? 1 : 0);
  if (!previous) co_return 0;
  // The end may have come between the file and the database.
  CO_TRY(co_await deps_.database.write(SecretStore::switch_key(*previous, deps_.box.key_id())));
  std::int64_t total = 0;
  for (int pass = 0; pass < kResealPassesMax; ++pass) {
    std::int64_t resealed = 0;
    for (SealedOwner* owner : owners_)
      resealed += CO_TRY(co_await owner->reseal(*previous));
    deps_.metrics.resealed.add(static_cast<double>(resealed));
    total += resealed;
    if (resealed > 0) continue;
    CO_TRY(co_await deps_.blocking.run([box = deps_.box, id = *previous] { return box.forget_previous(id); }));
    deps_.metrics.rotation_unfinished.set(0);
    deps_.log.info("master_key_rotated", {{"key", deps_.box.key_id()}, {"resealed", total}});
    co_return total;
  }
  co_return fail(ErrorCode::unavailable, "secrets are stored faster than they are sealed anew");
}

}  // namespace swarm::secrets
