#pragma once

#include "platform/events/event_store.hpp"
#include "platform/http_server/router.hpp"
#include "swarm/workflows/workflow_service.hpp"

namespace swarm::workflows {

// Workflows over HTTP. Decoding, permission and errors are the router's; what happens is the service's.
class WorkflowEndpoints {
 public:
  struct Deps {
    WorkflowService& service;
    WorkflowStore& store;
    events::EventStore& events;
    storage::Database& database;
    const Live<tasks::TaskConfig>& task_config;  // how long a caller may wait
  };
  explicit WorkflowEndpoints(Deps deps) : deps_(deps) {}
  void declare(http::Router& router);

  Async<Result<http::Created<WorkflowView>>> create(http::RequestContext caller, http::Body<CreateWorkflow> request);
  Async<Result<WorkflowPage>> list(http::RequestContext caller, http::Query<ListWorkflows> query);
  Async<Result<WorkflowView>> find(http::RequestContext caller, http::Path<WorkflowPath> path);
  Async<Result<WorkflowView>> cancel(http::RequestContext caller, http::Path<WorkflowPath> path);
  Async<Result<WorkflowView>> retry(http::RequestContext caller, http::Path<WorkflowPath> path);
  Async<Result<http::EventStream>> follow(http::RequestContext caller, http::Path<WorkflowPath> path,
                                          http::Query<tasks::FollowEvents> query);

 private:
  Deps deps_;
};

}  // namespace swarm::workflows
