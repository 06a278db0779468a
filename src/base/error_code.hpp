#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace swarm {

// The closed list of what can go wrong, as a caller sees it. Each has one HTTP status, one exit code of swarmctl and
// one metric label. Finer reasons are an enum of the slice, carried in Error::reason.
enum class ErrorCode : std::uint8_t {
  invalid_input,
  unauthenticated,
  budget_exceeded,
  forbidden,
  not_found,
  conflict,
  expired,
  too_large,
  limit_exceeded,
  cancelled,
  internal,
  unavailable,
  timeout,
  storage_full,
};

struct ErrorCodeFacts {
  ErrorCode code;
  std::string_view name;  // stable: on the wire, in logs and metrics
  int http_status;
  int exit_code;  // of swarmctl
};

// In the order of the enum.
inline constexpr std::array<ErrorCodeFacts, 14> kErrorCodes{{
    {ErrorCode::invalid_input, "invalid_input", 400, 2},
    {ErrorCode::unauthenticated, "unauthenticated", 401, 3},
    {ErrorCode::budget_exceeded, "budget_exceeded", 402, 4},
    {ErrorCode::forbidden, "forbidden", 403, 5},
    {ErrorCode::not_found, "not_found", 404, 6},
    {ErrorCode::conflict, "conflict", 409, 7},
    {ErrorCode::expired, "expired", 410, 8},
    {ErrorCode::too_large, "too_large", 413, 9},
    {ErrorCode::limit_exceeded, "limit_exceeded", 429, 10},
    {ErrorCode::cancelled, "cancelled", 499, 11},
    {ErrorCode::internal, "internal", 500, 1},
    {ErrorCode::unavailable, "unavailable", 503, 12},
    {ErrorCode::timeout, "timeout", 504, 13},
    {ErrorCode::storage_full, "storage_full", 507, 14},
}};

constexpr const ErrorCodeFacts& facts_of(ErrorCode code) {
  return kErrorCodes[static_cast<std::size_t>(code)];
}
constexpr std::string_view name_of(ErrorCode code) {
  return facts_of(code).name;
}

// The code behind a name on the wire; nothing for a name that is not in the list.
std::optional<ErrorCode> error_code_named(std::string_view name);

}  // namespace swarm
