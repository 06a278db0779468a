#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "platform/http_server/router.hpp"
#include "platform/identity/permissions.hpp"
#include "support/run.hpp"

namespace swarm::tests {

// What an endpoint answered, without a server in between.
struct Answered {
  int status = 0;
  json::Value body{};  // null when it is no JSON
  std::string text{};
  Error error{};  // of a status from 400
};

// Calls `method target` ("/api/v1/keys?limit=2") as `principal`, through the Router, as the server would: a permission
// that the role does not grant is 403.
inline Answered call(TestLoop& loop, const http::Router& router, const http::Principal& principal, http::Method method,
                     std::string_view target, std::string body = {}) {
  const std::size_t question = target.find('?');
  const http::Router::Match match = router.match(method, target.substr(0, question));
  if (match.route == nullptr) return {.status = match.allowed.empty() ? 404 : 405};
  if (!identity::permissions_of(principal).contains(match.route->permission)) return {.status = 403};
  http::Request request{.method = method, .path = std::string(target.substr(0, question))};
  if (question != std::string_view::npos) request.query = target.substr(question + 1);
  request.body = std::move(body);
  if (!request.body.empty()) request.headers.emplace_back("content-type", "application/json");
  http::RequestContext context{.principal = principal};
  context.request_id = "request-1";
  context.client_address = "192.0.2.7";
  Result<http::Response> response =
      loop.run(match.route->run(std::move(context), std::move(request), match.parameters));
  if (!response) return {.status = facts_of(response.error().code).http_status, .error = response.error()};
  Answered answered{.status = response->status, .text = std::move(response->body)};
  if (auto parsed = json::parse(answered.text)) answered.body = std::move(*parsed);
  return answered;
}

inline std::string text_at(const json::Value& value, std::string_view member) {
  return std::string(value.as_object().at(member).as_string());
}

}  // namespace swarm::tests
