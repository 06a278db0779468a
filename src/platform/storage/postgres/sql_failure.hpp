#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace swarm::storage {

// Why a statement has no answer.
struct SqlFailure {
  enum class Kind {
    refused,  // the server said no, with an SQLSTATE
    skipped,  // not run: a statement before it in the same flight was refused
    lost,     // the connection broke
  };
  Kind kind = Kind::refused;
  std::string state{};    // SQLSTATE (docs: PostgreSQL, appendix A); empty when lost, or when we cannot read an answer
  std::string message{};  // the server's primary message, which holds no row's values
};

// The transaction met another one at a bad moment; run again as it is, it may succeed.
bool is_worth_repeating(const SqlFailure& failure);
// Another transaction held a row for longer than lock_timeout.
bool is_locked_out(const SqlFailure& failure);

// What a caller sees. `what` names the statement.
Error error_of(const SqlFailure& failure, std::string_view what);

}  // namespace swarm::storage
