#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/json_schema.hpp"
#include "base/sizes.hpp"
#include "platform/http_server/message.hpp"
#include "platform/http_server/principal.hpp"
#include "platform/http_server/websocket_handshake.hpp"
#include "platform/runtime/async.hpp"

// Typed routes. An endpoint is a method plus one line, and the permission is a required argument:
//
//   router.post<&TaskEndpoints::create>("/api/v1/tasks", Permission::tasks_write, *this, "Submit one task.");
//   Async<Result<Created<TaskView>>> TaskEndpoints::create(RequestContext caller, Body<CreateTask> request);
//   router.get<&TaskEndpoints::find>("/api/v1/tasks/{id}", Permission::tasks_read, *this, "One task.");
//   Async<Result<TaskView>> TaskEndpoints::find(RequestContext caller, Path<TaskPath> path);
//
// The last {name...} of a path takes all segments that are left, with their slashes.
//
// A handler takes RequestContext, then any of Path<T>, Query<T>, Body<T> in this order, each T with a field list. It
// returns Async<Result<R>> with R one of: a type with a field list (200), Created<T> (201), Accepted<T> (202),
// WithStatus<T>, NoContent (204), Raw, EventStream.
namespace swarm::http {

// Who asks, and everything about the request that a typed handler may need besides its input.
struct RequestContext {
  Principal principal;
  std::string request_id{};
  std::string trace_id{};
  std::string client_address{};
  std::optional<std::string> idempotency_key{};  // 1 to 255 visible ASCII characters, checked
  std::optional<std::string> last_event_id{};
  Scope scope() const { return principal.scope(); }
};

template <class T>
struct Path {
  T value;
};
template <class T>
struct Query {
  T value;
};
template <class T>
struct Body {
  T value;
};

template <class T>
struct Created {
  T value;
  std::string location;  // of what was made
};
template <class T>
struct Accepted {
  T value;
};
template <class T>
struct WithStatus {
  T value;
  int status;
};
struct NoContent {};
struct Raw {
  std::string content_type;
  std::string body;
  std::vector<Header> headers{};
};
struct EventStream {
  std::unique_ptr<EventSource> source;
};

// A declared route, as the server runs it and OpenAPI describes it.
struct Route {
  Method method;
  std::string path;  // "/api/v1/tasks/{id}"
  Permission permission;
  std::string summary;
  json::Value path_schema{}, query_schema{}, body_schema{}, response_schema{};  // null where there is none
  int success_status = 200;
  std::string response_content_type = "application/json";
  // `parameters`: the values of {…} in order of the path. Decodes, calls, encodes.
  std::function<Async<Result<Response>>(RequestContext, Request, std::vector<std::string> parameters)> run{};
  // Of a WebSocket: answers the handshake, once its form was checked. `run` answers requests that ask for none.
  std::function<Async<Result<WebSocketUpgrade>>(RequestContext, WebSocketRequest)> open_websocket{};
  bool takes_any_content = false;         // a body of any type; otherwise JSON
  bool ends_with_client = false;          // the handler is cancelled when its client leaves
  std::optional<Bytes> body_bytes_max{};  // instead of http.body_bytes_max
};

class Router {
 public:
  template <auto Handler, class Endpoints>
  void get(std::string_view path, Permission permission, Endpoints& endpoints, std::string_view summary) {
    declare<Handler>(Method::get, path, permission, endpoints, summary);
  }
  template <auto Handler, class Endpoints>
  void post(std::string_view path, Permission permission, Endpoints& endpoints, std::string_view summary) {
    declare<Handler>(Method::post, path, permission, endpoints, summary);
  }
  template <auto Handler, class Endpoints>
  void patch(std::string_view path, Permission permission, Endpoints& endpoints, std::string_view summary) {
    declare<Handler>(Method::patch, path, permission, endpoints, summary);
  }
  template <auto Handler, class Endpoints>
  void put(std::string_view path, Permission permission, Endpoints& endpoints, std::string_view summary) {
    declare<Handler>(Method::put, path, permission, endpoints, summary);
  }
  template <auto Handler, class Endpoints>
  void remove(std::string_view path, Permission permission, Endpoints& endpoints, std::string_view summary) {
    declare<Handler>(Method::delete_, path, permission, endpoints, summary);
  }
  // A WebSocket: Async<Result<WebSocketUpgrade>> Endpoints::open(RequestContext, WebSocketRequest). A key that is
  // presented is checked as for every other route; without one the session has to ask for it, and for its permission.
  template <auto Handler, class Endpoints>
  void websocket(std::string_view path, Permission permission, Endpoints& endpoints, std::string_view summary) {
    add_websocket(path, permission, summary, [target = &endpoints](RequestContext context, WebSocketRequest request) {
      return (target->*Handler)(std::move(context), std::move(request));
    });
  }
  // A handler that wants the request as it came: Async<Result<Response>> Endpoints::forward(RequestContext, Request).
  // When the client leaves, the handler is cancelled.
  template <auto Handler, class Endpoints>
  void raw_post(std::string_view path, Permission permission, Endpoints& endpoints, std::string_view summary,
                Bytes body_bytes_max) {
    add_raw(path, permission, summary, body_bytes_max,
            [target = &endpoints](RequestContext context, Request request, std::vector<std::string>) {
              return (target->*Handler)(std::move(context), std::move(request));
            });
  }
  // This route answers everything, whatever the method and the path: for a server that knows no paths. No other route
  // is looked at.
  void answer_everything(Route route) { catch_all_ = std::make_shared<const Route>(std::move(route)); }
  const Route* catch_all() const { return catch_all_.get(); }

  // "/admin/…" and the like: the same route, with the same permission, under a second path.
  void alias(std::string_view path, Method method, std::string_view of);

  struct Match {
    const Route* route = nullptr;         // null: no such path (404), or not with this method (405)
    std::vector<std::string> parameters;  // percent-decoded
    std::vector<Method> allowed;          // when the path exists with other methods
  };
  Match match(Method method, std::string_view path) const;

  const std::vector<Route>& routes() const { return routes_; }
  const json::Object& types() const { return schemas_.types(); }

 private:
  template <auto Handler, class Endpoints>
  void declare(Method method, std::string_view path, Permission permission, Endpoints& endpoints,
               std::string_view summary);
  void add(Route route);
  void add_raw(std::string_view path, Permission permission, std::string_view summary, Bytes body_bytes_max,
               decltype(Route::run) run);
  void add_websocket(std::string_view path, Permission permission, std::string_view summary,
                     decltype(Route::open_websocket) open);

  std::vector<Route> routes_;
  json::SchemaBook schemas_;
  struct Node;
  std::shared_ptr<Node> root_;  // a tree over path segments
  std::shared_ptr<const Route> catch_all_;
};

// OpenAPI 3.1 of all routes: operations with x-permission, parameters, bodies, answers and the problem document.
json::Value openapi(const Router& router, std::string_view version);

}  // namespace swarm::http

#include "platform/http_server/router_impl.hpp"
