#include "platform/http_server/router.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fmt/format.h>
#include <map>

#include "base/invariant.hpp"
#include "base/text.hpp"
#include "platform/http_server/percent_encoding.hpp"
#include "platform/http_server/problem.hpp"

namespace swarm::http {

// One path segment. `routes` says by method which route ends here.
struct Router::Node {
  static constexpr std::size_t kMethods = static_cast<std::size_t>(Method::other) + 1;
  std::map<std::string, std::shared_ptr<Node>, std::less<>> children;
  std::shared_ptr<Node> parameter;  // any text
  std::shared_ptr<Node> rest;       // all segments that are left, at least one
  std::array<std::optional<std::size_t>, kMethods> routes{};
};

namespace {

constexpr std::size_t kSegmentsMax = 32;

bool is_parameter(std::string_view segment) {
  return segment.starts_with('{') && segment.ends_with('}');
}

bool is_rest(std::string_view segment) {
  return segment.starts_with('{') && segment.ends_with("...}");
}

std::vector<std::string_view> segments_of(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  return split(path, '/');
}

// Whether the path's {…} and the fields of the handler's Path<T> are the same names.
bool names_agree(const Route& route) {
  std::vector<std::string> listed;
  if (route.path_schema.is_object()) {
    for (const auto& property : route.path_schema.at("properties").as_object())
      listed.emplace_back(property.key());
  }
  std::vector<std::string> written = detail::parameter_names(route.path);
  std::ranges::sort(listed);
  std::ranges::sort(written);
  return listed == written;
}

}  // namespace

void Router::add(Route route) {
  SWARM_INVARIANT(route.path.starts_with('/'), "a declared path begins with a slash");
  SWARM_INVARIANT(names_agree(route), "the {names} in a path are the fields of the handler's Path<T>");
  if (!root_) root_ = std::make_shared<Node>();
  Node* node = root_.get();
  for (const std::string_view segment : segments_of(route.path)) {
    std::shared_ptr<Node>& next = is_rest(segment)        ? node->rest
                                  : is_parameter(segment) ? node->parameter
                                                          : node->children[std::string(segment)];
    if (!next) next = std::make_shared<Node>();
    node = next.get();
  }
  std::optional<std::size_t>& place = node->routes[static_cast<std::size_t>(route.method)];
  SWARM_INVARIANT(!place, "a path has one route for a method");
  place = routes_.size();
  routes_.push_back(std::move(route));
}

namespace {

// To who asks for a page where a WebSocket is.
Async<Result<Response>> ask_to_upgrade(RequestContext context, Request, std::vector<std::string>) {
  constexpr int kUpgradeRequired = 426;
  Response response = problem(Error{.code = ErrorCode::invalid_input,
                                    .message = "this is a WebSocket: send Upgrade: websocket",
                                    .reason = "upgrade_required"},
                              context.request_id, kUpgradeRequired);
  response.headers.emplace_back("Upgrade", "websocket");
  response.headers.emplace_back("Connection", "Upgrade");
  response.headers.emplace_back("Sec-WebSocket-Version", "13");
  co_return response;
}

}  // namespace

void Router::add_raw(std::string_view path, Permission permission, std::string_view summary, Bytes body_bytes_max,
                     decltype(Route::run) run) {
  add({.method = Method::post,
       .path = std::string(path),
       .permission = permission,
       .summary = std::string(summary),
       .body_schema = json::Object{{"type", "object"}},
       .response_schema = json::Object{{"type", "object"}},
       .run = std::move(run),
       .ends_with_client = true,
       .body_bytes_max = body_bytes_max});
}

void Router::add_websocket(std::string_view path, Permission permission, std::string_view summary,
                           decltype(Route::open_websocket) open) {
  add({.method = Method::get,
       .path = std::string(path),
       .permission = permission,
       .summary = std::string(summary),
       .success_status = 101,
       .response_content_type = "",
       .run = ask_to_upgrade,
       .open_websocket = std::move(open)});
}

void Router::alias(std::string_view path, Method method, std::string_view of) {
  const auto found =
      std::ranges::find_if(routes_, [&](const Route& route) { return route.method == method && route.path == of; });
  SWARM_INVARIANT(found != routes_.end(), "an alias names a declared route");
  Route route = *found;
  route.path = path;
  add(std::move(route));
}

namespace {

// Walks down every branch that fits; a literal segment is preferred to a parameter.
template <class Node>
class Walk {
 public:
  Walk(Method method, const std::vector<std::string>& segments) : method_(method), segments_(segments) {}

  bool down(const Node* node, std::size_t at) {
    if (node == nullptr) return false;
    if (at == segments_.size()) return arrive(*node);
    const auto child = node->children.find(segments_[at]);
    if (child != node->children.end() && down(child->second.get(), at + 1)) return true;
    if (segments_[at].empty()) return false;
    parameters_.push_back(segments_[at]);
    if (down(node->parameter.get(), at + 1)) return true;
    parameters_.pop_back();
    return take_rest(node->rest.get(), at);
  }

  std::optional<std::size_t> found;
  std::vector<Method> allowed;
  std::vector<std::string> take_parameters() { return std::move(parameters_); }

 private:
  bool take_rest(const Node* node, std::size_t at) {
    if (node == nullptr) return false;
    std::string joined = segments_[at];
    for (std::size_t i = at + 1; i < segments_.size(); ++i)
      joined += "/" + segments_[i];
    parameters_.push_back(std::move(joined));
    if (arrive(*node)) return true;
    parameters_.pop_back();
    return false;
  }

  bool arrive(const Node& node) {
    found = node.routes[static_cast<std::size_t>(method_)];
    if (!found && method_ == Method::head) found = node.routes[static_cast<std::size_t>(Method::get)];
    if (found) return true;
    for (std::size_t i = 0; i < node.routes.size(); ++i) {
      const Method method = static_cast<Method>(i);
      if (node.routes[i] && std::ranges::find(allowed, method) == allowed.end()) allowed.push_back(method);
    }
    return false;
  }

  const Method method_;
  const std::vector<std::string>& segments_;
  std::vector<std::string> parameters_;
};

void complete(std::vector<Method>& allowed) {
  if (allowed.empty()) return;
  if (std::ranges::find(allowed, Method::get) != allowed.end()) allowed.push_back(Method::head);
  allowed.push_back(Method::options);
}

}  // namespace

Router::Match Router::match(Method method, std::string_view path) const {
  std::vector<std::string> segments;
  segments.reserve(8);
  for (const std::string_view raw : segments_of(path)) {
    std::optional<std::string> segment = percent_decode(raw, Plus::is_plus);
    if (!segment || !is_utf8(*segment) || segments.size() == kSegmentsMax) return {};
    segments.push_back(std::move(*segment));
  }
  Walk<Node> walk(method, segments);
  Match match;
  if (walk.down(root_.get(), 0)) {
    match.route = &routes_[*walk.found];
    match.parameters = walk.take_parameters();
  } else {
    match.allowed = std::move(walk.allowed);
    complete(match.allowed);
  }
  return match;
}

namespace detail {

std::vector<std::string> parameter_names(std::string_view path) {
  std::vector<std::string> names;
  for (const std::string_view segment : segments_of(path)) {
    if (is_rest(segment))
      names.emplace_back(segment.substr(1, segment.size() - 5));
    else if (is_parameter(segment))
      names.emplace_back(segment.substr(1, segment.size() - 2));
  }
  return names;
}

Input input_of(Request request, const std::vector<std::string>& names, std::vector<std::string> values,
               json::Faults& faults) {
  Input input;
  SWARM_INVARIANT(names.size() == values.size(), "match() gives one value per {name}");
  for (std::size_t i = 0; i < names.size(); ++i)
    input.path.push_back({names[i], std::move(values[i])});
  const json::Faults::Deeper deeper(faults, "query");
  input.query = parse_query(request.query, faults);
  input.body = std::move(request.body);
  return input;
}

std::optional<json::Value> parse_body(const std::string& body, json::Faults& faults) {
  if (body.empty()) {
    faults.add("a JSON body is required, but there is none");
    return std::nullopt;
  }
  Result<json::Value> value = json::parse(body);
  if (value) return std::move(*value);
  faults.add(value.error().faults.empty() ? value.error().message : value.error().faults.front().message);
  return std::nullopt;
}

void refuse_body(const std::string& body, json::Faults& faults) {
  if (!body.empty() && body != "{}") faults.add("no body is expected here");
}

void overwrite(std::string& text) {
  ::explicit_bzero(text.data(), text.size());
  text.clear();
}

void overwrite(json::Value& value) {
  if (value.is_string()) ::explicit_bzero(value.get_string().data(), value.get_string().size());
  if (value.is_array()) {
    for (json::Value& item : value.get_array())
      overwrite(item);
  }
  if (value.is_object()) {
    for (auto& member : value.get_object())
      overwrite(member.value());
  }
}

Response json_response(int status, const json::Value& value) {
  return Response{.status = status, .body = json::to_text(value)};
}

}  // namespace detail

}  // namespace swarm::http
