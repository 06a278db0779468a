#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "platform/events/event_types.hpp"
#include "platform/runtime/async.hpp"

namespace swarm::outbox {

// What events look like to those outside. Implemented where their subjects are known; thread-safe.
class EventRenderer {
 public:
  virtual ~EventRenderer() = default;
  // The `data` of each event's message, in their order.
  virtual Async<Result<std::vector<json::Value>>> data_of(Scope scope, std::vector<events::StoredEvent> events) = 0;
};

// What a webhook may ask for, and what it gets when it does not say.
struct EventCatalogue {
  std::vector<std::string> types;
  std::vector<std::string> usual;
};

}  // namespace swarm::outbox
