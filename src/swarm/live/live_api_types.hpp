#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "swarm/tasks/task_types.hpp"

// The messages of /ws, each a JSON text. docs/reference/websocket.md is made from these lists.
namespace swarm::live {

inline constexpr std::size_t kTasksPerSubscriptionMax = 100;
inline constexpr std::size_t kIdBytesMax = 64;

// --- From the client ------------------------------------------------------------------------------------------------

struct Authenticate {
  std::string type;
  std::string key;
  std::optional<std::string> project;
  static constexpr auto schema =
      json::object("Authenticate", json::field("type", &Authenticate::type, "authenticate", json::required),
                   json::field("key", &Authenticate::key, "An API key.", json::required, json::length{1, 1024}),
                   json::field("project", &Authenticate::project, "As X-Project: for an admin, where to act.",
                               json::length{1, 256}));
};

struct Subscribe {
  std::string type;
  std::string id;
  bool feed = false;
  std::vector<tasks::TaskId> tasks;
  std::optional<std::string> after;
  static constexpr auto schema = json::object(
      "Subscribe", json::field("type", &Subscribe::type, "subscribe", json::required),
      json::field("id", &Subscribe::id, "Your name for it; comes back with every event.", json::required,
                  json::length{1, kIdBytesMax}, json::plain),
      json::field("feed", &Subscribe::feed, "Every event of the project. Either this or tasks."),
      json::field("tasks", &Subscribe::tasks, "The events of these tasks, until all have ended.",
                  json::items{0, kTasksPerSubscriptionMax}),
      json::field("after", &Subscribe::after,
                  "The cursor of the last event seen; oldest (the default) or now, as of GET /api/v1/events."));
};

struct Unsubscribe {
  std::string type;
  std::string id;
  static constexpr auto schema =
      json::object("Unsubscribe", json::field("type", &Unsubscribe::type, "unsubscribe", json::required),
                   json::field("id", &Unsubscribe::id, "Which.", json::required, json::length{1, kIdBytesMax}));
};

struct Ping {
  std::string type;
  std::optional<std::string> id;
  static constexpr auto schema =
      json::object("Ping", json::field("type", &Ping::type, "ping", json::required),
                   json::field("id", &Ping::id, "Comes back with the pong.", json::length{0, kIdBytesMax}));
};

// --- To the client --------------------------------------------------------------------------------------------------

struct Authenticated {
  std::string type = "authenticated";
  std::string name;
  std::string project;
  static constexpr auto schema =
      json::object("Authenticated", json::field("type", &Authenticated::type, "authenticated"),
                   json::field("name", &Authenticated::name, "Of the key."),
                   json::field("project", &Authenticated::project, "Where it acts."));
};

struct Subscribed {
  std::string type = "subscribed";
  std::string subscription;
  std::string after;
  static constexpr auto schema =
      json::object("Subscribed", json::field("type", &Subscribed::type, "subscribed"),
                   json::field("subscription", &Subscribed::subscription, "Its id, as you named it."),
                   json::field("after", &Subscribed::after, "The cursor behind which its events begin."));
};

enum class UnsubscribedReason { asked, ended, failed };
constexpr std::array<json::EnumName<UnsubscribedReason>, 3> enum_names(UnsubscribedReason) {
  return {{{UnsubscribedReason::asked, "asked"},
           {UnsubscribedReason::ended, "ended"},
           {UnsubscribedReason::failed, "failed"}}};
}

struct Unsubscribed {
  std::string type = "unsubscribed";
  std::string subscription;
  UnsubscribedReason reason = UnsubscribedReason::asked;
  std::string cursor;
  static constexpr auto schema =
      json::object("Unsubscribed", json::field("type", &Unsubscribed::type, "unsubscribed"),
                   json::field("subscription", &Unsubscribed::subscription, "Its id, as you named it."),
                   json::field("reason", &Unsubscribed::reason,
                               "asked, ended (all its tasks have), or failed, after an error that says why."),
                   json::field("cursor", &Unsubscribed::cursor, "Where to go on: nothing was sent from behind it."));
};

struct PathFault {
  std::string path;
  std::string message;
  static constexpr auto schema =
      json::object("PathFault", json::field("path", &PathFault::path, "JSON path of what is wrong."),
                   json::field("message", &PathFault::message, "What is wrong with it."));
};

struct ErrorMessage {
  std::string type = "error";
  std::string code;
  std::optional<std::string> reason;
  std::string detail;
  std::optional<std::string> id;
  std::optional<std::vector<PathFault>> errors;
  std::optional<std::int64_t> retry_after_ms;
  static constexpr auto schema =
      json::object("ErrorMessage", json::field("type", &ErrorMessage::type, "error"),
                   json::field("code", &ErrorMessage::code, "As of a problem document: invalid_input, not_found, …"),
                   json::field("reason", &ErrorMessage::reason, "Finer than the code; not always there."),
                   json::field("detail", &ErrorMessage::detail, "For people: what was tried, what to do next."),
                   json::field("id", &ErrorMessage::id, "Of the message that it answers, where that had one."),
                   json::field("errors", &ErrorMessage::errors, "Every fault of the message."),
                   json::field("retry_after_ms", &ErrorMessage::retry_after_ms, "When trying again may help."));
};

struct Pong {
  std::string type = "pong";
  std::optional<std::string> id;
  static constexpr auto schema =
      json::object("Pong", json::field("type", &Pong::type, "pong"), json::field("id", &Pong::id, "As the ping said."));
};

}  // namespace swarm::live
