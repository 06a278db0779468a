#include "base/error_code.hpp"

namespace swarm {

static_assert(
    [] {
      for (std::size_t i = 0; i < kErrorCodes.size(); ++i) {
        if (static_cast<std::size_t>(kErrorCodes[i].code) != i) return false;
      }
      return true;
    }(),
    "facts_of() indexes the table by the enum's value");

std::optional<ErrorCode> error_code_named(std::string_view name) {
  for (const ErrorCodeFacts& facts : kErrorCodes) {
    if (facts.name == name) return facts.code;
  }
  return std::nullopt;
}

}  // namespace swarm
