#include "platform/storage/postgres/sql_failure.hpp"

#include <array>
#include <fmt/format.h>

namespace swarm::storage {

namespace {

struct Meaning {
  std::string_view state;  // five characters, or the two of a class
  ErrorCode code;
  std::string_view reason;
  std::string_view advice;
};

// The first that fits counts.
constexpr std::array kMeanings{
    Meaning{"23505", ErrorCode::conflict, "taken", ""},
    Meaning{"23", ErrorCode::conflict, "guard", ""},
    Meaning{"22", ErrorCode::invalid_input, "value", ""},
    Meaning{"54", ErrorCode::too_large, "", ""},
    Meaning{"40", ErrorCode::conflict, "contended", "; try again"},
    Meaning{"55P03", ErrorCode::timeout, "locked", "; another transaction holds the row (lock_timeout_ms)"},
    Meaning{"57014", ErrorCode::timeout, "statement_timeout", "; see statement_timeout_ms"},
    Meaning{"53100", ErrorCode::storage_full, "", "; free space on the database server's disk"},
    Meaning{"25006", ErrorCode::unavailable, "read_only", "; the server is read-only, perhaps a standby"},
    Meaning{"53", ErrorCode::unavailable, "", "; the database server is out of a resource"},
    Meaning{"57", ErrorCode::unavailable, "", "; the database server is stopping or starting"},
    Meaning{"58", ErrorCode::unavailable, "", "; the database server has trouble with its disk"},
    Meaning{"08", ErrorCode::unavailable, "", ""},
};

Meaning meaning_of(std::string_view state) {
  for (const Meaning& meaning : kMeanings) {
    if (state.starts_with(meaning.state)) return meaning;
  }
  return {state, ErrorCode::internal, "", ""};
}

}  // namespace

bool is_worth_repeating(const SqlFailure& failure) {
  return failure.state == "40001" || failure.state == "40P01";
}

bool is_locked_out(const SqlFailure& failure) {
  return failure.state == "55P03";
}

Error error_of(const SqlFailure& failure, std::string_view what) {
  if (failure.kind == SqlFailure::Kind::lost) {
    return {.code = ErrorCode::unavailable,
            .message = fmt::format("{}: the connection to the database broke: {}", what, failure.message)};
  }
  const Meaning meaning = meaning_of(failure.state);
  std::string message = fmt::format("{}: {}", what, failure.message);
  if (!failure.state.empty()) message += fmt::format(" (SQLSTATE {}){}", failure.state, meaning.advice);
  return {.code = meaning.code, .message = std::move(message), .reason = std::string(meaning.reason)};
}

}  // namespace swarm::storage
