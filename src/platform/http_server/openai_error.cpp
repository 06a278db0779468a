#include "platform/http_server/openai_error.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "platform/http_server/problem.hpp"

namespace swarm::http {

namespace {

constexpr int kTooManyRequests = 429;

// One row per code: what official clients call it.
std::string_view type_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_input:
    case ErrorCode::not_found:
    case ErrorCode::conflict:
    case ErrorCode::expired:
    case ErrorCode::too_large:
    case ErrorCode::cancelled:
      return "invalid_request_error";
    case ErrorCode::unauthenticated:
      return "authentication_error";
    case ErrorCode::forbidden:
      return "permission_error";
    case ErrorCode::budget_exceeded:
      return "insufficient_quota";
    case ErrorCode::limit_exceeded:
      return "rate_limit_error";
    case ErrorCode::timeout:
      return "timeout_error";
    case ErrorCode::internal:
    case ErrorCode::unavailable:
    case ErrorCode::storage_full:
      return "server_error";
  }
  return "server_error";
}

// What the provider behind us did wrong, rather than what we cannot do.
constexpr std::array<std::string_view, 4> kBadGateway{"protocol", "lost", "reply_too_large", "redirect"};

int status_of(const Error& error) {
  constexpr int kBadGatewayStatus = 502;
  const bool is_bad =
      error.code == ErrorCode::unavailable && std::ranges::find(kBadGateway, error.reason) != kBadGateway.end();
  if (is_bad) return kBadGatewayStatus;
  return error.code == ErrorCode::budget_exceeded ? kTooManyRequests : facts_of(error.code).http_status;
}

// What says only that the budget is used up has to be found by programs under one name.
std::string_view code_of(const Error& error) {
  if (error.code == ErrorCode::budget_exceeded || error.reason.empty()) return name_of(error.code);
  return error.reason;
}

std::string message_of(const Error& error, std::string_view request_id) {
  if (error.code == ErrorCode::internal) return fmt::format("internal error; request id {}", request_id);
  std::string message = error.message;
  for (const Fault& fault : error.faults) {
    if (message.find(fault.message) != std::string::npos) continue;
    message += fmt::format("{}{}: {}", message.empty() ? "" : "; ", fault.path, fault.message);
  }
  return message;
}

json::Value param_of(const Error& error) {
  if (error.faults.empty()) return nullptr;
  std::string_view path = error.faults.front().path;
  if (path == "$") return nullptr;  // the body as a whole
  if (path.starts_with("$.")) path.remove_prefix(2);
  return text_value(path);
}

}  // namespace

bool is_openai_path(std::string_view path) {
  return path.starts_with("/v1/");
}

Response openai_problem(const Error& error, std::string_view request_id, std::optional<int> status) {
  Response response{.status = status.value_or(status_of(error))};
  response.body =
      json::to_text(json::Object{{"error", json::Object{{"message", text_value(message_of(error, request_id))},
                                                        {"type", type_of(error.code)},
                                                        {"param", param_of(error)},
                                                        {"code", text_value(code_of(error))}}}});
  if (error.retry_after) response.headers.emplace_back("Retry-After", retry_after_seconds(*error.retry_after));
  return response;
}

}  // namespace swarm::http
