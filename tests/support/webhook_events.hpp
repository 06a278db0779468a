#pragma once

#include <fmt/format.h>

#include "platform/events/event_store.hpp"
#include "platform/outbox/event_renderer.hpp"

// Events for the tests of webhooks, and how they are shown.
namespace swarm::tests {

// The subject is "task-NUMBER".
inline void add_task_event(storage::WriteUnit& unit, const ProjectId& project, std::string type, int number) {
  events::add_event(unit, {project, fmt::format("task-{}", number), 1, std::move(type), "{}"});
}

class PlainRenderer final : public outbox::EventRenderer {
 public:
  Async<Result<std::vector<json::Value>>> data_of(Scope, std::vector<events::StoredEvent> events) override {
    std::vector<json::Value> data;
    for (const events::StoredEvent& event : events)
      data.push_back(json::Object{{"subject", event.subject}});
    co_return data;
  }
};

}  // namespace swarm::tests
