#pragma once

#include "platform/http_server/router.hpp"
#include "providers/breaker/breaker_api_types.hpp"
#include "providers/breaker/breaker_service.hpp"

namespace swarm::breaker {

// /api/v1/breakers. Breakers belong to the installation, not to a project.
class BreakerEndpoints {
 public:
  BreakerEndpoints(BreakerService& breakers, std::string replica) : breakers_(breakers), replica_(std::move(replica)) {}
  void declare(http::Router& router);

  Async<Result<BreakerList>> list(http::RequestContext caller);
  Async<Result<BreakerView>> find(http::RequestContext caller, http::Path<BreakerPath> path);
  Async<Result<BreakerView>> open(http::RequestContext caller, http::Path<BreakerPath> path,
                                  http::Body<OpenBreaker> request);
  Async<Result<BreakerView>> close(http::RequestContext caller, http::Path<BreakerPath> path);
  Async<Result<BreakerView>> reset(http::RequestContext caller, http::Path<BreakerPath> path);

 private:
  Async<Result<BreakerView>> give(http::RequestContext caller, std::string provider, NewOrder order);

  BreakerService& breakers_;
  const std::string replica_;
};

}  // namespace swarm::breaker
