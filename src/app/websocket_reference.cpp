#include "app/websocket_reference.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "base/json_schema.hpp"
#include "swarm/live/live_api_types.hpp"

namespace swarm::app {

namespace {

constexpr std::string_view kIntroduction = R"(# WebSocket

`ws://127.0.0.1:3001/ws` (RFC 6455, no extensions) pushes what `GET /api/v1/events` and `GET /api/v1/tasks/{id}/events`
stream over HTTP: the same events with the same cursors. `GET /ws/health` answers whether the port serves.
Made by `swarmd --print-reference websocket`.

## Connecting

- The key goes in `Authorization: Bearer …` or `X-API-Key`, as everywhere; a page in a browser, which cannot set these, offers
  the subprotocols `swarmkeeper.v1` and `bearer.KEY`, or sends `authenticate` first (within `websocket.authentication_timeout_ms`).
  Never in the URL: query parameters are refused. It needs the permission `tasks_read`.
- A request with an `Origin` is accepted from pages of the same host, on any port, and of `websocket.allowed_origins`; else 403.
- A refused handshake is an ordinary HTTP answer with a problem document: 400, 401, 403, 426 (another version than 13), 429, 503.
- Messages are JSON texts; each direction has the types below. An unknown member or type is answered with `error`.
- The server pings a silent client (`websocket.ping_interval_ms`) and answers pings.

## Following

`subscribe` with `after` and every event behind that cursor comes, each once, in the order of its task (of a project's feed: in
the order of the cursors), without end for `feed`, until all have ended for `tasks`. The events are those that the HTTP streams
send as `data`. To go on after a lost connection, subscribe with the last `cursor` that came.
)";

constexpr std::string_view kCloseCodes = R"(
## Close codes

The reason is a JSON text where the server ends a connection on its own: `{"code":"…","cursor":"…"}`, the cursor being the lowest
of all subscriptions: who goes on from there misses nothing.

| code | when | `code` of the reason |
|---|---|---|
| 1000 and others | the client's own close code comes back | |
| 1001 | the server stops | `draining` |
| 1002 | not RFC 6455: no mask, reserved bits, unknown opcodes, wrong lengths or order | (words) |
| 1003 | a binary message | `text_only` |
| 1007 | text that is not UTF-8 | (words) |
| 1008 | no key in time, a wrong or revoked key, a blocked address | `unauthenticated`, `forbidden`, `not_found` |
| 1008 | more messages than `websocket.messages_per_second` | `message_rate` |
| 1008 | no sign of life after a ping | `no_pong` |
| 1009 | a message longer than `websocket.message_bytes_max` | (words) |
| 1013 | the client took nothing for `websocket.write_timeout_ms`; connect again and go on | `slow_reader` |
)";

std::string type_text(const json::Object& schema) {
  if (const json::Value* any = schema.if_contains("anyOf")) return type_text(any->at(0).as_object());
  if (const json::Value* names = schema.if_contains("enum")) {
    std::string text;
    for (const json::Value& name : names->as_array())
      text += fmt::format("{}`{}`", text.empty() ? "" : ", ", std::string_view(name.as_string()));
    return text;
  }
  if (const json::Value* of = schema.if_contains("items")) return "list of " + type_text(of->as_object());
  if (const json::Value* reference = schema.if_contains("$ref")) {
    const std::string_view path(reference->as_string());
    return std::string(path.substr(path.rfind('/') + 1));
  }
  const json::Value* type = schema.if_contains("type");
  return type == nullptr ? "" : std::string(type->as_string());
}

template <class T>
std::string table_of(std::string_view title) {
  json::SchemaBook book;
  book.describe<T>();
  const json::Object& schema = book.types().at(T::schema.name).as_object();
  const json::Value* required = schema.if_contains("required");
  std::string text = fmt::format("\n### `{}`\n\n| member | type | what |\n|---|---|---|\n", title);
  for (const auto& property : schema.at("properties").as_object()) {
    const json::Object& member = property.value().as_object();
    const bool is_required = required != nullptr && std::ranges::any_of(required->as_array(), [&](const auto& name) {
                               return name.as_string() == property.key();
                             });
    text += fmt::format("| `{}` | {}{} | {} |\n", std::string_view(property.key()), type_text(member),
                        is_required ? ", required" : "", std::string_view(member.at("description").as_string()));
  }
  return text;
}

constexpr std::string_view kEvent = R"(
### `event`

| member | type | what |
|---|---|---|
| `type` | string | event |
| `subscription` | string | Its id, as you named it. |
| `cursor` | string | To go on behind this event. |
| `event` | object | `type` (`task.created`, `task.started`, …), `n`, `at`, `cursor` and `task`, as over HTTP. |
)";

}  // namespace

std::string websocket_reference() {
  using namespace live;
  std::string text(kIntroduction);
  text += "\n## From the client\n";
  text += table_of<Authenticate>("authenticate") + table_of<Subscribe>("subscribe") +
          table_of<Unsubscribe>("unsubscribe") + table_of<Ping>("ping");
  text += "\n## To the client\n";
  text += table_of<Authenticated>("authenticated") + table_of<Subscribed>("subscribed");
  text += kEvent;
  text += table_of<Unsubscribed>("unsubscribed") + table_of<ErrorMessage>("error") + table_of<Pong>("pong");
  text += kCloseCodes;
  return text;
}

}  // namespace swarm::app
