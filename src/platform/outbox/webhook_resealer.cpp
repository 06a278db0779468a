#include "platform/outbox/webhook_resealer.hpp"

#include "platform/outbox/delivery_sender.hpp"
#include "platform/secrets/secret_source.hpp"

namespace swarm::outbox {

Result<Webhook> WebhookResealer::resealed(const Webhook& read, const std::string& key_id) {
  Webhook webhook = read;
  const std::string context = secret_context(read.id);
  for (std::string* sealed : {&webhook.secret, webhook.previous_secret ? &*webhook.previous_secret : nullptr}) {
    if (sealed == nullptr) continue;
    const secrets::SecretText secret(TRY(box_.open(*sealed, context)));
    *sealed = box_.seal(secret.reveal(), context, random_);
  }
  webhook.secret_key = key_id;
  return webhook;
}

Async<Result<std::int64_t>> WebhookResealer::reseal(std::string old_key) {
  std::int64_t count = 0;
  std::string after;
  while (true) {
    const std::vector<Webhook> webhooks =
        CO_TRY(co_await webhooks_.sealed_with(old_key, after, secrets::kResealedPerUnit));
    if (webhooks.empty()) co_return count;
    after = webhooks.back().id.text();
    storage::WriteUnit unit;
    const std::string key_id = box_.key_id();
    secrets::require_master_key(unit, key_id);
    for (const Webhook& read : webhooks) {
      const Result<Webhook> webhook = resealed(read, key_id);
      if (webhook)
        WebhookStore::reseal(unit, read, *webhook);
      else
        log_.error("webhook_secret_not_resealed", {{"error", webhook.error().message}});
    }
    const storage::WriteOutcome outcome = CO_TRY(co_await database_.write(std::move(unit)));
    for (std::size_t i = 1; i < outcome.changed.size(); ++i)
      count += outcome.changed[i];
  }
}

}  // namespace swarm::outbox
