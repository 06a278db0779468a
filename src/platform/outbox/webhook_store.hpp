#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/outbox/webhook_types.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/database.hpp"

namespace swarm::outbox {

std::span<const storage::Migration> migrations();
storage::Schema schema();

// Told when webhooks were made, changed or removed.
inline constexpr std::string_view kWebhooksTopic = "webhooks";
inline constexpr std::int64_t kEnabledMax = 10'000;  // enabled webhooks that one server looks after

// Webhooks in the database. Changes are units, so that their audit entry is in the same transaction. Thread-safe.
// Every read may fail with `unavailable`.
class WebhookStore {
 public:
  explicit WebhookStore(storage::Database& database) : database_(database) {}

  // `conflict` (reason "guard"): the project has `project_max` already.
  static storage::WriteUnit insert(const Webhook& webhook, std::int64_t project_max);
  // Guarded by the version that `changed` was read with. When it was disabled and is enabled now, only what happens
  // behind `newest` is sent.
  static storage::WriteUnit change(const Webhook& changed, events::Cursor newest);
  // The present secret signs along for `overlap`; 0: it ends at once.
  static storage::WriteUnit replace_secret(const Webhook& read, const std::string& sealed, const std::string& key_id,
                                           std::chrono::milliseconds overlap);
  // With as much of its log as one unit may take; retention forgets the rest.
  static storage::WriteUnit remove(const Webhook& webhook);
  // With the event webhook.disabled.
  static storage::WriteUnit disable(const Webhook& webhook, DisabledReason reason);

  // Adds the secrets sealed anew, unless they were changed since `read`.
  static void reseal(storage::WriteUnit& unit, const Webhook& read, const Webhook& resealed);

  Async<Result<Webhook>> find(Scope scope, WebhookId id);  // `not_found`
  Async<Result<std::vector<Webhook>>> list(Scope scope, std::string after, std::int64_t count);
  Async<Result<std::int64_t>> count(Scope scope);
  // Of all projects: those with a secret that the master key sealed.
  Async<Result<std::vector<Webhook>>> sealed_with(std::string key_id, std::string after, std::int64_t count);
  // Of all projects.
  Async<Result<std::vector<Webhook>>> enabled();

 private:
  storage::Database& database_;
};

}  // namespace swarm::outbox
