#pragma once

#include "platform/outbox/event_renderer.hpp"
#include "swarm/tasks/task_store.hpp"

namespace swarm::app {

// What webhooks may ask for: `data` is {"task": the task as the event reported it}, as in the project's feed.
outbox::EventCatalogue webhook_catalogue();

class WebhookEvents final : public outbox::EventRenderer {
 public:
  explicit WebhookEvents(tasks::TaskStore& tasks) : tasks_(tasks) {}
  Async<Result<std::vector<json::Value>>> data_of(Scope scope, std::vector<events::StoredEvent> events) override;

 private:
  Async<Result<json::Value>> task_data(Scope scope, events::StoredEvent event);
  tasks::TaskStore& tasks_;
};

}  // namespace swarm::app
