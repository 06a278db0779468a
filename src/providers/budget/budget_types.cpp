#include "providers/budget/budget_types.hpp"

#include <fmt/format.h>

#include "providers/budget/budget_config.hpp"

namespace swarm::budget {

LedgerName::LedgerName(LedgerKind kind, std::string subject)
    : kind_(kind),
      subject_(std::move(subject)),
      text_(subject_.empty() ? std::string(json::name_of(kind)) : fmt::format("{}:{}", json::name_of(kind), subject_)) {
}

Result<LedgerName> LedgerName::parse(std::string_view text) {
  if (text == "day") return day();
  if (text == "training") return training();
  const std::size_t colon = text.find(':');
  const auto kind = json::enum_named<LedgerKind>(text.substr(0, colon));
  const std::string_view subject = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  const bool is_known = kind && *kind != LedgerKind::day && *kind != LedgerKind::training && !subject.empty() &&
                        subject.size() <= kIdLength && (*kind != LedgerKind::head || json::enum_named<Head>(subject));
  if (is_known) return LedgerName(*kind, std::string(subject));
  return fail(ErrorCode::invalid_input,
              fmt::format("'{}' is no ledger: day, training, head:HEAD, project:ID or key:ID expected", text));
}

}  // namespace swarm::budget
