#include "platform/http_server/cors.hpp"

#include <algorithm>

namespace swarm::http {

std::string list_of(std::span<const Method> methods) {
  std::string list;
  for (const Method method : methods) {
    if (!list.empty()) list += ", ";
    list += name_of(method);
  }
  return list;
}

bool Cors::allows(const Request& request) const {
  const auto origin = request.header("origin");
  return origin && std::ranges::find(origins_, *origin) != origins_.end();
}

bool Cors::is_preflight(const Request& request) {
  return request.method == Method::options && request.header("origin") &&
         request.header("access-control-request-method");
}

void Cors::permit(const Request& request, std::span<const Method> methods, Response& response) const {
  if (!allows(request)) return;
  response.headers.emplace_back("Access-Control-Allow-Methods", list_of(methods));
  response.headers.emplace_back(
      "Access-Control-Allow-Headers",
      "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-API-Key, X-Project, X-Request-Id, "
      "X-Session-Id, traceparent");
  response.headers.emplace_back("Access-Control-Max-Age", "600");
}

void Cors::add_headers(const Request& request, Response& response) const {
  if (!is_on()) return;
  response.headers.emplace_back("Vary", "Origin");
  if (!allows(request)) return;
  response.headers.emplace_back("Access-Control-Allow-Origin", *request.header("origin"));
  response.headers.emplace_back(
      "Access-Control-Expose-Headers",
      "Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id, traceparent");
}

}  // namespace swarm::http
