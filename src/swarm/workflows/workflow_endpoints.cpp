#include "swarm/workflows/workflow_endpoints.hpp"

#include "swarm/workflows/workflow_feed_endpoints.hpp"

namespace swarm::workflows {

using http::Permission;
using http::RequestContext;

void WorkflowEndpoints::declare(http::Router& router) {
  using Self = WorkflowEndpoints;
  router.post<&Self::create>("/api/v1/workflows", Permission::tasks_write, *this,
                             "Submit steps that use each other's results: all or none.");
  router.get<&Self::list>("/api/v1/workflows", Permission::tasks_read, *this, "Workflows, newest first.");
  router.get<&Self::find>("/api/v1/workflows/{id}", Permission::tasks_read, *this, "One workflow with its steps.");
  router.post<&Self::cancel>("/api/v1/workflows/{id}/cancel", Permission::tasks_write, *this,
                             "Cancel every step that has not ended.");
  router.post<&Self::retry>("/api/v1/workflows/{id}/retry", Permission::tasks_write, *this,
                            "Begin every step without an answer anew.");
  router.get<&Self::follow>("/api/v1/workflows/{id}/events", Permission::tasks_read, *this,
                            "The events of one workflow, until it has ended.");
}

Async<Result<http::Created<WorkflowView>>> WorkflowEndpoints::create(RequestContext caller,
                                                                     http::Body<CreateWorkflow> request) {
  const std::chrono::milliseconds wait = std::min(request.value.wait, deps_.task_config.get()->wait_max);
  tasks::Submission submission{caller.principal.key_id, caller.request_id, caller.trace_id, caller.idempotency_key};
  WorkflowView view =
      CO_TRY(co_await deps_.service.submit(caller.scope(), std::move(request.value), std::move(submission)));
  if (wait.count() > 0 && view.state == WorkflowState::running) {
    const WorkflowId id = CO_TRY(WorkflowId::parse(view.id));
    view = CO_TRY(co_await deps_.service.wait(caller.scope(), id, wait));
  }
  std::string location = "/api/v1/workflows/" + view.id;
  co_return http::Created<WorkflowView>{std::move(view), std::move(location)};
}

Async<Result<WorkflowPage>> WorkflowEndpoints::list(RequestContext caller, http::Query<ListWorkflows> query) {
  const ListWorkflows& asked = query.value;
  WorkflowFilter filter{.state = asked.state, .before = {}, .count = asked.limit + 1};
  if (asked.cursor) filter.before = CO_TRY(WorkflowId::parse(*asked.cursor));
  const std::vector<Workflow> workflows = CO_TRY(co_await deps_.store.list(caller.scope(), filter));
  WorkflowPage page;
  for (const Workflow& workflow : workflows) {
    if (static_cast<std::int64_t>(page.workflows.size()) == asked.limit) {
      page.next_cursor = page.workflows.back().id;
      break;
    }
    page.workflows.push_back(view_of(workflow));
  }
  co_return page;
}

Async<Result<WorkflowView>> WorkflowEndpoints::find(RequestContext caller, http::Path<WorkflowPath> path) {
  const WorkflowId id = CO_TRY(WorkflowId::parse(path.value.id));
  co_return co_await deps_.service.find(caller.scope(), id);
}

Async<Result<WorkflowView>> WorkflowEndpoints::cancel(RequestContext caller, http::Path<WorkflowPath> path) {
  const WorkflowId id = CO_TRY(WorkflowId::parse(path.value.id));
  co_return co_await deps_.service.cancel(caller.scope(), id);
}

Async<Result<WorkflowView>> WorkflowEndpoints::retry(RequestContext caller, http::Path<WorkflowPath> path) {
  const WorkflowId id = CO_TRY(WorkflowId::parse(path.value.id));
  co_return co_await deps_.service.retry(caller.scope(), id);
}

Async<Result<http::EventStream>> WorkflowEndpoints::follow(RequestContext caller, http::Path<WorkflowPath> path,
                                                           http::Query<tasks::FollowEvents> query) {
  const WorkflowId id = CO_TRY(WorkflowId::parse(path.value.id));
  CO_TRY(co_await deps_.store.look_at(caller.scope(), id));
  std::optional<events::Cursor> cursor = CO_TRY(events::cursor_of(caller.last_event_id, query.value.after));
  if (!cursor) cursor = CO_TRY(co_await deps_.events.newest(caller.scope()));
  CO_TRY(co_await deps_.events.check_kept(caller.scope(), *cursor));
  co_return http::EventStream{std::make_unique<WorkflowFeed>(deps_.store, deps_.database, caller.scope(), id, *cursor)};
}

}  // namespace swarm::workflows
