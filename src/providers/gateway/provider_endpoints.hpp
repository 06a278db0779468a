#pragma once

#include "platform/http_server/router.hpp"
#include "platform/secrets/secret_source.hpp"
#include "providers/gateway/gateway.hpp"
#include "providers/gateway/provider_api_types.hpp"

namespace swarm::gateway {

// /api/v1/providers: who can be asked, and how they are. Configured, so there is nothing to change here.
class ProviderEndpoints {
 public:
  ProviderEndpoints(const Gateway& gateway, const secrets::SecretSource& secrets)
      : gateway_(gateway), secrets_(secrets) {}
  void declare(http::Router& router);

  Async<Result<ProviderList>> list(http::RequestContext context);
  Async<Result<ProviderView>> find(http::RequestContext context, http::Path<ProviderPath> path);

 private:
  ProviderView view_of(std::size_t place) const;

  const Gateway& gateway_;
  const secrets::SecretSource& secrets_;
};

}  // namespace swarm::gateway
