#pragma once

#include "learning/training_runs/training_api_types.hpp"
#include "learning/training_runs/training_service.hpp"
#include "platform/http_server/router.hpp"

namespace swarm::training_runs {

// /api/v1/training-runs.
class TrainingEndpoints {
 public:
  TrainingEndpoints(TrainingService& service, storage::Database& database) : service_(service), database_(database) {}
  void declare(http::Router& router);

  Async<Result<http::Created<RunView>>> create(http::RequestContext context, http::Body<CreateRun> body);
  Async<Result<RunList>> list(http::RequestContext context, http::Query<RunQuery> query);
  Async<Result<RunView>> find(http::RequestContext context, http::Path<RunPath> path);
  Async<Result<RunView>> cancel(http::RequestContext context, http::Path<RunPath> path);
  Async<Result<RunView>> resume(http::RequestContext context, http::Path<RunPath> path);
  Async<Result<RunLog>> log(http::RequestContext context, http::Path<RunPath> path, http::Query<LogQuery> query);
  Async<Result<RunCurve>> progress(http::RequestContext context, http::Path<RunPath> path);
  Async<Result<http::EventStream>> events(http::RequestContext context, http::Path<RunPath> path);

 private:
  TrainingService& service_;
  storage::Database& database_;
};

}  // namespace swarm::training_runs
