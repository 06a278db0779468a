#include "cli/task_wait.hpp"

#include "cli/event_follower.hpp"
#include "cli/json_view.hpp"
#include "cli/task_view.hpp"

namespace swarm::cli {

std::string task_path(std::string_view id) {
  return "/api/v1/tasks/" + path_segment(id);
}

Outcome<Document> fetch_task(Session& session, const std::string& id) {
  return call(session.api, {.path = task_path(id)});
}

Outcome<Document> wait_for_end(Session& session, const std::string& id, std::optional<SteadyTime> until) {
  EventFollower follower(session.api, session.clock, {.path = task_path(id) + "/events", .after = {}, .until = until});
  bool has_ended = false;
  const auto see_end = [&has_ended](const SseEvent& event) {
    const Result<json::Value> body = json::parse(event.data, 64);
    has_ended = body && is_final(member(*body, "task"));
    return true;  // an end may be followed by another beginning, such as a retry: the server ends the stream
  };
  // A stream that ends before the task does is followed again: the server was stopped and started meanwhile.
  while (!has_ended) {
    const std::string before = follower.last_id();
    TRY(follower.follow(see_end, true));
    if (!has_ended && follower.last_id() == before) {
      const Document task = TRY(fetch_task(session, id));
      if (is_final(task.value)) return task;
      if (!session.api.pause(std::chrono::milliseconds{500})) return trouble(ErrorCode::cancelled, "stopped by Ctrl-C");
    }
  }
  return fetch_task(session, id);
}

}  // namespace swarm::cli
