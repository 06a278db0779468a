#include "swarm/tasks/task_endpoints.hpp"

#include "swarm/tasks/task_feed_endpoints.hpp"

namespace swarm::tasks {

using http::Permission;
using http::RequestContext;

namespace {

Submission submission_of(const RequestContext& caller, bool is_batch) {
  return {caller.principal.key_id, caller.request_id, caller.trace_id, caller.idempotency_key, is_batch};
}

std::string location_of(const Task& task) {
  return "/api/v1/tasks/" + task.id.text();
}

}  // namespace

void TaskEndpoints::declare(http::Router& router) {
  router.post<&TaskEndpoints::create>("/api/v1/tasks", Permission::tasks_write, *this, "Submit one task.");
  router.post<&TaskEndpoints::create_batch>("/api/v1/tasks/batch", Permission::tasks_write, *this,
                                            "Submit many tasks: all or none.");
  router.get<&TaskEndpoints::list>("/api/v1/tasks", Permission::tasks_read, *this, "Tasks, newest first.");
  router.get<&TaskEndpoints::find>("/api/v1/tasks/{id}", Permission::tasks_read, *this, "One task.");
  router.post<&TaskEndpoints::cancel>("/api/v1/tasks/{id}/cancel", Permission::tasks_write, *this,
                                      "Cancel a task that has not ended.");
  router.post<&TaskEndpoints::retry>("/api/v1/tasks/{id}/retry", Permission::tasks_write, *this,
                                     "Begin a failed, cancelled or abstained task anew.");
  router.post<&TaskEndpoints::requeue>("/api/v1/tasks/{id}/requeue", Permission::tasks_write, *this,
                                       "Take a task out of the dead letters.");
  router.post<&TaskEndpoints::give_feedback>("/api/v1/tasks/{id}/feedback", Permission::feedback_write, *this,
                                             "Say whether an answer is right.");
  router.get<&TaskEndpoints::trace>("/api/v1/tasks/{id}/trace", Permission::tasks_read, *this,
                                    "How the answer was found.");
  router.get<&TaskEndpoints::follow_task>("/api/v1/tasks/{id}/events", Permission::tasks_read, *this,
                                          "The events of one task, until it has ended.");
  router.get<&TaskEndpoints::follow_project>("/api/v1/events", Permission::tasks_read, *this,
                                             "The events of the project, without end.");
}

Async<Result<http::Created<TaskView>>> TaskEndpoints::create(RequestContext caller, http::Body<CreateTask> request) {
  const std::chrono::milliseconds wait = request.value.wait;
  std::vector<CreateTask> requests;
  requests.push_back(std::move(request.value));
  std::vector<Task> tasks =
      CO_TRY(co_await deps_.service.submit(caller.scope(), std::move(requests), submission_of(caller, false)));
  Task task = std::move(tasks.front());
  if (wait.count() > 0 && !is_final(task.state))
    task = CO_TRY(co_await deps_.service.wait(caller.scope(), task.id, wait));
  co_return http::Created<TaskView>{view_of(task), location_of(task)};
}

Async<Result<http::Created<TaskBatchView>>> TaskEndpoints::create_batch(RequestContext caller,
                                                                        http::Body<CreateTaskBatch> request) {
  const std::vector<Task> tasks = CO_TRY(
      co_await deps_.service.submit(caller.scope(), std::move(request.value.tasks), submission_of(caller, true)));
  TaskBatchView view;
  for (const Task& task : tasks)
    view.tasks.push_back(view_of(task));
  co_return http::Created<TaskBatchView>{std::move(view), "/api/v1/tasks"};
}

Async<Result<TaskPage>> TaskEndpoints::list(RequestContext caller, http::Query<ListTasks> query) {
  const ListTasks& asked = query.value;
  TaskFilter filter{
      .state = asked.state, .head = asked.head, .priority = asked.priority, .before = {}, .count = asked.limit + 1};
  if (asked.cursor) filter.before = CO_TRY(TaskId::parse(*asked.cursor));
  const std::vector<Task> tasks = CO_TRY(co_await deps_.store.list(caller.scope(), filter));
  TaskPage page;
  for (const Task& task : tasks) {
    if (static_cast<std::int64_t>(page.tasks.size()) == asked.limit) {
      page.next_cursor = page.tasks.back().id;
      break;
    }
    page.tasks.push_back(view_of(task));
  }
  co_return page;
}

Async<Result<TaskView>> TaskEndpoints::find(RequestContext caller, http::Path<TaskPath> path) {
  const TaskId id = CO_TRY(TaskId::parse(path.value.id));
  co_return view_of(CO_TRY(co_await deps_.store.find(caller.scope(), id)));
}

Async<Result<TaskView>> TaskEndpoints::cancel(RequestContext caller, http::Path<TaskPath> path) {
  const TaskId id = CO_TRY(TaskId::parse(path.value.id));
  co_return view_of(CO_TRY(co_await deps_.service.cancel(caller.scope(), id)));
}

Async<Result<TaskView>> TaskEndpoints::retry(RequestContext caller, http::Path<TaskPath> path) {
  const TaskId id = CO_TRY(TaskId::parse(path.value.id));
  co_return view_of(CO_TRY(co_await deps_.service.retry(caller.scope(), id)));
}

Async<Result<TaskView>> TaskEndpoints::requeue(RequestContext caller, http::Path<TaskPath> path) {
  const TaskId id = CO_TRY(TaskId::parse(path.value.id));
  co_return view_of(CO_TRY(co_await deps_.service.requeue(caller.scope(), id)));
}

Async<Result<http::Created<FeedbackView>>> TaskEndpoints::give_feedback(RequestContext caller,
                                                                        http::Path<TaskPath> path,
                                                                        http::Body<GiveFeedback> feedback) {
  const TaskId id = CO_TRY(TaskId::parse(path.value.id));
  FeedbackView view = CO_TRY(
      co_await deps_.service.give_feedback(caller.scope(), id, std::move(feedback.value), caller.principal.key_id));
  co_return http::Created<FeedbackView>{std::move(view), "/api/v1/tasks/" + id.text()};
}

Async<Result<TraceView>> TaskEndpoints::trace(RequestContext caller, http::Path<TaskPath> path) {
  const TaskId id = CO_TRY(TaskId::parse(path.value.id));
  const Task task = CO_TRY(co_await deps_.store.find(caller.scope(), id));
  const std::vector<StoredTrace> stored = CO_TRY(co_await deps_.store.traces(caller.scope(), id));
  TraceView view{.task = view_of(task), .attempts = {}};
  for (const StoredTrace& trace : stored) {
    Result<json::Value> value = json::parse(trace.trace);
    if (value) view.attempts.push_back({trace.attempt, trace.at, std::move(*value)});
  }
  co_return view;
}

Async<Result<http::EventStream>> TaskEndpoints::follow_task(RequestContext caller, http::Path<TaskPath> path,
                                                            http::Query<FollowEvents> query) {
  const TaskId id = CO_TRY(TaskId::parse(path.value.id));
  CO_TRY(co_await deps_.store.find(caller.scope(), id));
  co_return co_await follow(std::move(caller), id, std::move(query.value.after));
}

Async<Result<http::EventStream>> TaskEndpoints::follow_project(RequestContext caller, http::Query<FollowEvents> query) {
  co_return co_await follow(std::move(caller), std::nullopt, std::move(query.value.after));
}

Async<Result<http::EventStream>> TaskEndpoints::follow(RequestContext caller, std::optional<TaskId> of,
                                                       std::optional<std::string> after) {
  std::optional<events::Cursor> cursor = CO_TRY(events::cursor_of(caller.last_event_id, after));
  if (!cursor) cursor = CO_TRY(co_await deps_.events.newest(caller.scope()));
  CO_TRY(co_await deps_.events.check_kept(caller.scope(), *cursor));
  co_return http::EventStream{
      std::make_unique<TaskFeed>(deps_.store, deps_.database, caller.scope(), std::move(of), *cursor)};
}

}  // namespace swarm::tasks
