#pragma once

#include "platform/http_server/router.hpp"
#include "platform/outbox/webhook_service.hpp"

namespace swarm::outbox {

// Webhooks over HTTP.
class WebhookEndpoints {
 public:
  struct Deps {
    WebhookService& service;
    WebhookStore& webhooks;
    DeliveryStore& deliveries;
    const Clock& clock;
  };
  explicit WebhookEndpoints(Deps deps) : deps_(deps) {}
  void declare(http::Router& router);

  Async<Result<http::Created<IssuedSecret>>> create(http::RequestContext caller, http::Body<CreateWebhook> request);
  Async<Result<WebhookPage>> list(http::RequestContext caller, http::Query<ListWebhooks> query);
  Async<Result<WebhookView>> find(http::RequestContext caller, http::Path<WebhookPath> path);
  Async<Result<WebhookView>> change(http::RequestContext caller, http::Path<WebhookPath> path,
                                    http::Body<ChangeWebhook> request);
  Async<Result<http::NoContent>> remove(http::RequestContext caller, http::Path<WebhookPath> path);
  Async<Result<IssuedSecret>> rotate_secret(http::RequestContext caller, http::Path<WebhookPath> path,
                                            http::Body<RotateSecret> request);
  Async<Result<DeliveryDetails>> test(http::RequestContext caller, http::Path<WebhookPath> path,
                                      http::Body<TestWebhook> request);
  Async<Result<DeliveryPage>> list_deliveries(http::RequestContext caller, http::Path<WebhookPath> path,
                                              http::Query<ListDeliveries> query);
  Async<Result<DeliveryDetails>> find_delivery(http::RequestContext caller, http::Path<DeliveryPath> path);
  Async<Result<http::Accepted<DeliveryView>>> redeliver(http::RequestContext caller, http::Path<DeliveryPath> path);

 private:
  Deps deps_;
};

}  // namespace swarm::outbox
