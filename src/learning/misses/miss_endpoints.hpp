#pragma once

#include "learning/misses/miss_api_types.hpp"
#include "learning/misses/miss_service.hpp"
#include "platform/http_server/router.hpp"
#include "swarm/tasks/task_api_types.hpp"

namespace swarm::misses {

// /api/v1/misses, and the correction of a task.
class MissEndpoints {
 public:
  explicit MissEndpoints(MissService& service) : service_(service) {}
  void declare(http::Router& router);

  Async<Result<MissView>> correct(http::RequestContext context, http::Path<tasks::TaskPath> path,
                                  http::Body<CorrectTask> body);
  Async<Result<MissPage>> list(http::RequestContext context, http::Query<ListMisses> query);
  Async<Result<MissView>> find(http::RequestContext context, http::Path<MissPath> path);
  Async<Result<http::NoContent>> remove(http::RequestContext context, http::Path<MissPath> path);

 private:
  MissService& service_;
};

}  // namespace swarm::misses
