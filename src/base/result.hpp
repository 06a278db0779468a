#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error_code.hpp"

namespace swarm {

// One place in an input that is wrong: `path` is a JSON path such as "$.tasks[3].prompt".
struct Fault {
  std::string path;
  std::string message;
  bool operator==(const Fault&) const = default;
};

// Expected trouble. Exceptions mean a bug or a failed start.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;   // for people: what was tried, with which value, what to do next; never a secret
  std::string reason{};  // finer and stable, from an enum of the slice, such as "idempotency_key_reused"; may be empty
  std::vector<Fault> faults{};                             // of an input, each with its path
  std::optional<std::chrono::milliseconds> retry_after{};  // when trying again may help
};

template <class T>
using Result = std::expected<T, Error>;

// "It is done": the value of a Result that carries none. co_spawn and friends need a default-constructible value.
struct Done {
  bool operator==(const Done&) const = default;
};

inline std::unexpected<Error> fail(ErrorCode code, std::string message) {
  return std::unexpected<Error>(Error{.code = code, .message = std::move(message)});
}
inline std::unexpected<Error> fail(ErrorCode code, std::string reason, std::string message) {
  return std::unexpected<Error>(Error{.code = code, .message = std::move(message), .reason = std::move(reason)});
}

}  // namespace swarm

// The value of a Result, or return its error from the enclosing function. TRY in plain functions, CO_TRY in coroutines.
#define TRY(...)                                                                        \
  ({                                                                                    \
    auto&& swarm_try_result = (__VA_ARGS__);                                            \
    if (!swarm_try_result) return std::unexpected(std::move(swarm_try_result).error()); \
    std::move(*swarm_try_result);                                                       \
  })
#define CO_TRY(...)                                                                        \
  ({                                                                                       \
    auto&& swarm_try_result = (__VA_ARGS__);                                               \
    if (!swarm_try_result) co_return std::unexpected(std::move(swarm_try_result).error()); \
    std::move(*swarm_try_result);                                                          \
  })
