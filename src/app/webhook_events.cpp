#include "app/webhook_events.hpp"

#include "platform/outbox/webhook_types.hpp"
#include "swarm/tasks/task_api_types.hpp"

namespace swarm::app {

namespace {

json::Object object_of(const std::string& text) {
  Result<json::Value> value = json::parse(text);
  return value && value->is_object() ? std::move(value->get_object()) : json::Object{};
}

}  // namespace

outbox::EventCatalogue webhook_catalogue() {
  return {.types = {"task.created", "task.started", "task.retrying", "task.completed", "task.failed", "task.cancelled",
                    "task.dead_lettered", "workflow.created", "workflow.progressed", "workflow.retrying",
                    "workflow.completed", "workflow.failed", "workflow.cancelled", std::string(outbox::kDisabledEvent)},
          .usual = {"task.cancelled", "task.completed", "task.dead_lettered", "task.failed"}};
}

Async<Result<std::vector<json::Value>>> WebhookEvents::data_of(Scope scope, std::vector<events::StoredEvent> events) {
  std::vector<json::Value> data;
  data.reserve(events.size());
  for (const events::StoredEvent& event : events) {
    if (event.type.starts_with("task."))
      data.push_back(CO_TRY(co_await task_data(scope, event)));
    else if (event.type.starts_with("workflow."))
      data.emplace_back(json::Object{{"workflow", object_of(event.data)}});
    else
      data.emplace_back(object_of(event.data));
  }
  co_return data;
}

Async<Result<json::Value>> WebhookEvents::task_data(Scope scope, events::StoredEvent event) {
  json::Object known = object_of(event.data);
  const Result<tasks::TaskId> id = tasks::TaskId::parse(event.subject);
  Result<tasks::Task> task = id ? co_await tasks_.find(scope, *id) : std::unexpected(id.error());
  if (task) co_return json::Object{{"task", json::encode(tasks::view_at_event(*task, known, event.at))}};
  if (task.error().code != ErrorCode::not_found) co_return std::unexpected(std::move(task).error());
  // Retention was faster than we: what the event itself knows.
  known.emplace("id", event.subject);
  co_return json::Object{{"task", std::move(known)}};
}

}  // namespace swarm::app
