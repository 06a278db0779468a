#include "platform/storage/statement_check.hpp"

#include <cmath>
#include <fmt/format.h>

namespace swarm::storage {
namespace {

std::string_view fault_of(const SqlValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return text->find('\0') == std::string::npos ? "" : "has U+0000 in its text, which cannot be stored; leave it out";
  }
  if (const auto* real = std::get_if<double>(&value)) return std::isnan(*real) ? "is not a number (NaN)" : "";
  return "";
}

std::string in_words(const Expect& expect) {
  if (expect.low == expect.high) return fmt::format("exactly {}", expect.low);
  if (expect.low == 0) return fmt::format("at most {}", expect.high);
  return fmt::format("{} to {}", expect.low, expect.high);
}

}  // namespace

Result<Done> check_parameters(const NamedStatement& what, const Parameters& parameters) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::string_view fault = fault_of(parameters[i]);
    if (fault.empty()) continue;
    return fail(ErrorCode::invalid_input, fmt::format("{}: value ${} {}", what.name, i + 1, fault));
  }
  return Done{};
}

Result<Done> check_unit(const WriteUnit& unit, std::size_t statements_max) {
  if (unit.statements.size() > statements_max) {
    return fail(ErrorCode::too_large,
                fmt::format("a write of {} statements is more than the {} that one may have; split it",
                            unit.statements.size(), statements_max));
  }
  for (const Statement& statement : unit.statements)
    TRY(check_parameters(*statement.what, statement.parameters));
  return Done{};
}

Result<Done> check_expectation(const Statement& statement, std::int64_t count) {
  if (statement.expect.allows(count)) return Done{};
  return fail(
      ErrorCode::conflict, "guard",
      fmt::format(
          "{} touched {} rows where {} were expected: what it was decided on has changed; look again and decide again",
          statement.what->name, count, in_words(statement.expect)));
}

}  // namespace swarm::storage
