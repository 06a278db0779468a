#pragma once

#include "platform/events/event_store.hpp"
#include "platform/http_server/router.hpp"
#include "swarm/tasks/task_service.hpp"

namespace swarm::tasks {

// Tasks over HTTP. Decoding, permission and errors are the router's; what happens is the service's.
class TaskEndpoints {
 public:
  struct Deps {
    TaskService& service;
    TaskStore& store;
    events::EventStore& events;
    storage::Database& database;
  };
  explicit TaskEndpoints(Deps deps) : deps_(deps) {}
  void declare(http::Router& router);

  Async<Result<http::Created<TaskView>>> create(http::RequestContext caller, http::Body<CreateTask> request);
  Async<Result<http::Created<TaskBatchView>>> create_batch(http::RequestContext caller,
                                                           http::Body<CreateTaskBatch> request);
  Async<Result<TaskPage>> list(http::RequestContext caller, http::Query<ListTasks> query);
  Async<Result<TaskView>> find(http::RequestContext caller, http::Path<TaskPath> path);
  Async<Result<TaskView>> cancel(http::RequestContext caller, http::Path<TaskPath> path);
  Async<Result<TaskView>> retry(http::RequestContext caller, http::Path<TaskPath> path);
  Async<Result<TaskView>> requeue(http::RequestContext caller, http::Path<TaskPath> path);
  Async<Result<http::Created<FeedbackView>>> give_feedback(http::RequestContext caller, http::Path<TaskPath> path,
                                                           http::Body<GiveFeedback> feedback);
  Async<Result<TraceView>> trace(http::RequestContext caller, http::Path<TaskPath> path);
  Async<Result<http::EventStream>> follow_task(http::RequestContext caller, http::Path<TaskPath> path,
                                               http::Query<FollowEvents> query);
  Async<Result<http::EventStream>> follow_project(http::RequestContext caller, http::Query<FollowEvents> query);

 private:
  Async<Result<http::EventStream>> follow(http::RequestContext caller, std::optional<TaskId> of,
                                          std::optional<std::string> after);
  Deps deps_;
};

}  // namespace swarm::tasks
