#pragma once

#include <string>

#include "base/random.hpp"
#include "platform/outbox/webhook_store.hpp"
#include "platform/secrets/master_key_service.hpp"
#include "platform/telemetry/log.hpp"

namespace swarm::outbox {

// Seals the signing secrets of all webhooks anew when the master key changed. Thread-safe.
class WebhookResealer final : public secrets::SealedOwner {
 public:
  WebhookResealer(storage::Database& database, const secrets::SecretBox& box, Random& random, telemetry::Log log)
      : database_(database), webhooks_(database), box_(box), random_(random), log_(std::move(log)) {}
  Async<Result<std::int64_t>> reseal(std::string old_key) override;

 private:
  Result<Webhook> resealed(const Webhook& read, const std::string& key_id);

  storage::Database& database_;
  WebhookStore webhooks_;
  const secrets::SecretBox& box_;
  Random& random_;
  telemetry::Log log_;
};

}  // namespace swarm::outbox
