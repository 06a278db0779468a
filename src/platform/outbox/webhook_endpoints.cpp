#include "platform/outbox/webhook_endpoints.hpp"

namespace swarm::outbox {

using http::Permission;
using http::RequestContext;

namespace {

audit::Caller audit_caller(RequestContext caller) {
  return {std::move(caller.principal), std::move(caller.client_address), std::move(caller.request_id)};
}

Result<DeliveryId> parse_delivery(std::string_view text) {
  constexpr std::string_view kMessage = "msg_";
  return DeliveryId::parse(text.starts_with(kMessage) ? text.substr(kMessage.size()) : text);
}

}  // namespace

void WebhookEndpoints::declare(http::Router& router) {
  router.post<&WebhookEndpoints::create>("/api/v1/webhooks", Permission::webhooks_write, *this,
                                         "Have events of the project posted to a URL, signed.");
  router.get<&WebhookEndpoints::list>("/api/v1/webhooks", Permission::webhooks_read, *this,
                                      "Webhooks of the project, without their secrets.");
  router.get<&WebhookEndpoints::find>("/api/v1/webhooks/{id}", Permission::webhooks_read, *this, "One webhook.");
  router.patch<&WebhookEndpoints::change>("/api/v1/webhooks/{id}", Permission::webhooks_write, *this,
                                          "Change a webhook, or enable or disable it.");
  router.remove<&WebhookEndpoints::remove>("/api/v1/webhooks/{id}", Permission::webhooks_write, *this,
                                           "Remove a webhook and what waits for it.");
  router.post<&WebhookEndpoints::rotate_secret>("/api/v1/webhooks/{id}/rotate-secret", Permission::webhooks_write,
                                                *this, "Replace the secret; the old one signs along for a while.");
  router.post<&WebhookEndpoints::test>("/api/v1/webhooks/{id}/test", Permission::webhooks_write, *this,
                                       "Send a test message, once, and say how that went.");
  router.get<&WebhookEndpoints::list_deliveries>("/api/v1/webhooks/{id}/deliveries", Permission::webhooks_read, *this,
                                                 "The delivery log of a webhook.");
  router.get<&WebhookEndpoints::find_delivery>("/api/v1/webhooks/{id}/deliveries/{delivery}", Permission::webhooks_read,
                                               *this, "One delivery with its attempts and its body.");
  router.post<&WebhookEndpoints::redeliver>("/api/v1/webhooks/{id}/deliveries/{delivery}/redeliver",
                                            Permission::webhooks_write, *this,
                                            "Send a delivery again, with the same message id.");
}

Async<Result<http::Created<IssuedSecret>>> WebhookEndpoints::create(RequestContext caller,
                                                                    http::Body<CreateWebhook> request) {
  WebhookService::WithSecret made =
      CO_TRY(co_await deps_.service.create(audit_caller(std::move(caller)), std::move(request.value)));
  std::string location = "/api/v1/webhooks/" + made.webhook.id.text();
  co_return http::Created<IssuedSecret>{{view_of(made.webhook, deps_.clock.now()), std::move(made.secret)},
                                        std::move(location)};
}

Async<Result<WebhookPage>> WebhookEndpoints::list(RequestContext caller, http::Query<ListWebhooks> query) {
  if (query.value.cursor) CO_TRY(WebhookId::parse(*query.value.cursor));
  const std::vector<Webhook> webhooks =
      CO_TRY(co_await deps_.webhooks.list(caller.scope(), query.value.cursor.value_or(""), query.value.limit + 1));
  WebhookPage page;
  for (const Webhook& webhook : webhooks) {
    if (std::ssize(page.webhooks) == query.value.limit) {
      page.next_cursor = page.webhooks.back().id;
      break;
    }
    page.webhooks.push_back(view_of(webhook, deps_.clock.now()));
  }
  co_return page;
}

Async<Result<WebhookView>> WebhookEndpoints::find(RequestContext caller, http::Path<WebhookPath> path) {
  const WebhookId id = CO_TRY(WebhookId::parse(path.value.id));
  co_return view_of(CO_TRY(co_await deps_.webhooks.find(caller.scope(), id)), deps_.clock.now());
}

Async<Result<WebhookView>> WebhookEndpoints::change(RequestContext caller, http::Path<WebhookPath> path,
                                                    http::Body<ChangeWebhook> request) {
  const WebhookId id = CO_TRY(WebhookId::parse(path.value.id));
  const ChangeWebhook& wanted = request.value;
  if (!wanted.url && !wanted.events && !wanted.description && !wanted.enabled)
    co_return fail(ErrorCode::invalid_input, "there is nothing to change; name url, events, description or enabled");
  co_return view_of(
      CO_TRY(co_await deps_.service.change(audit_caller(std::move(caller)), id, std::move(request.value))),
      deps_.clock.now());
}

Async<Result<http::NoContent>> WebhookEndpoints::remove(RequestContext caller, http::Path<WebhookPath> path) {
  const WebhookId id = CO_TRY(WebhookId::parse(path.value.id));
  CO_TRY(co_await deps_.service.remove(audit_caller(std::move(caller)), id));
  co_return http::NoContent{};
}

Async<Result<IssuedSecret>> WebhookEndpoints::rotate_secret(RequestContext caller, http::Path<WebhookPath> path,
                                                            http::Body<RotateSecret> request) {
  const WebhookId id = CO_TRY(WebhookId::parse(path.value.id));
  WebhookService::WithSecret made =
      CO_TRY(co_await deps_.service.rotate_secret(audit_caller(std::move(caller)), id, request.value.overlap));
  co_return IssuedSecret{view_of(made.webhook, deps_.clock.now()), std::move(made.secret)};
}

Async<Result<DeliveryDetails>> WebhookEndpoints::test(RequestContext caller, http::Path<WebhookPath> path,
                                                      http::Body<TestWebhook> request) {
  const WebhookId id = CO_TRY(WebhookId::parse(path.value.id));
  co_return details_of(CO_TRY(co_await deps_.service.test(caller.scope(), id, request.value.wait)));
}

Async<Result<DeliveryPage>> WebhookEndpoints::list_deliveries(RequestContext caller, http::Path<WebhookPath> path,
                                                              http::Query<ListDeliveries> query) {
  const WebhookId id = CO_TRY(WebhookId::parse(path.value.id));
  DeliveryFilter filter{.state = query.value.state, .count = query.value.limit + 1};
  if (query.value.cursor) filter.before = CO_TRY(DeliveryId::parse(*query.value.cursor));
  CO_TRY(co_await deps_.webhooks.find(caller.scope(), id));
  const std::vector<Delivery> deliveries = CO_TRY(co_await deps_.deliveries.list(caller.scope(), id, filter));
  DeliveryPage page;
  for (const Delivery& delivery : deliveries) {
    if (std::ssize(page.deliveries) == query.value.limit) {
      page.next_cursor = page.deliveries.back().id;
      break;
    }
    page.deliveries.push_back(view_of(delivery));
  }
  co_return page;
}

Async<Result<DeliveryDetails>> WebhookEndpoints::find_delivery(RequestContext caller, http::Path<DeliveryPath> path) {
  const WebhookId id = CO_TRY(WebhookId::parse(path.value.id));
  const DeliveryId delivery = CO_TRY(parse_delivery(path.value.delivery));
  co_return details_of(CO_TRY(co_await deps_.deliveries.find(caller.scope(), id, delivery)));
}

Async<Result<http::Accepted<DeliveryView>>> WebhookEndpoints::redeliver(RequestContext caller,
                                                                        http::Path<DeliveryPath> path) {
  const WebhookId id = CO_TRY(WebhookId::parse(path.value.id));
  const DeliveryId delivery = CO_TRY(parse_delivery(path.value.delivery));
  co_return http::Accepted<DeliveryView> {
    view_of(CO_TRY(co_await deps_.service.redeliver(caller.scope(), id, delivery)))
  };
}

}  // namespace swarm::outbox
