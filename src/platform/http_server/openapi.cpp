#include <algorithm>
#include <fmt/format.h>

#include "base/text.hpp"
#include "platform/http_server/problem.hpp"
#include "platform/http_server/router.hpp"

namespace swarm::http {

namespace {

json::Value text_value(std::string_view text) {
  return json::Value(boost::json::string(text));
}

// OpenAPI has no sign for a name that takes several segments.
std::string path_of(const Route& route) {
  std::string path = route.path;
  if (path.ends_with("...}")) path.replace(path.size() - 4, 4, "}");
  return path;
}

// "get_api_v1_tasks_id": unique because a path has one route for a method.
std::string operation_id(const Route& route) {
  std::string id = to_lower(name_of(route.method));
  for (const char c : path_of(route)) {
    if (c == '/' || c == '.' || c == '-')
      id += '_';
    else if (c != '{' && c != '}')
      id += c;
  }
  return id;
}

// What a route is about: the first segment behind the version.
std::string tag_of(std::string_view path) {
  constexpr std::string_view kVersionPrefix = "/api/v1/";
  if (path.starts_with(kVersionPrefix))
    path.remove_prefix(kVersionPrefix.size());
  else
    path.remove_prefix(1);
  return std::string(path.substr(0, path.find('/')));
}

bool is_required(const json::Object& schema, std::string_view name) {
  const json::Value* required = schema.if_contains("required");
  return required != nullptr &&
         std::ranges::any_of(required->as_array(), [&](const json::Value& one) { return one.as_string() == name; });
}

void add_parameters(json::Array& parameters, const json::Value& schema, std::string_view place) {
  if (!schema.is_object()) return;
  const json::Object& described = schema.get_object();
  for (const auto& property : described.at("properties").as_object()) {
    json::Object member = property.value().as_object();
    json::Object parameter{{"name", property.key()}, {"in", place}};
    parameter.emplace("required", place == "path" || is_required(described, property.key()));
    if (const json::Value* help = member.if_contains("description")) parameter.emplace("description", *help);
    member.erase("description");
    parameter.emplace("schema", std::move(member));
    parameters.push_back(std::move(parameter));
  }
}

json::Object content(std::string_view type, const json::Value& schema) {
  return json::Object{
      {type, json::Object{{"schema", schema.is_null() ? json::Value(json::Object{{"type", "string"}}) : schema}}}};
}

json::Object responses_of(const Route& route) {
  json::Object success{{"description", route.success_status == 204 ? "Done." : "The answer."}};
  if (!route.response_content_type.empty())
    success.emplace("content", content(route.response_content_type, route.response_schema));
  json::Object responses;
  responses.emplace(std::to_string(route.success_status), std::move(success));
  responses.emplace("default", json::Object{{"$ref", "#/components/responses/Problem"}});
  return responses;
}

json::Object operation_of(const Route& route) {
  json::Object operation;
  operation.emplace("operationId", operation_id(route));
  operation.emplace("tags", json::Array{text_value(tag_of(route.path))});
  operation.emplace("summary", text_value(route.summary));
  operation.emplace("x-permission", text_value(json::name_of(route.permission)));
  if (route.permission == Permission::open) operation.emplace("security", json::Array{});
  json::Array parameters;
  add_parameters(parameters, route.path_schema, "path");
  add_parameters(parameters, route.query_schema, "query");
  if (!parameters.empty()) operation.emplace("parameters", std::move(parameters));
  if (!route.body_schema.is_null()) {
    operation.emplace("requestBody",
                      json::Object{{"required", true}, {"content", content("application/json", route.body_schema)}});
  }
  operation.emplace("responses", responses_of(route));
  return operation;
}

json::Object components_of(const Router& router) {
  json::Object schemas = router.types();
  schemas.emplace("Problem", problem_schema());
  const json::Value problem = json::Object{{"$ref", "#/components/schemas/Problem"}};
  json::Object components;
  components.emplace("schemas", std::move(schemas));
  components.emplace(
      "responses", json::Object{{"Problem", json::Object{{"description", "What went wrong (RFC 9457)."},
                                                         {"content", content("application/problem+json", problem)}}}});
  components.emplace(
      "securitySchemes",
      json::Object{{"bearer", json::Object{{"type", "http"}, {"scheme", "bearer"}}},
                   {"api_key", json::Object{{"type", "apiKey"}, {"in", "header"}, {"name", "X-API-Key"}}}});
  return components;
}

}  // namespace

json::Value openapi(const Router& router, std::string_view version) {
  std::vector<const Route*> routes;
  for (const Route& route : router.routes())
    routes.push_back(&route);
  std::ranges::sort(routes, {},
                    [](const Route* route) { return std::pair(std::string_view(route->path), route->method); });
  json::Object paths;
  for (const Route* route : routes) {
    const std::string path = path_of(*route);
    if (!paths.contains(path)) paths.emplace(path, json::Object{});
    paths.at(path).as_object().emplace(to_lower(name_of(route->method)), operation_of(*route));
  }
  json::Object document;
  document.emplace("openapi", "3.1.0");
  document.emplace("info",
                   json::Object{{"title", "Swarmkeeper"},
                                {"version", version},
                                {"license", json::Object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}});
  document.emplace("security",
                   json::Array{json::Object{{"bearer", json::Array{}}}, json::Object{{"api_key", json::Array{}}}});
  document.emplace("paths", std::move(paths));
  document.emplace("components", components_of(router));
  return document;
}

}  // namespace swarm::http
