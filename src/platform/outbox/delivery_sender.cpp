#include "platform/outbox/delivery_sender.hpp"

#include <fmt/format.h>

#include "platform/outbox/webhook_signature.hpp"

namespace swarm::outbox {

using http_client::Scheme;

namespace {

// Read so that the connection can be used again; a longer answer costs it.
constexpr std::size_t kAnswerReadMax = 16 * KiB;

http_client::ClientConfig client_config(const OutboxConfig& config) {
  http_client::ClientConfig client{.ca_file = config.ca_file};
  client.pool.connections_max = config.concurrency_max + client.pool.idle_max;
  return client;
}

}  // namespace

std::string secret_context(const WebhookId& id) {
  return "webhook " + id.text();
}

DeliverySender::DeliverySender(const OutboxConfig& config, Deps deps)
    : config_(config), deps_(deps), plain_policy_(deps.rules, Scheme::http), tls_policy_(deps.rules, Scheme::https) {}

Result<std::unique_ptr<DeliverySender>> DeliverySender::open(const OutboxConfig& config, Deps deps) {
  std::unique_ptr<DeliverySender> sender(new DeliverySender(config, deps));
  const auto open_client = [&](const SchemePolicy& policy) {
    return http_client::Client::open(client_config(config), {deps.executor, deps.resolver, policy});
  };
  sender->plain_ = TRY(open_client(sender->plain_policy_));
  sender->tls_ = TRY(open_client(sender->tls_policy_));
  return sender;
}

Result<std::string> DeliverySender::signatures(const Webhook& webhook, const Delivery& delivery, Time now) const {
  std::vector<std::string> secrets;
  secrets.push_back(TRY(deps_.secrets.open(webhook.secret, secret_context(webhook.id))));
  if (webhook.previous_secret && webhook.previous_until && *webhook.previous_until > now)
    secrets.push_back(TRY(deps_.secrets.open(*webhook.previous_secret, secret_context(webhook.id))));
  return signatures_of(secrets, message_id(delivery.id), to_milliseconds(now) / 1000, delivery.body);
}

Result<http_client::Request> DeliverySender::request_of(const Webhook& webhook, const Delivery& delivery) const {
  const Time now = deps_.clock.now();
  http_client::Request request {
    .method = "POST", .url = TRY(deps_.rules.check(webhook.url))
  };
  request.headers = {{"Content-Type", "application/json"},
                     {"webhook-id", message_id(delivery.id)},
                     {"webhook-timestamp", fmt::format("{}", to_milliseconds(now) / 1000)},
                     {"webhook-signature", TRY(signatures(webhook, delivery, now))}};
  request.body = delivery.body;
  request.timeouts = {.connect = config_.connect_timeout,
                      .first_byte = config_.request_timeout,
                      .pause = config_.request_timeout,
                      .total = config_.request_timeout};
  request.may_repeat = true;  // the receiver knows a message that comes twice by its id
  return request;
}

Async<Answer> DeliverySender::send(Webhook webhook, Delivery delivery) {
  Result<http_client::Request> request = request_of(webhook, delivery);
  if (!request) {
    // The rules have become narrower since the URL was accepted.
    if (request.error().reason == "url") request.error().reason = "address_refused";
    co_return Answer{.error = std::move(request).error()};
  }
  http_client::Client& client = request->url.is_tls() ? *tls_ : *plain_;
  Result<http_client::Response> response = co_await client.send(std::move(*request));
  if (!response) co_return Answer{.error = std::move(response).error()};
  Answer answer{.status = response->head().status};
  if (const auto retry_after = response->head().header("retry-after")) answer.retry_after = std::string(*retry_after);
  // The status decides; a body that hangs or never ends changes nothing.
  Result<std::string> body = co_await response->read_up_to(kAnswerReadMax);
  if (body) answer.body = std::move(*body);
  co_return answer;
}

}  // namespace swarm::outbox
