#pragma once

#include <memory>

#include "base/clock.hpp"
#include "platform/http_client/http_client.hpp"
#include "platform/outbox/delivery_rules.hpp"
#include "platform/outbox/webhook_url.hpp"
#include "platform/secrets/secret_box.hpp"

namespace swarm::outbox {

// Where a secret stands, for SecretBox.
std::string secret_context(const WebhookId& id);

// Makes one attempt at one delivery: signs, sends, and says what came of it. On one Loop.
class DeliverySender {
 public:
  struct Deps {
    runtime::Executor executor;
    http_client::Resolver& resolver;
    const WebhookUrlRules& rules;
    const secrets::SecretBox& secrets;
    const Clock& clock;
  };
  // `invalid_input`: outbox.ca_file cannot be used.
  static Result<std::unique_ptr<DeliverySender>> open(const OutboxConfig& config, Deps deps);

  Async<Answer> send(Webhook webhook, Delivery delivery);

 private:
  DeliverySender(const OutboxConfig& config, Deps deps);
  Result<http_client::Request> request_of(const Webhook& webhook, const Delivery& delivery) const;
  Result<std::string> signatures(const Webhook& webhook, const Delivery& delivery, Time now) const;

  const OutboxConfig config_;
  Deps deps_;
  SchemePolicy plain_policy_;
  SchemePolicy tls_policy_;
  std::unique_ptr<http_client::Client> plain_;
  std::unique_ptr<http_client::Client> tls_;
};

}  // namespace swarm::outbox
