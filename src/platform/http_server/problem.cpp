#include "platform/http_server/problem.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/json.hpp"
#include "base/text.hpp"

namespace swarm::http {

namespace {

std::string_view title_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_input:
      return "The request is not valid";
    case ErrorCode::unauthenticated:
      return "A valid API key is needed";
    case ErrorCode::budget_exceeded:
      return "The budget is used up";
    case ErrorCode::forbidden:
      return "This is not allowed";
    case ErrorCode::not_found:
      return "There is no such thing";
    case ErrorCode::conflict:
      return "This conflicts with the present state";
    case ErrorCode::expired:
      return "This is no longer kept";
    case ErrorCode::too_large:
      return "This is too large";
    case ErrorCode::limit_exceeded:
      return "A limit is reached";
    case ErrorCode::cancelled:
      return "This was cancelled";
    case ErrorCode::internal:
      return "Something went wrong inside the server";
    case ErrorCode::unavailable:
      return "This is not available now";
    case ErrorCode::timeout:
      return "This took too long";
    case ErrorCode::storage_full:
      return "The disk is full";
  }
  return "Error";
}

}  // namespace

json::Value text_value(std::string_view text) {
  boost::json::string value(text);
  if (!is_utf8(text)) {
    std::ranges::replace_if(value, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  }
  return value;
}

std::string retry_after_seconds(std::chrono::milliseconds wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  return std::to_string(std::max<std::int64_t>(seconds, 1));
}

Response problem(const Error& error, std::string_view request_id, std::optional<int> status) {
  const std::string_view code = name_of(error.code);
  Response response{.status = status.value_or(facts_of(error.code).http_status),
                    .content_type = "application/problem+json"};
  json::Object document{{"type", fmt::format("urn:swarmkeeper:error:{}", code)},
                        {"title", title_of(error.code)},
                        {"status", response.status},
                        {"code", code}};
  if (!error.reason.empty()) document.emplace("reason", text_value(error.reason));
  const bool is_internal = error.code == ErrorCode::internal;
  document.emplace("detail", is_internal ? text_value(fmt::format("internal error; request id {}", request_id))
                                         : text_value(error.message));
  if (!error.faults.empty() && !is_internal) {
    json::Array faults;
    for (const Fault& fault : error.faults) {
      faults.push_back(json::Object{{"path", text_value(fault.path)}, {"message", text_value(fault.message)}});
    }
    document.emplace("errors", std::move(faults));
  }
  document.emplace("request_id", text_value(request_id));
  response.body = json::to_text(document);
  if (error.retry_after) response.headers.emplace_back("Retry-After", retry_after_seconds(*error.retry_after));
  return response;
}

json::Value problem_schema() {
  const auto text = [](std::string_view description) {
    return json::Object{{"type", "string"}, {"description", description}};
  };
  json::Array codes;
  for (const ErrorCodeFacts& facts : kErrorCodes)
    codes.push_back(json::Value(boost::json::string_view(facts.name)));
  const json::Object fault{
      {"type", "object"},
      {"properties", {{"path", text("JSON path of what is wrong.")}, {"message", text("What is wrong with it.")}}},
      {"required", {"path", "message"}}};
  json::Object properties;
  properties.emplace("type", text("urn:swarmkeeper:error:CODE"));
  properties.emplace("title", text("The code in words."));
  properties.emplace("status", json::Object{{"type", "integer"}, {"description", "The HTTP status."}});
  properties.emplace("code", json::Object{{"type", "string"}, {"enum", std::move(codes)}, {"description", "Stable."}});
  properties.emplace("reason", text("Finer than the code, stable; not always there."));
  properties.emplace("detail", text("For people: what was tried, with which value, what to do next."));
  properties.emplace("errors",
                     json::Object{{"type", "array"}, {"items", fault}, {"description", "Every fault of the input."}});
  properties.emplace("request_id", text("To find this request in the server's log."));
  return json::Object{{"type", "object"},
                      {"properties", std::move(properties)},
                      {"required", {"type", "title", "status", "code", "detail", "request_id"}}};
}

}  // namespace swarm::http
