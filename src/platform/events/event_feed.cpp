#include "platform/events/event_feed.hpp"

namespace swarm::events {

Result<std::optional<Cursor>> cursor_of(const std::optional<std::string>& last_event_id,
                                        const std::optional<std::string>& after) {
  const std::optional<std::string>& given = last_event_id ? last_event_id : after;
  if (!given || given->empty() || *given == "oldest" || *given == "0") return Cursor::oldest();
  if (*given == "now") return std::nullopt;
  return TRY(Cursor::parse(*given));
}

}  // namespace swarm::events
